// CBORTag, CBORSimpleValue and undefined. The first two are records: the number of a tag and what it is around; a
// simple value's number, and nothing.
#include "py/objint.h"
#include "py/runtime.h"
#include "tree/cbor2.h"
#include "mpickle.h"
#include "tree/record.h"

#if MPICKLE_FEATURE_CBOR

static mpickle_c_record_t *tag_of(mp_obj_t obj) {
    return mp_obj_is_type(obj, &mpickle_c_type_cbor_tag) ? MP_OBJ_TO_PTR(obj) : NULL;
}

// CBORTag(tag, value)
static mp_obj_t tag_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 2, 2, false);
    mp_obj_t number = args[0];
    byte bytes[8];
    bool fits = mp_obj_is_small_int(number)
        ? MP_OBJ_SMALL_INT_VALUE(number) >= 0
        : mp_obj_is_exact_type(number, &mp_type_int) && mp_obj_int_sign(number) >= 0
        && mpickle_c_int_to_bytes(number, sizeof(bytes), bytes);
    if (!fits) {
        mp_raise_TypeError(MP_ERROR_TEXT("tag must be an int, 0 to 2**64 - 1"));
    }
    return mpickle_c_new_record(&mpickle_c_type_cbor_tag, number, args[1]);
}

// CBORSimpleValue(value)
static mp_obj_t simple_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    mp_int_t value = mpickle_c_get_int(args[0]);
    if (value < 0 || (value > 23 && value < 32) || value > 255) {
        mp_raise_ValueError(MP_ERROR_TEXT("simple value must be 0 to 23 or 32 to 255"));
    }
    return mpickle_c_new_record(&mpickle_c_type_cbor_simple, MP_OBJ_NEW_SMALL_INT(value), MP_OBJ_NULL);
}

// Tags in tags are walked, not called: there may be any number of them.
static mp_obj_t cbor_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    if (op != MP_UNARY_OP_HASH) {
        return MP_OBJ_NULL;
    }
    mp_uint_t hash = 0;
    mpickle_c_record_t *tag;
    while ((tag = tag_of(self_in)) != NULL) {
        hash = hash * 33 + 1 + MP_OBJ_SMALL_INT_VALUE(mp_unary_op(op, tag->first));
        self_in = tag->second;
    }
    if (mp_obj_is_type(self_in, &mpickle_c_type_cbor_simple)) {
        // As the int's, which is equal.
        self_in = ((mpickle_c_record_t *)MP_OBJ_TO_PTR(self_in))->first;
    }
    return MP_OBJ_NEW_SMALL_INT(hash + MP_OBJ_SMALL_INT_VALUE(mp_unary_op(op, self_in)));
}

static mp_obj_t cbor_binary_op(mp_binary_op_t op, mp_obj_t self_in, mp_obj_t other_in) {
    if (op != MP_BINARY_OP_EQUAL) {
        return MP_OBJ_NULL;
    }
    if (tag_of(self_in) != NULL) {
        mpickle_c_record_t *tag, *other;
        while ((tag = tag_of(self_in)) != NULL) {
            other = tag_of(other_in);
            if (other == NULL || !mp_obj_equal(tag->first, other->first)) {
                return mp_const_false;
            }
            self_in = tag->second;
            other_in = other->second;
        }
        return mp_obj_new_bool(mp_obj_equal(self_in, other_in));
    }
    if (mp_obj_is_type(other_in, &mpickle_c_type_cbor_simple)) {
        other_in = ((mpickle_c_record_t *)MP_OBJ_TO_PTR(other_in))->first;
    }
    return mp_obj_new_bool(((mpickle_c_record_t *)MP_OBJ_TO_PTR(self_in))->first == other_in);
}

static void cbor_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return; // attributes are not writable
    }
    const mpickle_c_record_t *self = MP_OBJ_TO_PTR(self_in);
    if (attr == MP_QSTR_value) {
        dest[0] = self->second != MP_OBJ_NULL ? self->second : self->first;
    } else if (attr == MP_QSTR_tag && self->second != MP_OBJ_NULL) {
        dest[0] = self->first;
    }
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_cbor_tag,
    MP_QSTR_CBORTag,
    MP_TYPE_FLAG_NONE,
    make_new, tag_make_new,
    print, mpickle_record_print,
    unary_op, cbor_unary_op,
    binary_op, cbor_binary_op,
    attr, cbor_attr
    );

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_cbor_simple,
    MP_QSTR_CBORSimpleValue,
    MP_TYPE_FLAG_EQ_CHECKS_OTHER_TYPE,
    make_new, simple_make_new,
    print, mpickle_record_print,
    unary_op, cbor_unary_op,
    binary_op, cbor_binary_op,
    attr, cbor_attr
    );

static void undefined_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)self_in;
    (void)kind;
    mp_print_str(print, "undefined");
}

static mp_obj_t undefined_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    switch (op) {
        case MP_UNARY_OP_BOOL:
            return mp_const_false;
        case MP_UNARY_OP_HASH:
            return MP_OBJ_NEW_SMALL_INT((mp_uint_t)self_in);
        default:
            return MP_OBJ_NULL;
    }
}

static MP_DEFINE_CONST_OBJ_TYPE(
    undefined_type,
    MP_QSTR_undefined,
    MP_TYPE_FLAG_NONE,
    print, undefined_print,
    unary_op, undefined_unary_op
    );
const mp_obj_base_t mpickle_c_cbor_undefined = { &undefined_type };

#endif
