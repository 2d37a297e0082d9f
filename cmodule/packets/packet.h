// Unpacker of any format, whose options are given.
#ifndef MPICKLE_PACKET_H
#define MPICKLE_PACKET_H

#include "micropython/shim.h"

mp_obj_t mpickle_unpacker_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);

#endif
