// Objects that only CBOR has, and what its hooks are called with.
#ifndef MPICKLE_CBOR2_H
#define MPICKLE_CBOR2_H

#include "entry/options.h"

extern const mp_obj_type_t mpickle_c_type_cbor_tag;
extern const mp_obj_type_t mpickle_c_type_cbor_simple;
extern const mp_obj_base_t mpickle_c_cbor_undefined;

extern const mp_obj_type_t mpickle_type_CBOREncoder;
extern const mp_obj_type_t mpickle_type_CBORDecoder;

// The encoder for calls of `default`: it writes nothing, and keeps what it is to encode.
mp_obj_t mpickle_c_cbor_encoder(void);
// Calls `default`: the object to encode in place of `obj`; null if it encodes nothing.
mp_obj_t mpickle_c_cbor_replacement(mp_obj_t encoder, mp_obj_t hook, mp_obj_t obj);
// The decoder for calls of hooks: it reads from no file, and has these options.
mp_obj_t mpickle_c_cbor_decoder(const mpickle_c_load_options_t *options);

#endif
