// Names and objects that the Rust half uses: tables in C, and the numbers of their entries.
// shim.h includes this file.
#ifndef MPICKLE_NAMES_H
#define MPICKLE_NAMES_H

#include "py/obj.h"

// Names that Rust uses, interned at build time. Each list is there if those before it are.
#define MPICKLE_C_NAMES(X) \
    X(builtins) \
    X(latin1) \
    X(__builtin__) \
    X(_codecs) \
    X(encode)

// Those that files need.
#define MPICKLE_C_STREAM_NAMES(X) \
    X(read) \
    X(readinto) \
    X(write)

// Those that classes need.
#define MPICKLE_C_CLASS_NAMES(X) \
    X(__dict__) \
    X(__getinitargs__) \
    X(__getnewargs__) \
    X(__getnewargs_ex__) \
    X(__getstate__) \
    X(__init__) \
    X(__main__) \
    X(__module__) \
    X(__name__) \
    X(__new__) \
    X(__reduce__) \
    X(__reduce_ex__) \
    X(__setstate__) \
    X(__slots__) \
    X(_extension_registry) \
    X(_inverted_registry) \
    X(Ellipsis) \
    X(NotImplemented) \
    X(add) \
    X(append) \
    X(args) \
    X(copyreg) \
    X(dispatch_table) \
    X(extend) \
    X(fast) \
    X(find_class) \
    X(persistent_id) \
    X(persistent_load) \
    X(readline) \
    X(reducer_override)

// Those that only arrays need.
#define MPICKLE_C_ARRAY_NAMES(X) \
    X(data) \
    X(dtype) \
    X(itemsize) \
    X(mask) \
    X(ndim) \
    X(shape) \
    X(size) \
    X(strides)

// Those that only ulab needs.
#define MPICKLE_C_ULAB_NAMES(X) \
    X(T) \
    X(__version__) \
    X(complex) \
    X(copy) \
    X(float) \
    X(frombuffer) \
    X(ndarray) \
    X(numpy) \
    X(reshape) \
    X(tobytes) \
    X(ulab)

enum mpickle_c_name {
    #define X(name) MPICKLE_C_NAME_##name,
    MPICKLE_C_NAMES(X)
    MPICKLE_C_STREAM_NAMES(X)
    MPICKLE_C_CLASS_NAMES(X)
    MPICKLE_C_ARRAY_NAMES(X)
    MPICKLE_C_ULAB_NAMES(X)
    #undef X
};
extern const uint16_t mpickle_c_names[];

// Objects without a C symbol of their own in every representation.
enum mpickle_c_const {
    MPICKLE_C_NONE,
    MPICKLE_C_FALSE,
    MPICKLE_C_TRUE,
    // The string "latin-1".
    MPICKLE_C_LATIN_1,
    // Not an object: the mark of a deleted entry, as a number.
    MPICKLE_C_SENTINEL = (uintptr_t)MP_OBJ_SENTINEL,
};
extern const mp_rom_obj_t mpickle_c_consts[];

// Classes and functions with a fixed name in pickles.
typedef struct _mpickle_c_global_t {
    uint16_t module;
    uint16_t name;
    mp_rom_obj_t obj;
} mpickle_c_global_t;

// Indices of functions that the codec names.
enum mpickle_c_function {
    MPICKLE_C_RECONSTRUCTOR,
    MPICKLE_C_NEWOBJ,
    MPICKLE_C_NEWOBJ_EX,
    MPICKLE_C_ENCODE,
    MPICKLE_C_GETATTR,
    // Those from here on are substitutes: a module's own goes first.
    MPICKLE_C_LOAD_TYPE,
    MPICKLE_C_DEFAULT_DICT,
    MPICKLE_C_STRUCT_SEQUENCE,
    // Until here.
    MPICKLE_C_ARRAY_RECONSTRUCTOR,
};
// The first entries are in the order of mpickle_c_function; the last has no name.
extern const mpickle_c_global_t mpickle_c_globals[];

// Functions of numpy's that stand in modules whose names C cannot spell.
enum mpickle_c_numpy {
    MPICKLE_C_NUMPY_RECONSTRUCT,
    MPICKLE_C_NUMPY_MARECONSTRUCT,
    MPICKLE_C_NUMPY_FROMBUFFER,
    MPICKLE_C_NUMPY_SCALAR,
    // Known by its name as well.
    MPICKLE_C_NUMPY_NDARRAY,
};
extern const mp_rom_obj_t mpickle_c_numpy_functions[];

// Parameters of register_pickle, and keys of what it records.
enum mpickle_c_field {
    MPICKLE_C_OBJ_TYPE,
    MPICKLE_C_OBJ_FULL_NAME,
    MPICKLE_C_OBJ_MODULE,
    MPICKLE_C_OBJ_RECONSTRUCTOR_FUNC,
    MPICKLE_C_REDUCE_FUNC,
    MPICKLE_C_RECONSTRUCT_FUNC,
    MPICKLE_C_SETSTATE_FUNC,
    MPICKLE_C_MAP_OBJ_MODULE,
    MPICKLE_C_MAP_OBJ_FULL_NAME,
    MPICKLE_C_MAP_RECONSTRUCTOR_FUNC,
    MPICKLE_C_FIELD_COUNT,
};
extern const uint16_t mpickle_c_fields[MPICKLE_C_FIELD_COUNT];

// Keys of raw fields.
enum mpickle_c_raw_name {
    MPICKLE_C_RAW_ID,
    MPICKLE_C_RAW_WIRE_TYPE,
    MPICKLE_C_RAW_DATA,
};
extern const uint16_t mpickle_c_raw_names[];

#endif
