// What raises, and what catches.
// shim.h includes this file.
#ifndef MPICKLE_RAISE_H
#define MPICKLE_RAISE_H

#include "py/obj.h"

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

// Raises for a key: DuplicateKeyException('"1" (<class 'int'>)'), UnhashableKeyException('"{}"').
__attribute__((noreturn)) void mpickle_c_raise_key(enum mpickle_c_class class, mp_obj_t key, bool with_type);
// Raises UnsupportedTypeException("<class 'object'>").
__attribute__((noreturn)) void mpickle_c_raise_type(enum mpickle_c_class class, mp_obj_t obj);
// Raises UnsupportedTypeException("ext_type: 0x5").
__attribute__((noreturn)) void mpickle_c_raise_ext(mp_int_t code);

// Null if a caught exception is of this class; otherwise it goes on.
mp_obj_t mpickle_c_unless(const mp_obj_type_t *class, void *exception);

#endif
