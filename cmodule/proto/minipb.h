// Protocol Buffers: the module minipb.
#ifndef MPICKLE_MINIPB_H
#define MPICKLE_MINIPB_H

#include "micropython/shim.h"

#if MPICKLE_FEATURE_PROTOBUF_TABLES

// Raises TypeError unless this is a Wire.
void mpickle_wire_check(mp_obj_t wire);
// Wire(schema)
mp_obj_t mpickle_wire_new(mp_obj_t schema);
// wire.encode(...), wire.decode(data)
mp_obj_t mpickle_wire_encode(mp_obj_t wire, size_t n_args, const mp_obj_t *args);
mp_obj_t mpickle_wire_decode(mp_obj_t wire, mp_obj_t data);

#if MPICKLE_FEATURE_PROTOBUF_RAW
extern const mp_obj_fun_builtin_fixed_t mpickle_decode_raw_obj;
extern const mp_obj_fun_builtin_fixed_t mpickle_encode_raw_obj;
#endif

// Whether an object is read by its read(): it has that, and is no bytes-like object.
bool mpickle_is_stream(mp_obj_t data);

// Message classes
#if MPICKLE_FEATURE_PROTOBUF_MESSAGES
extern const mp_obj_type_t mpickle_type_field;
extern const mp_obj_fun_builtin_fixed_t mpickle_process_message_fields_obj;
extern const mp_obj_fun_builtin_fixed_t mpickle_is_message_obj;
// The class Message, which is made when a program first asks for it.
mp_obj_t mpickle_message_class(void);
#endif

#endif

#endif
