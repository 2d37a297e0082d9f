// The exceptions of the module.
#include "py/objexcept.h"
#include "py/runtime.h"
#include "types.h"

#define EXCEPTION(exc_name, base) \
    MP_DEFINE_CONST_OBJ_TYPE(mpickle_type_##exc_name, MP_QSTR_##exc_name, MP_TYPE_FLAG_NONE, \
    make_new, mp_obj_exception_make_new, \
    print, mp_obj_exception_print, \
    attr, mp_obj_exception_attr, \
    parent, base \
    )

EXCEPTION(PickleError, &mp_type_Exception);
EXCEPTION(PicklingError, &mpickle_type_PickleError);
EXCEPTION(UnpicklingError, &mpickle_type_PickleError);
