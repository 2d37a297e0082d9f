// dump_into and load_from.
#ifndef MPICKLE_INTO_H
#define MPICKLE_INTO_H

#include "py/obj.h"
#include "mpickle.h"
#include "micropython/shim.h"

extern const mp_obj_fun_builtin_var_t mpickle_dump_into_obj;
extern const mp_obj_fun_builtin_var_t mpickle_load_from_obj;

// The same of any format, whose options are given.
mp_obj_t mpickle_dump_into_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);
mp_obj_t mpickle_load_from_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);

// Their names in the module.
#if MPICKLE_FEATURE_INTO && MPICKLE_FEATURE_WRITE
#define MPICKLE_DUMP_INTO_GLOBALS { MP_ROM_QSTR(MP_QSTR_dump_into), MP_ROM_PTR(&mpickle_dump_into_obj) },
#else
#define MPICKLE_DUMP_INTO_GLOBALS
#endif
#if MPICKLE_FEATURE_INTO
#define MPICKLE_INTO_GLOBALS \
    MPICKLE_DUMP_INTO_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_load_from), MP_ROM_PTR(&mpickle_load_from_obj) },
#else
#define MPICKLE_INTO_GLOBALS
#endif

#endif
