// The class Decoder.
#ifndef MPICKLE_DECODER_H
#define MPICKLE_DECODER_H

#include "micropython/shim.h"

// Decoder(*, options…) of any format, whose options are given.
mp_obj_t mpickle_decoder_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);

// Decoder.feed(chunk)
mp_obj_t mpickle_decoder_take(mp_obj_t self, mp_obj_t chunk);

// The next complete object, or MP_OBJ_STOP_ITERATION.
mp_obj_t mpickle_decoder_iternext(mp_obj_t self);

#endif
