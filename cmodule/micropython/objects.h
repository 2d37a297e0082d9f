// The module's own types: their structs, which both halves read.
// shim.h includes this file.
#ifndef MPICKLE_OBJECTS_H
#define MPICKLE_OBJECTS_H

#include "py/obj.h"

// A functools.partial: args is a tuple, keywords a dictionary or None.
extern const mp_obj_type_t mpickle_c_type_partial;
typedef struct _mpickle_c_partial_t {
    mp_obj_base_t base;
    mp_obj_t function;
    mp_obj_t args;
    mp_obj_t keywords;
} mpickle_c_partial_t;

// A class or function that is not here, or an object that a pickle makes with it. All but the names may be null.
extern const mp_obj_type_t mpickle_c_type_stub;
typedef struct _mpickle_c_stub_t {
    mp_obj_base_t base;
    mp_obj_t module;
    mp_obj_t name;
    // The tuple of arguments of an object; null where the class or function itself is meant.
    mp_obj_t args;
    mp_obj_t kwargs;
    mp_obj_t state;
    // Items that were appended or added, and those that were set by keys.
    mp_obj_t list;
    mp_obj_t dict;
} mpickle_c_stub_t;

// Numerical arrays, and numpy's types of their items.
extern const mp_obj_type_t mpickle_c_type_ndarray;
extern const mp_obj_type_t mpickle_c_type_dtype;
typedef struct _mpickle_c_dtype_t {
    mp_obj_base_t base;
    // As numpy's `dtype.str`.
    mp_obj_t name;
    // The parts of records and of items with a shape; null before they are known.
    mp_obj_t parts;
} mpickle_c_dtype_t;
// In a recipe, the bytes of an array: those that it has when they are written.
extern const mp_obj_type_t mpickle_c_type_lent;
typedef struct _mpickle_c_lent_t {
    mp_obj_base_t base;
    mp_obj_t owner;
    // As many as there were when the recipe was made.
    size_t len;
    // Whether the reader shall be able to write.
    bool writable;
} mpickle_c_lent_t;

// The Python type of a Wire's messages.
enum mpickle_c_records {
    MPICKLE_C_DICTS,
    MPICKLE_C_TUPLES,
    MPICKLE_C_INSTANCES,
};

// A Wire: the schema of messages of Protocol Buffers, and how they are read and written.
typedef struct _mpickle_c_wire_t {
    mp_obj_base_t base;
    // The schema's table: a block of the collector's, or the memory of `owner`.
    const uint8_t *table;
    size_t len;
    mp_obj_t owner;
    // A tuple with the name of each entry of the table; null for tuples.
    mp_obj_t names;
    // A tuple with the class of each message; null for other records.
    mp_obj_t classes;
    // The name under which messages have their unknown fields; null if those are skipped.
    mp_obj_t unknown;
    // An mpickle_c_records.
    uint8_t records;
    // Bits that negative int32 and int64 are written with.
    uint8_t int_bits;
    // A key that is missing is None.
    bool sparse;
    // Fields that do not come have the default values of the schema.
    bool defaults;
} mpickle_c_wire_t;
extern const mp_obj_type_t mpickle_c_type_wire;
// Objects of a number and something that goes with it; null if nothing does.
typedef struct _mpickle_c_record_t {
    mp_obj_base_t base;
    mp_obj_t first;
    mp_obj_t second;
} mpickle_c_record_t;
mp_obj_t mpickle_c_new_record(const mp_obj_type_t *type, mp_obj_t first, mp_obj_t second);
extern const mp_obj_type_t mpickle_c_type_ext;
extern const mp_obj_type_t mpickle_c_type_timestamp;

// A PickleBuffer; its owner is None after release().
typedef struct _mpickle_c_buffer_t {
    mp_obj_base_t base;
    mp_obj_t owner;
} mpickle_c_buffer_t;

// Stands for types that this build does not have: no object is of this type.
extern const mp_obj_type_t mpickle_c_type_absent;

// The attribute `memo` of a Pickler or Unpickler.
typedef struct _mpickle_c_memo_t {
    mp_obj_base_t base;
    mp_obj_t state;
} mpickle_c_memo_t;

extern const mp_obj_type_t mpickle_c_type_picklebuffer;
extern const mp_obj_type_t mpickle_c_type_memo;
extern const mp_obj_type_t mpickle_c_type_unpacker;
// A stream between DeflateIO and a file or memory.
extern const mp_obj_type_t mpickle_c_type_pipe;
// The native part of Pickler and Unpickler.
extern const mp_obj_type_t mpickle_c_type_state;

// Unpickles what it is fed.
extern const mp_obj_type_t mpickle_c_type_decoder;

// Programs' registrations for MessagePack: dictionaries, and which of umsgpack's own ext are in force,
// 0x50 in the lowest bit.
typedef struct _mpickle_c_msgpack_t {
    // Type: (packer, code).
    mp_obj_t builtins;
    // Class: code.
    mp_obj_t custom;
    // Code: class or packer.
    mp_obj_t packers;
    uint8_t own;
} mpickle_c_msgpack_t;

#endif
