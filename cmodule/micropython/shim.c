#include <string.h>

#include "py/bc.h"
#include "py/builtin.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/objfun.h"
#include "py/objint.h"
#include "py/objmodule.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/shim.h"
#include "micropython/types.h"

const uint16_t mpickle_c_names[] = {
    #define X(name) MP_QSTR_##name,
    MPICKLE_C_NAMES(X)
    #if MPICKLE_FEATURE_STREAMS
    MPICKLE_C_STREAM_NAMES(X)
    #endif
    #if MPICKLE_FEATURE_CLASSES
    MPICKLE_C_CLASS_NAMES(X)
    #endif
    #if MPICKLE_FEATURE_ARRAYS
    MPICKLE_C_ARRAY_NAMES(X)
    #endif
    #if MPICKLE_FEATURE_ULAB
    MPICKLE_C_ULAB_NAMES(X)
    #endif
    #undef X
};

static const MP_DEFINE_STR_OBJ(latin_1_obj, "latin-1");

const mp_rom_obj_t mpickle_c_consts[] = {
    [MPICKLE_C_NONE] = MP_ROM_NONE,
    [MPICKLE_C_FALSE] = MP_ROM_FALSE,
    [MPICKLE_C_TRUE] = MP_ROM_TRUE,
    [MPICKLE_C_LATIN_1] = MP_ROM_PTR(&latin_1_obj),
};

void mpickle_c_panic(void) {
    mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("mpickle: internal error"));
}

#define DIGIT_MASK (((mpz_dbl_dig_t)1 << MPZ_DIG_SIZE) - 1)

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
    #if MPICKLE_FEATURE_PROTOBUF
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

bool mpickle_c_is_hashable(mp_obj_t obj) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_unary_op(MP_UNARY_OP_HASH, obj);
        nlr_pop();
        return true;
    }
    mpickle_c_unless(&mp_type_TypeError, nlr.ret_val);
    return false;
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

bool mpickle_c_float_value(mp_obj_t obj, mp_float_t *value) {
    if (!mp_obj_is_float(obj)) {
        return false;
    }
    *value = mp_obj_float_get(obj);
    return true;
}

mp_obj_t mpickle_c_new_float(mp_float_t value) {
    return mp_obj_new_float(value);
}

bool mpickle_c_int_to_bytes(mp_obj_t obj, size_t len, uint8_t *data) {
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_MPZ
    const mpz_t *number = &((mp_obj_int_t *)MP_OBJ_TO_PTR(obj))->mpz;
    #if MICROPY_VERSION_MAJOR > 1 || MICROPY_VERSION_MINOR >= 24
    return mpz_as_bytes(number, false, number->neg, len, data);
    #else
    // This version cuts off what does not fit.
    if (mpz_max_num_bits(number) >= len * 8) {
        return false;
    }
    mpz_as_bytes(number, false, len, data);
    return true;
    #endif
    #else
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_LONGLONG
    long long value = ((mp_obj_int_t *)MP_OBJ_TO_PTR(obj))->val;
    for (size_t i = 0; i < len; i++) {
        data[i] = value;
        value >>= 8;
    }
    #endif
    return true;
    #endif
}

// Whether the bytes of a long int's digits, one after the other, are the bytes of its magnitude.
#define DIGITS_ARE_BYTES (MP_ENDIANNESS_LITTLE && (MPZ_DIG_SIZE == 16 || MPZ_DIG_SIZE == 32))

