// The options of dumps and loads: a line each. From it come the struct that Rust reads (bindgen), the
// argument, its default and its place in the struct.
//
//     X(feature that it belongs to, name, how it is given, default value)
//
// The structs have the options that all formats share, and behind them those of one format, whatever the
// features. One that is not offered has its default, or is null if its feature is off.
#ifndef MPICKLE_OPTIONS_H
#define MPICKLE_OPTIONS_H

#include "py/obj.h"

#define MPICKLE_POSITIONAL (false)
#define MPICKLE_KEYWORD (true)

#define MPICKLE_PICKLE_DUMP_OPTIONS(X) \
    X(PICKLE, protocol, MPICKLE_POSITIONAL, MP_ROM_NONE) \
    X(PICKLE, fix_imports, MPICKLE_KEYWORD, MP_ROM_TRUE)

// Those that make no sense for a file that stands alone.
#define MPICKLE_PICKLE_BUFFER_OPTIONS(X) \
    X(BUFFERS, buffer_callback, MPICKLE_KEYWORD, MP_ROM_NONE)

#define MPICKLE_PICKLE_LOAD_OPTIONS(X) \
    X(PICKLE, fix_imports, MPICKLE_KEYWORD, MP_ROM_TRUE) \
    X(TEXT, encoding, MPICKLE_KEYWORD, MP_ROM_QSTR(MP_QSTR_ASCII)) \
    X(TEXT, errors, MPICKLE_KEYWORD, MP_ROM_QSTR(MP_QSTR_strict)) \
    X(BUFFERS, buffers, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(CLASSES, allow, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(STUB, unknown, MPICKLE_KEYWORD, MP_ROM_NONE)

// Of every format.
#define MPICKLE_COMMON_LOAD_OPTIONS(X) \
    X(IN_PLACE, copy, MPICKLE_KEYWORD, MP_ROM_TRUE) \
    X(LIMITS, max_bytes, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(LIMITS, max_depth, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(LIMITS, max_objects, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(LIMITS, max_memo, MPICKLE_KEYWORD, MP_ROM_NONE)

// MessagePack

#define MPICKLE_MSGPACK_DUMP_OPTIONS(X) \
    X(MSGPACK, force_float_precision, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(ARRAYS, numpy, MPICKLE_KEYWORD, MP_ROM_FALSE)

#define MPICKLE_MSGPACK_LOAD_OPTIONS(X) \
    X(MSGPACK, use_tuple, MPICKLE_KEYWORD, MP_ROM_FALSE) \
    X(MSGPACK, use_ordered_dict, MPICKLE_KEYWORD, MP_ROM_FALSE) \
    X(MSGPACK, allow_invalid_utf8, MPICKLE_KEYWORD, MP_ROM_FALSE) \
    X(ARRAYS, numpy, MPICKLE_KEYWORD, MP_ROM_FALSE)

// CBOR

#define MPICKLE_CBOR_DUMP_OPTIONS(X) \
    X(CBOR, canonical, MPICKLE_KEYWORD, MP_ROM_FALSE) \
    X(CBOR, default, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(CBOR, string_referencing, MPICKLE_KEYWORD, MP_ROM_FALSE) \
    X(CBOR, indefinite_containers, MPICKLE_KEYWORD, MP_ROM_FALSE) \
    X(CBOR, float, MPICKLE_KEYWORD, MP_ROM_NONE)

#define MPICKLE_CBOR_LOAD_OPTIONS(X) \
    X(CBOR, tag_hook, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(CBOR, object_hook, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(CBOR, str_errors, MPICKLE_KEYWORD, MP_ROM_QSTR(MP_QSTR_strict)) \
    X(CBOR, use_tuple, MPICKLE_KEYWORD, MP_ROM_FALSE) \
    X(CBOR, allow_indefinite, MPICKLE_KEYWORD, MP_ROM_TRUE) \
    X(CBOR, allow_duplicate_keys, MPICKLE_KEYWORD, MP_ROM_TRUE) \
    X(CBOR, deterministic, MPICKLE_KEYWORD, MP_ROM_FALSE)

// Protocol Buffers

#define MPICKLE_PROTOBUF_DUMP_OPTIONS(X) \
    X(PROTOBUF_TABLES, wire, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(PROTOBUF_TABLES, delimited, MPICKLE_KEYWORD, MP_ROM_TRUE)

#define MPICKLE_PROTOBUF_LOAD_OPTIONS(X) \
    X(PROTOBUF_TABLES, wire, MPICKLE_KEYWORD, MP_ROM_NONE) \
    X(PROTOBUF_TABLES, delimited, MPICKLE_KEYWORD, MP_ROM_TRUE) \
    X(PROTOBUF_TABLES, field, MPICKLE_KEYWORD, MP_ROM_NONE)

#define MPICKLE_FIELD(feature, name, kind, value) mp_obj_t name;
// Some names are words of C.
#define MPICKLE_OPTION_FIELD(feature, name, kind, value) mp_obj_t name##_option;

typedef struct _mpickle_c_dump_options_t {
    // An mpickle_c_codec, which says whose options these are.
    uint8_t codec;
    union {
        struct {
            MPICKLE_PICKLE_DUMP_OPTIONS(MPICKLE_FIELD)
            MPICKLE_PICKLE_BUFFER_OPTIONS(MPICKLE_FIELD)
        } pickle;
        struct {
            MPICKLE_MSGPACK_DUMP_OPTIONS(MPICKLE_FIELD)
            // All keywords that were given, as a dictionary; null if there were none.
            mp_obj_t given;
        } msgpack;
        struct {
            MPICKLE_CBOR_DUMP_OPTIONS(MPICKLE_OPTION_FIELD)
        } cbor;
        struct {
            MPICKLE_PROTOBUF_DUMP_OPTIONS(MPICKLE_FIELD)
        } protobuf;
    } of;
} mpickle_c_dump_options_t;

typedef struct _mpickle_c_load_options_t {
    MPICKLE_COMMON_LOAD_OPTIONS(MPICKLE_FIELD)
    // An mpickle_c_codec, which says whose options these are.
    uint8_t codec;
    union {
        struct {
            MPICKLE_PICKLE_LOAD_OPTIONS(MPICKLE_FIELD)
        } pickle;
        struct {
            MPICKLE_MSGPACK_LOAD_OPTIONS(MPICKLE_FIELD)
            // All keywords that were given, as a dictionary; null if there were none.
            mp_obj_t given;
        } msgpack;
        struct {
            MPICKLE_CBOR_LOAD_OPTIONS(MPICKLE_FIELD)
        } cbor;
        struct {
            MPICKLE_PROTOBUF_LOAD_OPTIONS(MPICKLE_FIELD)
            // The dictionary that the message goes into; null for a new one.
            mp_obj_t into;
        } protobuf;
    } of;
} mpickle_c_load_options_t;

#endif
