// The parts of MicroPython that Rust cannot call itself: macros, structs with bit fields,
// exceptions that must be caught, and functions whose signature changes between versions.
// bindgen reads this file too (functions as `extern "C-unwind"`: they may raise).
#ifndef MPICKLE_SHIM_H
#define MPICKLE_SHIM_H

#include "py/obj.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "tree/cbor2.h"
#include "entry/options.h"
#include "contract/private.h"
#include "micropython/ints.h"
#include "micropython/names.h"
#include "micropython/objects.h"
#include "micropython/raise.h"

#if !MICROPY_PY_BUILTINS_FLOAT
#error "mpickle needs a MicroPython with floats: choose a MICROPY_FLOAT_IMPL"
#endif
#if !MICROPY_PY_BUILTINS_BYTEARRAY
#error "mpickle needs a MicroPython with bytearray: set MICROPY_PY_BUILTINS_BYTEARRAY"
#endif

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
#define MPICKLE_C_MOST_OWN (5)
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

// Those of pack: with `compress`, `key` and `counter`, as the features are.
extern const mp_arg_t mpickle_c_arg_pack[];
// The value of `compress`. Raises NotImplementedError if it is true and the firmware cannot compress.
bool mpickle_c_compress(bool given);
// A DeflateIO over a stream, for raw deflate. Raises NotImplementedError where the firmware has none.
mp_obj_t mpickle_c_deflate(mp_obj_t stream);
// Closes one, which writes what it still has.
void mpickle_c_deflate_end(mp_obj_t deflate);
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

// What programs registered for MessagePack; null if there is nothing.
mpickle_c_msgpack_t *mpickle_c_msgpack(void);
// Calls the packer of an object, its class's or a registered one, and gives the registered code; null if there is none.
// The options are a dictionary, or null.
mp_obj_t mpickle_c_msgpack_pack(mp_obj_t registered, bool builtin, mp_obj_t obj, mp_obj_t options, mp_obj_t *code);
// The object of an ext; null if its code is not registered.
mp_obj_t mpickle_c_msgpack_unpack(mp_obj_t packers, mp_int_t code, mp_obj_t data, mp_obj_t options);
// An option of those that were given, or null.
mp_obj_t mpickle_c_msgpack_option(mp_obj_t given, bool ext_hook);
// Whether an object can be hashed.
bool mpickle_c_is_hashable(mp_obj_t obj);

// The fields of a Message class, as entries of a schema; null if it is none.
mp_obj_t mpickle_c_message_fields(mp_obj_t cls);

// Whether an address is in the collector's heap.
bool mpickle_c_on_heap(const void *address);

// Floats, where they are no structs.
bool mpickle_c_float_value(mp_obj_t obj, mp_float_t *value);
mp_obj_t mpickle_c_new_float(mp_float_t value);

// Entries of a map.
size_t mpickle_c_map_used(const mp_map_t *map);
// Says of a map that it has got one more.
void mpickle_c_map_add(mp_map_t *map, bool is_qstr);

// The places that keys have in a dictionary; on boards, for shape/one.rs.
enum { MPICKLE_C_SHAPE_LEN = 12 };
typedef struct _mpickle_c_shape_t {
    // A dictionary with the keys. If code of the program has changed it meanwhile, it counts as it is. The collector finds
    // it here, by the head of its block.
    const mp_obj_dict_t *model;
    // The first key of the dictionary that was last seen without this shape.
    mp_obj_t first;
    // Entries; 0 if nothing is remembered.
    uint8_t len;
    // The slot of each key, in the order in which they came.
    uint8_t places[MPICKLE_C_SHAPE_LEN];
} mpickle_c_shape_t;
// Fills an empty dictionary with so many pairs, if their keys are remembered; false, and it is as it was, if not. The places
// are all different, and there is no vacant slot: look-ups find each key in such a table, wherever it stands.
bool mpickle_c_shape_fill(const mpickle_c_shape_t *shape, mp_obj_dict_t *dict, const mp_map_elem_t *pairs, size_t len);
// Remembers the keys of a dictionary that was filled with these pairs, at least one, if the one before began with the same
// key.
void mpickle_c_shape_learn(mpickle_c_shape_t *shape, const mp_obj_dict_t *dict, const mp_map_elem_t *pairs, size_t len);

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
// The same on boards, for take.c: the area whose table is locked; null, and not locked, if the next allocation would fail or
// collect.
void *mpickle_c_area_lock(void);
void mpickle_c_area_unlock(void *area, size_t taken, size_t last);
// On boards: takes free blocks of one unit each, all 0, at most so many. Returns how many.
size_t mpickle_c_take(uint8_t **pieces, size_t most);
// On boards: a block as gc_alloc() gives it, all 0.
void *mpickle_c_block(size_t bytes);

// container[key], or null if that raises KeyError.
mp_obj_t mpickle_c_item(mp_obj_t container, mp_obj_t key);
// iter(obj), or null if that raises TypeError.
mp_obj_t mpickle_c_iterator(mp_obj_t obj);

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

// Name, and name of the module, of a function written in Python; false for other objects.
bool mpickle_c_function_names(mp_obj_t obj, qstr *module, qstr *name);

#endif
