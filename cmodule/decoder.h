// The class Decoder.
#ifndef MPICKLE_DECODER_H
#define MPICKLE_DECODER_H

#include "py/obj.h"

mp_obj_t mpickle_decoder_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args);

// Decoder.feed(chunk)
mp_obj_t mpickle_decoder_take(mp_obj_t self, mp_obj_t chunk);

// The next complete object, or MP_OBJ_STOP_ITERATION.
mp_obj_t mpickle_decoder_iternext(mp_obj_t self);

#endif
