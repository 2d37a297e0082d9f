// The headers of MicroPython that bindgen reads for the Rust half, and contract.c to check what it has read.
#ifndef MPICKLE_HEADERS_H
#define MPICKLE_HEADERS_H

#include "py/mpconfig.h"
#if MICROPY_ROM_TEXT_COMPRESSION && defined(NO_QSTR)
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
#include "micropython/shim.h"

#endif
