// Names and functions of the Python library mPickle 0.2.1.
#ifndef MPICKLE_COMPAT_H
#define MPICKLE_COMPAT_H

#include "py/objmodule.h"
#include "mpickle.h"

#if MPICKLE_FEATURE_COMPAT

// Called at each import of mpickle.
void mpickle_compat_init(void);

extern const mp_obj_fun_builtin_var_t mpickle_register_pickle_obj;
extern const mp_obj_fun_builtin_var_t mpickle_inject_obj;
extern const mp_obj_fun_builtin_fixed_t mpickle_revert_obj;
extern const mp_obj_module_t mpickle_compat_codecs;
extern const mp_obj_module_t mpickle_compat;

extern const mp_obj_type_t mpickle_type_Framer;
extern const mp_obj_type_t mpickle_type_Unframer;
#if MICROPY_PY_IO_BYTESIO && MICROPY_PY_BUILTINS_MEMORYVIEW
extern const mp_obj_type_t mpickle_type_uBytesIO;
#endif

// The library's names in the module itself.
#define MPICKLE_COMPAT_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_mpickle), MP_ROM_PTR(&mpickle_compat) }, \
    { MP_ROM_QSTR(MP_QSTR_codecs), MP_ROM_PTR(&mpickle_compat_codecs) }, \
    { MP_ROM_QSTR(MP_QSTR_register_pickle), MP_ROM_PTR(&mpickle_register_pickle_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_inject_dummy_module_func), MP_ROM_PTR(&mpickle_inject_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_revert_dummy_module_func), MP_ROM_PTR(&mpickle_revert_obj) },

#else
#define mpickle_compat_init()
#define MPICKLE_COMPAT_GLOBALS
#endif

#endif
