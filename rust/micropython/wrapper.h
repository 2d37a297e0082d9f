// The headers of MicroPython that bindgen reads. build.rs appends the configuration probe and the proof of private.h.
#include "py/mpconfig.h"
#if MICROPY_ROM_TEXT_COMPRESSION
// NO_QSTR hides this type, which prototypes use.
typedef struct mpickle_rom_error_text *mp_rom_error_text_t;
#endif
#include "py/binary.h"
#include "py/builtin.h"
#include "py/gc.h"
#include "py/mpstate.h"
#include "py/obj.h"
#include "py/objarray.h"
#include "py/objexcept.h"
#include "py/objint.h"
#include "py/objlist.h"
#include "py/objmodule.h"
#include "py/objnamedtuple.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/objtype.h"
#include "py/parsenum.h"
#include "py/runtime.h"
#include "py/smallint.h"
#include "py/stream.h"
#include "py/unicode.h"
#include "shim.h"
