// The module `minipb`: Protocol Buffers, with the names of minipb.
#include "py/objmodule.h"
#include "py/runtime.h"
#include "entry/format.h"
#include "pickle/modules.h"
#include "proto/minipb.h"
#include "memory/room.h"

#if MPICKLE_FEATURE_PROTOBUF_TABLES

MPICKLE_FORMAT_FUNCTIONS(MPICKLE_FORMAT_OBJECT, protobuf)

#if MPICKLE_FEATURE_PROTOBUF_RAW
const uint16_t mpickle_c_raw_names[] = {
    [MPICKLE_C_RAW_ID] = MP_QSTR_id,
    [MPICKLE_C_RAW_WIRE_TYPE] = MP_QSTR_wire_type,
    [MPICKLE_C_RAW_DATA] = MP_QSTR_data,
};

// decode_raw(data)
static mp_obj_t decode_raw(mp_obj_t data) {
    if (mpickle_is_stream(data)) {
        mp_obj_t read[2];
        mp_load_method(data, MP_QSTR_read, read);
        data = mp_call_method_n_kw(0, 0, read);
    }
    return mpickle_protobuf_decode_raw(data);
}
MP_DEFINE_CONST_FUN_OBJ_1(mpickle_decode_raw_obj, decode_raw);

#if MPICKLE_FEATURE_WRITE
// encode_raw(fields)
MP_DEFINE_CONST_FUN_OBJ_1(mpickle_encode_raw_obj, mpickle_protobuf_encode_raw);
#endif
#endif

// decode(fmtstr, data)
static mp_obj_t decode(mp_obj_t schema, mp_obj_t data) {
    return mpickle_wire_decode(mpickle_wire_new(schema), data);
}
static MP_DEFINE_CONST_FUN_OBJ_2(decode_obj, decode);

#if MPICKLE_FEATURE_WRITE
// encode(fmtstr, *fields)
static mp_obj_t encode(size_t n_args, const mp_obj_t *args) {
    return mpickle_wire_encode(mpickle_wire_new(args[0]), n_args - 1, args + 1);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(encode_obj, 1, encode);
#endif

static const mp_rom_map_elem_t minipb_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_minipb) },
    { MP_ROM_QSTR(MP_QSTR_Wire), MP_ROM_PTR(&mpickle_c_type_wire) },
    { MP_ROM_QSTR(MP_QSTR_BadFormatString), MP_ROM_PTR(&mpickle_type_BadFormatString) },
    { MP_ROM_QSTR(MP_QSTR_CodecError), MP_ROM_PTR(&mpickle_type_CodecError) },
    { MP_ROM_QSTR(MP_QSTR_EndOfMessage), MP_ROM_PTR(&mpickle_type_EndOfMessage) },
    { MP_ROM_QSTR(MP_QSTR_decode), MP_ROM_PTR(&decode_obj) },
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_encode), MP_ROM_PTR(&encode_obj) },
    #endif
    #if MPICKLE_FEATURE_PROTOBUF_RAW
    { MP_ROM_QSTR(MP_QSTR_decode_raw), MP_ROM_PTR(&mpickle_decode_raw_obj) },
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_encode_raw), MP_ROM_PTR(&mpickle_encode_raw_obj) },
    #endif
    #endif
    #if MPICKLE_FEATURE_PROTOBUF_MESSAGES
    { MP_ROM_QSTR(MP_QSTR_Field), MP_ROM_PTR(&mpickle_type_field) },
    { MP_ROM_QSTR(MP_QSTR_process_message_fields), MP_ROM_PTR(&mpickle_process_message_fields_obj) },
    { MP_ROM_QSTR(MP_QSTR_is_message), MP_ROM_PTR(&mpickle_is_message_obj) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_DOUBLE), MP_ROM_QSTR(MP_QSTR_d) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_FLOAT), MP_ROM_QSTR(MP_QSTR_f) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_INT), MP_ROM_QSTR(MP_QSTR_t) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_INT32), MP_ROM_QSTR(MP_QSTR_t) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_INT64), MP_ROM_QSTR(MP_QSTR_t) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_UINT), MP_ROM_QSTR(MP_QSTR_T) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_UINT32), MP_ROM_QSTR(MP_QSTR_T) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_UINT64), MP_ROM_QSTR(MP_QSTR_T) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_SINT), MP_ROM_QSTR(MP_QSTR_z) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_SINT32), MP_ROM_QSTR(MP_QSTR_z) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_SINT64), MP_ROM_QSTR(MP_QSTR_z) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_FIXED32), MP_ROM_QSTR(MP_QSTR_I) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_FIXED64), MP_ROM_QSTR(MP_QSTR_Q) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_SFIXED32), MP_ROM_QSTR(MP_QSTR_i) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_SFIXED64), MP_ROM_QSTR(MP_QSTR_q) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_BOOL), MP_ROM_QSTR(MP_QSTR_b) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_STRING), MP_ROM_QSTR(MP_QSTR_U) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_BYTES), MP_ROM_QSTR(MP_QSTR_a) },
    { MP_ROM_QSTR(MP_QSTR_TYPE_EMPTY), MP_ROM_QSTR(MP_QSTR_x) },
    #endif
    MPICKLE_FORMAT_FUNCTIONS(MPICKLE_FORMAT_ENTRY, protobuf)
};
static MP_DEFINE_CONST_DICT(minipb_globals, minipb_globals_table);

static mp_obj_t missing(qstr attr) {
    #if MPICKLE_FEATURE_PROTOBUF_MESSAGES
    if (attr == MP_QSTR_Message) {
        return mpickle_message_class();
    }
    #else
    if (attr == MP_QSTR_Message || attr == MP_QSTR_process_message_fields) {
        mp_raise_msg(&mp_type_AttributeError, MP_ERROR_TEXT("needs the feature protobuf-messages"));
    }
    #endif
    #if !MPICKLE_FEATURE_PROTOBUF_RAW
    if (attr == MP_QSTR_decode_raw || attr == MP_QSTR_encode_raw) {
        mp_raise_msg(&mp_type_AttributeError, MP_ERROR_TEXT("needs the feature protobuf-raw"));
    }
    #endif
    return MP_OBJ_NULL;
}

static void minipb_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        mpickle_room_load(self_in, attr, dest, missing);
    }
}

MPICKLE_DEFINE_ROOM(mpickle_minipb, minipb_type, minipb_globals, minipb_attr);

#endif
