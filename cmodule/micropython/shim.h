// The parts of MicroPython that Rust cannot call itself: macros, structs with bit fields,
// exceptions that must be caught, and functions whose signature changes between versions.
// bindgen reads this file too (functions as `extern "C-unwind"`: they may raise).
#ifndef MPICKLE_SHIM_H
#define MPICKLE_SHIM_H

#include "py/obj.h"
#include "py/mpz.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "tree/cbor2.h"
#include "entry/options.h"
#include "micropython/private.h"

#if !MICROPY_PY_BUILTINS_FLOAT
#error "mpickle needs a MicroPython with floats: choose a MICROPY_FLOAT_IMPL"
#endif
#if !MICROPY_PY_BUILTINS_BYTEARRAY
#error "mpickle needs a MicroPython with bytearray: set MICROPY_PY_BUILTINS_BYTEARRAY"
#endif

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
// Number of items that a slice takes out of len, the first of them if there are any, and the step
// to the next.
size_t mpickle_c_slice(mp_obj_t slice, size_t len, mp_int_t *start, mp_int_t *step);

// The formats, as options name them. The number is also the byte behind an object in packets and files, which says of
// what format it is: printable ASCII. Every pickle ends with its own, the opcode STOP.
enum mpickle_c_codec {
    MPICKLE_C_PICKLE = '.',
    MPICKLE_C_MSGPACK = 'm',
    MPICKLE_C_CBOR = 'c',
    MPICKLE_C_PROTOBUF = 'p',
};

// Arguments of a function's own: their table, and what was given. They come before its options; those that are given by
// keyword only, which are last in the table, come behind them. The struct of the options is behind it.
#define MPICKLE_C_MOST_OWN (4)
typedef struct _mpickle_c_own_t {
    const mp_arg_t *table;
    size_t count;
    mp_arg_val_t values[MPICKLE_C_MOST_OWN];
} mpickle_c_own_t;

// Which options there are (arguments.h), of each format.
typedef struct _mpickle_c_options_t mpickle_c_options_t;
extern const mpickle_c_options_t mpickle_c_pickle_load;
extern const mpickle_c_options_t mpickle_c_pickle_dump;
extern const mpickle_c_options_t mpickle_c_pickle_save;
extern const mpickle_c_options_t mpickle_c_msgpack_load;
extern const mpickle_c_options_t mpickle_c_msgpack_dump;
extern const mpickle_c_options_t mpickle_c_cbor_load;
extern const mpickle_c_options_t mpickle_c_cbor_dump;
extern const mpickle_c_options_t mpickle_c_protobuf_load;
extern const mpickle_c_options_t mpickle_c_protobuf_dump;

// Parses own arguments, and the options into their struct.
void mpickle_c_parse(const mpickle_c_options_t *options, size_t n_args, const mp_obj_t *args, mp_map_t *kw_args,
    mpickle_c_own_t *own);

// The one own argument of loads, and of dumps.
extern const mp_arg_t mpickle_c_arg_data;
// The one of load(), Pickler() and Unpickler().
extern const mp_arg_t mpickle_c_arg_file;
extern const mp_arg_t mpickle_c_arg_obj;

// Those of pack, with `key` and `counter`.
extern const mp_arg_t mpickle_c_arg_sign[];
// Checks the values of `key` and `counter`, which stand one behind the other: returns the counter, 0 for None. Raises
// TypeError and ValueError for wrong ones, NotImplementedError where the firmware has no SHA-256.
uint32_t mpickle_c_sign(const mp_arg_val_t *given);
// HMAC-SHA-256 over what is added, and over the counter and the mark at its end.
mp_obj_t mpickle_c_mac_begin(mp_obj_t key);
void mpickle_c_mac_add(mp_obj_t mac, const void *data, size_t len);
// Writes a signature: the counter (four bytes), the first 16 bytes of the code, the mark.
enum mpickle_c_signed {
    MPICKLE_C_SIGNATURE = 4 + 16 + 1,
};
void mpickle_c_mac_end(mp_obj_t key, mp_obj_t mac, uint32_t counter, uint8_t mark, uint8_t *tail);
// The check of a file's signature.
typedef struct _mpickle_c_file_sign_t {
    // None only finds out the size.
    mp_obj_t key;
    // Bytes of the file.
    size_t size;
    // The counter that was signed with it.
    uint32_t counter;
} mpickle_c_file_sign_t;
// Whether that is the signature.
bool mpickle_c_mac_check(mp_obj_t key, mp_obj_t mac, uint32_t counter, uint8_t mark, const uint8_t *tail);