size_t mpickle_c_int_bytes(mp_obj_t obj, size_t room, uint8_t *data) {
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_MPZ
    const mpz_t *number = &((mp_obj_int_t *)MP_OBJ_TO_PTR(obj))->mpz;
    size_t len = (number->len * MPZ_DIG_SIZE + 7) / 8;
    if (len >= room) {
        return len + 1;
    }
    // Two's complement: what is negative is complemented on the way.
    const uint8_t flip = number->neg ? 0xff : 0;
    #if DIGITS_ARE_BYTES
    memcpy(data, number->dig, len);
    mpz_dbl_dig_t carry = 1;
    for (size_t i = 0; number->neg && i < number->len; i++) {
        carry += number->dig[i] ^ DIGIT_MASK;
        mpz_dig_t digit = carry & DIGIT_MASK;
        memcpy(data + i * sizeof(digit), &digit, sizeof(digit));
        carry >>= MPZ_DIG_SIZE;
    }
    #else
    mpz_dbl_dig_t carry = number->neg;
    mpz_dbl_dig_t bits = 0;
    unsigned int n_bits = 0;
    const mpz_dig_t *digit = number->dig;
    const mpz_dig_t *end = digit + number->len;
    for (size_t i = 0; i < len; i++) {
        for (; n_bits < 8 && digit < end; n_bits += MPZ_DIG_SIZE) {
            bits |= (mpz_dbl_dig_t)*digit++ << n_bits;
        }
        carry += (bits & 0xff) ^ flip;
        data[i] = carry;
        carry >>= 8;
        bits >>= 8;
        n_bits -= MIN(n_bits, 8);
    }
    #endif
    data[len] = flip;
    return len + 1;
    #else
    const size_t len = sizeof(long long);
    if (len > room) {
        return len;
    }
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_LONGLONG
    long long value = ((mp_obj_int_t *)MP_OBJ_TO_PTR(obj))->val;
    for (size_t i = 0; i < len; i++) {
        data[i] = value;
        value >>= 8;
    }
    #endif
    return len;
    #endif
}

mp_obj_t mpickle_c_new_int(void *object, void *digits, size_t n_digits, size_t len, const uint8_t *data, bool negative) {
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_MPZ
    // The magnitude: what is negative is complemented on the way.
    mpz_dig_t *digit = digits;
    #if DIGITS_ARE_BYTES
    memcpy(digits, data, len);
    if (negative) {
        memset((uint8_t *)digits + len, 0xff, n_digits * sizeof(mpz_dig_t) - len);
        mpz_dbl_dig_t carry = 1;
        for (size_t i = 0; i < n_digits; i++) {
            carry += digit[i] ^ DIGIT_MASK;
            digit[i] = carry & DIGIT_MASK;
            carry >>= MPZ_DIG_SIZE;
        }
    }
    #else
    mpz_dbl_dig_t carry = negative;
    mpz_dbl_dig_t flip = negative ? 0xff : 0;
    mpz_dbl_dig_t bits = 0;
    unsigned int n_bits = 0;
    const uint8_t *end = data + len;
    for (size_t i = 0; i < n_digits; i++) {
        for (; n_bits < MPZ_DIG_SIZE && data < end; n_bits += 8) {
            bits |= (*data++ ^ flip) << n_bits;
        }
        carry += bits & DIGIT_MASK;
        digit[i] = carry & DIGIT_MASK;
        carry >>= MPZ_DIG_SIZE;
        bits >>= MPZ_DIG_SIZE;
        n_bits -= MIN(n_bits, MPZ_DIG_SIZE);
    }
    #endif
    size_t used = n_digits;
    while (used > 0 && digit[used - 1] == 0) {
        used--;
    }
    mp_obj_int_t *number = object;
    number->base.type = &mp_type_int;
    number->mpz.neg = negative;
    // They may be a part of the object's block.
    number->mpz.fixed_dig = 1;
    number->mpz.alloc = n_digits & (SIZE_MAX >> 2);
    number->mpz.len = used;
    number->mpz.dig = digits;
    return MP_OBJ_FROM_PTR(number);
    #else
    (void)object, (void)digits, (void)n_digits;
    long long value = negative ? -1 : 0;
    for (size_t i = len; i > 0; i--) {
        value = (long long)((unsigned long long)value << 8 | data[i - 1]);
    }
    return mp_obj_new_int_from_ll(value);
    #endif
}

