#include "py/runtime.h"
#include "shim.h"

void mpickle_c_panic(void) {
    mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("mpickle: internal error"));
}