// Exception classes for mpickle_c_raise.
enum mpickle_c_class {
    MPICKLE_C_UNPICKLING_ERROR,
    MPICKLE_C_PICKLING_ERROR,
    MPICKLE_C_EOF_ERROR,
    MPICKLE_C_VALUE_ERROR,
    MPICKLE_C_RUNTIME_ERROR,
    MPICKLE_C_TYPE_ERROR,
    MPICKLE_C_OVERFLOW_ERROR,
    MPICKLE_C_UNICODE_ERROR,
    MPICKLE_C_INDEX_ERROR,
    // umsgpack's
    MPICKLE_C_PACK_EXCEPTION,
    MPICKLE_C_UNSUPPORTED_TYPE,
    MPICKLE_C_UNPACK_EXCEPTION,
    MPICKLE_C_INSUFFICIENT_DATA,
    MPICKLE_C_INVALID_STRING,
    MPICKLE_C_RESERVED_CODE,
    MPICKLE_C_UNHASHABLE_KEY,
    MPICKLE_C_DUPLICATE_KEY,
    // cbor2's
    MPICKLE_C_CBOR_ENCODE_ERROR,
    MPICKLE_C_CBOR_ENCODE_TYPE_ERROR,
    MPICKLE_C_CBOR_ENCODE_VALUE_ERROR,
    MPICKLE_C_CBOR_DECODE_ERROR,
    MPICKLE_C_CBOR_DECODE_VALUE_ERROR,
    MPICKLE_C_CBOR_DECODE_EOF,
    // minipb's
    MPICKLE_C_CODEC_ERROR,
    MPICKLE_C_END_OF_MESSAGE,
    MPICKLE_C_BAD_FORMAT_STRING,
};

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
// Null if there is nothing.
mpickle_c_msgpack_t *mpickle_c_msgpack(void);
// Calls the packer of an object, its class's or a registered one, and gives the registered code; null if there is none.
// The options are a dictionary, or null.
mp_obj_t mpickle_c_msgpack_pack(mp_obj_t registered, bool builtin, mp_obj_t obj, mp_obj_t options, mp_obj_t *code);
// The object of an ext; null if its code is not registered.
mp_obj_t mpickle_c_msgpack_unpack(mp_obj_t packers, mp_int_t code, mp_obj_t data, mp_obj_t options);
// An option of those that were given, or null.
mp_obj_t mpickle_c_msgpack_option(mp_obj_t given, bool ext_hook);
// Raises for a key: DuplicateKeyException('"1" (<class 'int'>)'), UnhashableKeyException('"{}"').
__attribute__((noreturn)) void mpickle_c_raise_key(enum mpickle_c_class class, mp_obj_t key, bool with_type);
// Raises UnsupportedTypeException("<class 'object'>").
__attribute__((noreturn)) void mpickle_c_raise_type(enum mpickle_c_class class, mp_obj_t obj);
// Raises UnsupportedTypeException("ext_type: 0x5").
__attribute__((noreturn)) void mpickle_c_raise_ext(mp_int_t code);
// Whether an object can be hashed.
bool mpickle_c_is_hashable(mp_obj_t obj);

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
// The fields of a Message class, as entries of a schema. Raises TypeError.
mp_obj_t mpickle_c_message_fields(mp_obj_t cls);
// Keys of raw fields.
enum mpickle_c_raw_name {
    MPICKLE_C_RAW_ID,
    MPICKLE_C_RAW_WIRE_TYPE,
    MPICKLE_C_RAW_DATA,
};
extern const uint16_t mpickle_c_raw_names[];

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
// The native part of Pickler and Unpickler.
extern const mp_obj_type_t mpickle_c_type_state;

// Unpickles what it is fed.
extern const mp_obj_type_t mpickle_c_type_decoder;

// A Rust panic: raises RuntimeError.
__attribute__((noreturn)) void mpickle_c_panic(void);

// Text without a NUL at its end.
typedef struct _mpickle_c_text_t {
    const char *data;
    size_t len;
} mpickle_c_text_t;

// A step from an object to one that it holds.
typedef struct _mpickle_c_step_t {
    // Index, key or name; null if there is none to show.
    mp_obj_t key;
    bool attribute;
} mpickle_c_step_t;

