// dump and load of any format, whose options are given.
#ifndef MPICKLE_STREAMS_H
#define MPICKLE_STREAMS_H

#include "arguments.h"

// dump(obj, file, options…)
mp_obj_t mpickle_dump_with(const mpickle_c_options_t *options, size_t n_args, const mp_obj_t *args, mp_map_t *kw_args);

// load(file, options…)
mp_obj_t mpickle_load_with(const mpickle_c_options_t *options, size_t n_args, const mp_obj_t *args, mp_map_t *kw_args);

#endif
