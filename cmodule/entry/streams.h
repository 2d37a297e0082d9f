// dump of any format, whose options are given.
#ifndef MPICKLE_STREAMS_H
#define MPICKLE_STREAMS_H

#include "entry/arguments.h"

// dump(obj, file, options…)
mp_obj_t mpickle_dump_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);

#endif
