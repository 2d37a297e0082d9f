// save and restore.
#ifndef MPICKLE_FILES_H
#define MPICKLE_FILES_H

#include "shim.h"

extern const mp_obj_fun_builtin_var_t mpickle_save_obj;
extern const mp_obj_fun_builtin_var_t mpickle_restore_obj;

// The same of any format, whose options are given.
mp_obj_t mpickle_save_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);
mp_obj_t mpickle_restore_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);

#endif
