#include <string.h>

#include "py/gc.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "mpickle.h"
#include "micropython/shim.h"
#include "micropython/types.h"

void mpickle_c_panic(void) {
    mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("mpickle: internal error"));
}

static const mp_obj_type_t *const classes[] = {
    #if MPICKLE_FEATURE_PICKLE
    [MPICKLE_C_UNPICKLING_ERROR] = &mpickle_type_UnpicklingError,
    [MPICKLE_C_PICKLING_ERROR] = &mpickle_type_PicklingError,
    #endif
    [MPICKLE_C_EOF_ERROR] = &mp_type_EOFError,
    [MPICKLE_C_VALUE_ERROR] = &mp_type_ValueError,
    [MPICKLE_C_RUNTIME_ERROR] = &mp_type_RuntimeError,
    [MPICKLE_C_TYPE_ERROR] = &mp_type_TypeError,
    [MPICKLE_C_OVERFLOW_ERROR] = &mp_type_OverflowError,
    #if MICROPY_PY_BUILTINS_STR_UNICODE
    [MPICKLE_C_UNICODE_ERROR] = &mp_type_UnicodeError,
    #else
    [MPICKLE_C_UNICODE_ERROR] = &mp_type_ValueError,
    #endif
    [MPICKLE_C_INDEX_ERROR] = &mp_type_IndexError,
    #if MPICKLE_FEATURE_MSGPACK
    [MPICKLE_C_PACK_EXCEPTION] = &mpickle_type_PackException,
    [MPICKLE_C_UNSUPPORTED_TYPE] = &mpickle_type_UnsupportedTypeException,
    [MPICKLE_C_UNPACK_EXCEPTION] = &mpickle_type_UnpackException,
    [MPICKLE_C_INSUFFICIENT_DATA] = &mpickle_type_InsufficientDataException,
    [MPICKLE_C_INVALID_STRING] = &mpickle_type_InvalidStringException,
    [MPICKLE_C_RESERVED_CODE] = &mpickle_type_ReservedCodeException,
    [MPICKLE_C_UNHASHABLE_KEY] = &mpickle_type_UnhashableKeyException,
    [MPICKLE_C_DUPLICATE_KEY] = &mpickle_type_DuplicateKeyException,
    #endif
    #if MPICKLE_FEATURE_CBOR
    [MPICKLE_C_CBOR_ENCODE_ERROR] = &mpickle_type_CBOREncodeError,
    [MPICKLE_C_CBOR_ENCODE_TYPE_ERROR] = &mpickle_type_CBOREncodeTypeError,
    [MPICKLE_C_CBOR_ENCODE_VALUE_ERROR] = &mpickle_type_CBOREncodeValueError,
    [MPICKLE_C_CBOR_DECODE_ERROR] = &mpickle_type_CBORDecodeError,
    [MPICKLE_C_CBOR_DECODE_VALUE_ERROR] = &mpickle_type_CBORDecodeValueError,
    [MPICKLE_C_CBOR_DECODE_EOF] = &mpickle_type_CBORDecodeEOF,
    #endif
    #if MPICKLE_FEATURE_PROTOBUF_TABLES
    [MPICKLE_C_CODEC_ERROR] = &mpickle_type_CodecError,
    [MPICKLE_C_END_OF_MESSAGE] = &mpickle_type_EndOfMessage,
    [MPICKLE_C_BAD_FORMAT_STRING] = &mpickle_type_BadFormatString,
    #endif
};

// Names in messages are cut after so many bytes, each of which may become four characters.
#define NAME_ROOM (64)

static size_t add_name(char *room, mpickle_c_text_t name) {
    size_t len = MIN(name.len, NAME_ROOM);
    // An empty text may come with any pointer.
    if (len > 0) {
        memcpy(room, name.data, len);
    }
    if (len < name.len) {
        memcpy(room + len - 3, "...", 3);
    }
    return len;
}

// Builds of MicroPython whose own messages are terse have none of these.
#define MPICKLE_HINTS (MPICKLE_FEATURE_CLASSES && MICROPY_ERROR_REPORTING > MICROPY_ERROR_REPORTING_TERSE)

#if MPICKLE_HINTS
// First bytes of files that are no pickles, and what they are.
static const char beginnings[] =
    "\x1f" "gzip\0" "<HTML or XML\0" "vgit-LFS pointer\0" "\rCR LF damage\0" "xzlib\0" "{JSON\0" "[JSON\0" "Pzip or npz\0"
    "\x93" "npy\0";

static void add_hints(const mp_print_t *print, const mpickle_c_error_t *error) {
    for (const char *p = beginnings; *p != 0; p += strlen(p) + 1) {
        if ((byte)*p == error->key) {
            mp_printf(print, " (%s?)", p + 1);
        }
    }
    if (error->n_steps > 0) {
        print->print_strn(print->data, " at ...", error->deeper ? 7 : 4);
    }
    for (size_t i = 0; i < error->n_steps; i++) {
        const mpickle_c_step_t *step = &error->steps[i];
        if (step->attribute) {
            mp_print_str(print, ".");
            mp_obj_print_helper(print, step->key, PRINT_STR);
        } else if (step->key != MP_OBJ_NULL) {
            mp_print_str(print, "[");
            mp_obj_print_helper(print, step->key, PRINT_REPR);
            mp_print_str(print, "]");
        } else {
            mp_print_str(print, "[...]");
        }
    }
}

