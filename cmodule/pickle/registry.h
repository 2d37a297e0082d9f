// register, alias, unregister and copyreg.
#ifndef MPICKLE_REGISTRY_H
#define MPICKLE_REGISTRY_H

#include "py/objmodule.h"

extern const mp_obj_fun_builtin_var_t mpickle_register_obj;
extern const mp_obj_fun_builtin_fixed_t mpickle_alias_obj;
extern const mp_obj_fun_builtin_fixed_t mpickle_unregister_obj;
extern const mp_obj_module_t mpickle_copyreg;

// An attribute of copyreg that is made when asked for, or MP_OBJ_NULL.
mp_obj_t mpickle_copyreg_missing(qstr attr);

#endif
