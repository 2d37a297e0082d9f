// ALoader, aload and adump.
#ifndef MPICKLE_ALOAD_H
#define MPICKLE_ALOAD_H

#include "py/obj.h"
#include "mpickle.h"
#include "micropython/shim.h"

extern const mp_obj_type_t mpickle_type_aloader;
extern const mp_obj_fun_builtin_var_t mpickle_aload_obj;
extern const mp_obj_fun_builtin_var_t mpickle_adump_obj;

// The same of any format, whose options are given.
mp_obj_t mpickle_aloader_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);
mp_obj_t mpickle_aload_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);
mp_obj_t mpickle_adump_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);

// Their names in the module.
#if MPICKLE_FEATURE_ASYNC && MICROPY_PY_ASYNC_AWAIT
#define MPICKLE_ALOAD_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_ALoader), MP_ROM_PTR(&mpickle_type_aloader) }, \
    { MP_ROM_QSTR(MP_QSTR_aload), MP_ROM_PTR(&mpickle_aload_obj) }, \
    MPICKLE_ADUMP_GLOBALS
#else
#define MPICKLE_ALOAD_GLOBALS
#endif

#if MPICKLE_FEATURE_WRITE
#define MPICKLE_ADUMP_GLOBALS { MP_ROM_QSTR(MP_QSTR_adump), MP_ROM_PTR(&mpickle_adump_obj) },
#else
#define MPICKLE_ADUMP_GLOBALS
#endif

#endif
