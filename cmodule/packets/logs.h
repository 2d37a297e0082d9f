// append and records.
#ifndef MPICKLE_LOGS_H
#define MPICKLE_LOGS_H

#include "micropython/shim.h"

extern const mp_obj_fun_builtin_var_t mpickle_append_obj;
extern const mp_obj_fun_builtin_var_t mpickle_records_obj;

// The same of any format, whose options are given.
mp_obj_t mpickle_append_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);
mp_obj_t mpickle_records_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);

#endif
