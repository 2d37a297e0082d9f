// Object representation C on 32 bits, as on the ESP8266: 30-bit floats that lie inside the object's word.
#define MICROPY_OBJ_REPR (MICROPY_OBJ_REPR_C)
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_FLOAT)
#define MICROPY_PY_DEFLATE_COMPRESS (1)
#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
#include "ports/unix/variants/mpconfigvariant_common.h"
// The port leaves these to whoever chooses the representation (up to v1.25; the same again is no error).
typedef int mp_int_t;
typedef unsigned int mp_uint_t;
