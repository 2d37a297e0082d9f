// The standard variant for 32 bits: object representation A, 31-bit small ints, double floats.
#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
#include "ports/unix/variants/mpconfigvariant_common.h"
// Few firmwares have it: for the tests of compression.
#define MICROPY_PY_DEFLATE_COMPRESS (1)