// "text 'first.second' at byte offset more (hint?) at path"
typedef struct _mpickle_c_error_t {
    enum mpickle_c_class class;
    mpickle_c_text_t text;
    // Out of the pickle; null if there is none.
    mpickle_c_text_t first;
    mpickle_c_text_t second;
    // SIZE_MAX if there is none.
    size_t offset;
    mpickle_c_text_t more;
    // The byte that may tell what the input is; -1 if none does.
    int key;
    // The last steps of the path, and whether there are others before them.
    const mpickle_c_step_t *steps;
    size_t n_steps;
    bool deeper;
} mpickle_c_error_t;

// Raises with such a message.
__attribute__((noreturn)) void mpickle_c_raise(const mpickle_c_error_t *error);
// Raises OSError; if the stream does not block and a pickle has begun, with a text that says so.
__attribute__((noreturn)) void mpickle_c_raise_stream(int error, bool begun);
// Raises ValueError("buffer too small", size).
__attribute__((noreturn)) void mpickle_c_raise_size(size_t size);

// Whether an address is in the collector's heap.
bool mpickle_c_on_heap(const void *address);

// Floats, where they are no structs.
bool mpickle_c_float_value(mp_obj_t obj, mp_float_t *value);
mp_obj_t mpickle_c_new_float(mp_float_t value);

// Writes an int without small form in len bytes, two's complement (unsigned if positive);
// false if they do not suffice.
bool mpickle_c_int_to_bytes(mp_obj_t obj, size_t len, uint8_t *data);

// Writes an int without small form in two's complement, with its sign and no more than some bytes beyond it. Returns
// how many bytes that takes; if there is no room for so many, nothing has been written.
size_t mpickle_c_int_bytes(mp_obj_t obj, size_t room, uint8_t *data);

// The int without small form of a little-endian two's complement, of which bytes with nothing but the sign may
// be left out, in memory for the object and for so many digits.
enum mpickle_c_digit {
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_MPZ
    MPICKLE_C_DIGIT_BITS = MPZ_DIG_SIZE,
    MPICKLE_C_DIGIT_BYTES = sizeof(mpz_dig_t),
    #else
    MPICKLE_C_DIGIT_BITS = 8,
    MPICKLE_C_DIGIT_BYTES = 1,
    #endif
};
mp_obj_t mpickle_c_new_int(void *object, void *digits, size_t n_digits, size_t len, const uint8_t *data, bool negative);

// The collector's table of an area of memory.
typedef struct _mpickle_c_table_t {
    // Kinds of blocks, two bits each.
    uint8_t *kinds;
    size_t len;
    // The first block.
    uint8_t *blocks;
    // No single block is free before this byte of the table.
    size_t first;
} mpickle_c_table_t;
// Locks the table where the next allocation would begin to search; false, and not locked, if that would
// fail or collect.
bool mpickle_c_table_lock(mpickle_c_table_t *table);
// Unlocks it, when so many blocks were taken and `table->first` has changed. The last of them has this number.
void mpickle_c_table_unlock(const mpickle_c_table_t *table, size_t taken, size_t last);

// Null if a caught exception is of this class; otherwise it goes on.
mp_obj_t mpickle_c_unless(const mp_obj_type_t *class, void *exception);

// container[key], or null if that raises KeyError.
mp_obj_t mpickle_c_item(mp_obj_t container, mp_obj_t key);

// The module of this name, imported if need be; null if there is none. Other errors of the
// import are raised.
mp_obj_t mpickle_c_import(qstr name);
// Whether a module of this name, which has no dots, is to be found in a package, or else (null)
// along sys.path.
bool mpickle_c_is_file(mp_obj_t package, const char *name, size_t len);
// The module of this name, if it has been imported or is native; else null.
mp_obj_t mpickle_c_loaded(qstr name);
// The map of all modules that have been imported, and that of all native modules.
mp_map_t *mpickle_c_loaded_modules(void);
const mp_map_t *mpickle_c_native_modules(void);

// The address of the registry's root pointer, which is null until something is registered.
void **mpickle_c_registry(void);
// Call this before the first root pointer is set: they are valid until the next soft reset.
void mpickle_c_keep_roots(void);
// No other core, thread or interrupt runs between the two; the second takes what the first returned.
mp_uint_t mpickle_c_atomic_begin(void);
void mpickle_c_atomic_end(mp_uint_t state);

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

// Name, and name of the module, of a function written in Python; false for other objects.
bool mpickle_c_function_names(mp_obj_t obj, qstr *module, qstr *name);

#endif