mp_obj_t mpickle_c_unless(const mp_obj_type_t *class, void *exception) {
    const mp_obj_type_t *type = ((mp_obj_base_t *)exception)->type;
    if (mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(type), MP_OBJ_FROM_PTR(class))) {
        return MP_OBJ_NULL;
    }
    nlr_jump(exception);
}

mp_obj_t mpickle_c_item(mp_obj_t container, mp_obj_t key) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t item = mp_obj_subscr(container, key, MP_OBJ_SENTINEL);
        nlr_pop();
        return item;
    }
    return mpickle_c_unless(&mp_type_KeyError, nlr.ret_val);
}

mp_map_t *mpickle_c_loaded_modules(void) {
    return &MP_STATE_VM(mp_loaded_modules_dict).map;
}

const mp_map_t *mpickle_c_native_modules(void) {
    return &mp_builtin_module_map;
}

mp_obj_t mpickle_c_loaded(qstr name) {
    mp_map_elem_t *elem = mp_map_lookup(mpickle_c_loaded_modules(), MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP);
    if (elem == NULL) {
        // Native modules, __main__ among them, need not be in sys.modules.
        elem = mp_map_lookup((mp_map_t *)&mp_builtin_module_map, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP);
    }
    return elem == NULL ? MP_OBJ_NULL : elem->value;
}

// The head of py/objclosure.c's struct.
typedef struct _closure_t {
    mp_obj_base_t base;
    mp_obj_t fun;
} closure_t;

bool mpickle_c_function_names(mp_obj_t obj, qstr *module, qstr *name) {
    if (!mp_obj_is_obj(obj)) {
        return false;
    }
    const mp_obj_type_t *type = ((mp_obj_base_t *)MP_OBJ_TO_PTR(obj))->type;
    if (type->name == MP_QSTR_closure && !(type->flags & MP_TYPE_FLAG_INSTANCE_TYPE)) {
        // A function with super() in it, or with names of the function around it.
        obj = ((closure_t *)MP_OBJ_TO_PTR(obj))->fun;
        type = ((mp_obj_base_t *)MP_OBJ_TO_PTR(obj))->type;
    }
    if (type != &mp_type_fun_bc && type != &mp_type_gen_wrap
        #if MICROPY_EMIT_NATIVE && (MICROPY_VERSION_MAJOR > 1 || MICROPY_VERSION_MINOR >= 23)
        && type != &mp_type_fun_native
        #endif
        ) {
        return false;
    }
    const mp_obj_fun_bc_t *fun = MP_OBJ_TO_PTR(obj);
    #if MICROPY_VERSION_MAJOR > 1 || MICROPY_VERSION_MINOR >= 28
    *name = mp_obj_fun_bc_get_name(fun);
    #else
    *name = mp_obj_fun_get_name(obj);
    #endif
    mp_map_elem_t *elem = mp_map_lookup(&fun->context->module.globals->map, MP_OBJ_NEW_QSTR(MP_QSTR___name__), MP_MAP_LOOKUP);
    *module = elem != NULL && mp_obj_is_qstr(elem->value) ? MP_OBJ_QSTR_VALUE(elem->value) : MP_QSTR___main__;
    return true;
}

bool mpickle_c_on_heap(const void *address) {
    const byte *at = address;
    const mp_state_mem_area_t *area = &MP_STATE_MEM(area);
    #if MICROPY_GC_SPLIT_HEAP
    for (; area != NULL; area = area->next)
    #endif
    {
        if (at >= area->gc_pool_start && at < area->gc_pool_end) {
            return true;
        }
    }
    return false;
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_absent,
    MP_QSTR_,
    MP_TYPE_FLAG_NONE
    );

mp_uint_t mpickle_c_atomic_begin(void) {
    return MICROPY_BEGIN_ATOMIC_SECTION();
}

void mpickle_c_atomic_end(mp_uint_t state) {
    (void)state;
    MICROPY_END_ATOMIC_SECTION(state);
}