#endif

void mpickle_c_raise(const mpickle_c_error_t *error) {
    const mp_obj_type_t *class = classes[error->class];
    if (gc_is_locked()) {
        // There is no memory for a message.
        mp_raise_type(class);
    }
    vstr_t vstr;
    mp_print_t print;
    vstr_init_print(&vstr, NAME_ROOM, &print);
    vstr_add_strn(&vstr, error->text.data, error->text.len);
    if (error->first.data != NULL) {
        char room[2 * NAME_ROOM + 1];
        size_t len = add_name(room, error->first);
        if (error->second.len > 0) {
            room[len++] = '.';
            len += add_name(room + len, error->second);
        }
        vstr_add_byte(&vstr, ' ');
        // As repr() of bytes: what a pickle holds may do anything to a terminal.
        mp_str_print_quoted(&print, (const byte *)room, len, true);
    }
    if (error->offset != SIZE_MAX) {
        mp_printf(&print, " at byte %u", (unsigned int)error->offset);
    }
    vstr_add_strn(&vstr, error->more.data, error->more.len);
    #if MPICKLE_HINTS
    add_hints(&print, error);
    #endif
    nlr_raise(mp_obj_new_exception_arg1(class, mp_obj_new_str_from_vstr(&vstr)));
}

#if MPICKLE_FEATURE_TREE
// Raises with a text that shows a key, or the type of an object, or both; null for what is not shown.
__attribute__((noreturn)) static void raise_about(const mp_obj_type_t *class, mp_obj_t key, mp_obj_t type) {
    if (gc_is_locked()) {
        mp_raise_type(class);
    }
    vstr_t vstr;
    mp_print_t print;
    vstr_init_print(&vstr, NAME_ROOM, &print);
    if (key != MP_OBJ_NULL) {
        mp_print_str(&print, "\"");
        mp_obj_print_helper(&print, key, PRINT_STR);
        mp_print_str(&print, type != MP_OBJ_NULL ? "\" (" : "\"");
    }
    if (type != MP_OBJ_NULL) {
        mp_obj_print_helper(&print, MP_OBJ_FROM_PTR(mp_obj_get_type(type)), PRINT_STR);
        mp_print_str(&print, key != MP_OBJ_NULL ? ")" : "");
    }
    nlr_raise(mp_obj_new_exception_arg1(class, mp_obj_new_str_from_vstr(&vstr)));
}

void mpickle_c_raise_key(enum mpickle_c_class class, mp_obj_t key, bool with_type) {
    raise_about(classes[class], key, with_type ? key : MP_OBJ_NULL);
}

void mpickle_c_raise_type(enum mpickle_c_class class, mp_obj_t obj) {
    raise_about(classes[class], MP_OBJ_NULL, obj);
}

#endif

#if MPICKLE_FEATURE_MSGPACK
void mpickle_c_raise_ext(mp_int_t code) {
    const char *sign = code < 0 ? "-" : "";
    mp_raise_msg_varg(&mpickle_type_UnsupportedTypeException, MP_ERROR_TEXT("ext_type: %s0x%X"), sign,
        (unsigned int)(code < 0 ? -code : code));
}
#endif

#if MPICKLE_FEATURE_STREAMS
void mpickle_c_raise_stream(int error, bool begun) {
    if (begun && mp_is_nonblocking_error(error)) {
        static const MP_DEFINE_STR_OBJ(text_obj, "part of a pickle is lost (see Decoder)");
        mp_obj_t args[] = { MP_OBJ_NEW_SMALL_INT(error), MP_OBJ_FROM_PTR(&text_obj) };
        nlr_raise(mp_obj_new_exception_args(&mp_type_OSError, MP_ARRAY_SIZE(args), args));
    }
    mp_raise_OSError(error);
}
#endif

void mpickle_c_raise_size(size_t size) {
    static const MP_DEFINE_STR_OBJ(text_obj, "buffer too small");
    mp_obj_t args[] = { MP_OBJ_FROM_PTR(&text_obj), mp_obj_new_int_from_uint(size) };
    nlr_raise(mp_obj_new_exception_args(&mp_type_ValueError, MP_ARRAY_SIZE(args), args));
}

mp_obj_t mpickle_c_unless(const mp_obj_type_t *class, void *exception) {
    const mp_obj_type_t *type = ((mp_obj_base_t *)exception)->type;
    if (mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(type), MP_OBJ_FROM_PTR(class))) {
        return MP_OBJ_NULL;
    }
    nlr_jump(exception);
}
