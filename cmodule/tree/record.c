// Objects of a number and something that goes with it: ExtType, Timestamp, CBORTag, CBORSimpleValue.
#include "py/runtime.h"
#include "py/smallint.h"
#include "mpickle.h"
#include "tree/record.h"

#if MPICKLE_FEATURE_TREE

mp_obj_t mpickle_c_new_record(const mp_obj_type_t *type, mp_obj_t first, mp_obj_t second) {
    mpickle_c_record_t *self = mp_obj_malloc(mpickle_c_record_t, type);
    self->first = first;
    self->second = second;
    return MP_OBJ_FROM_PTR(self);
}

void mpickle_record_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    const mpickle_c_record_t *self = MP_OBJ_TO_PTR(self_in);
    mp_printf(print, "%q(", self->base.type->name);
    mp_obj_print_helper(print, self->first, PRINT_REPR);
    if (self->second != MP_OBJ_NULL) {
        mp_print_str(print, ", ");
        mp_obj_print_helper(print, self->second, PRINT_REPR);
    }
    mp_print_str(print, ")");
}

mp_obj_t mpickle_record_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    const mpickle_c_record_t *self = MP_OBJ_TO_PTR(self_in);
    if (op != MP_UNARY_OP_HASH) {
        return MP_OBJ_NULL;
    }
    mp_int_t first = MP_OBJ_SMALL_INT_VALUE(mp_unary_op(op, self->first));
    mp_int_t second = MP_OBJ_SMALL_INT_VALUE(mp_unary_op(op, self->second));
    return MP_OBJ_NEW_SMALL_INT((first ^ second) & MP_SMALL_INT_MAX);
}

mp_obj_t mpickle_record_binary_op(mp_binary_op_t op, mp_obj_t left_in, mp_obj_t right_in) {
    const mpickle_c_record_t *left = MP_OBJ_TO_PTR(left_in);
    const mpickle_c_record_t *right = MP_OBJ_TO_PTR(right_in);
    if (op != MP_BINARY_OP_EQUAL) {
        return MP_OBJ_NULL;
    }
    bool same = mp_obj_is_type(right_in, left->base.type);
    return mp_obj_new_bool(same && mp_obj_equal(left->first, right->first) && mp_obj_equal(left->second, right->second));
}

void mpickle_record_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest, qstr first, qstr second) {
    mpickle_c_record_t *self = MP_OBJ_TO_PTR(self_in);
    if (attr != first && attr != second) {
        return;
    }
    mp_obj_t *field = attr == first ? &self->first : &self->second;
    if (dest[0] == MP_OBJ_NULL) {
        dest[0] = *field;
    } else if (dest[1] != MP_OBJ_NULL) {
        *field = dest[1];
        dest[0] = MP_OBJ_NULL;
    }
}

mp_obj_t mpickle_record_make(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args, mp_obj_t second) {
    mp_arg_check_num(n_args, n_kw, second == MP_OBJ_NULL ? 2 : 1, 2, false);
    mp_obj_get_int_truncated(args[0]);
    return mpickle_c_new_record(type, args[0], n_args > 1 ? args[1] : second);
}

#endif
