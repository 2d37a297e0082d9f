// Objects of a number and something that goes with it: ExtType, Timestamp, CBORTag, CBORSimpleValue.
#ifndef MPICKLE_RECORD_H
#define MPICKLE_RECORD_H

#include "micropython/shim.h"

#if MPICKLE_FEATURE_TREE

void mpickle_record_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind);
mp_obj_t mpickle_record_unary_op(mp_unary_op_t op, mp_obj_t self_in);
mp_obj_t mpickle_record_binary_op(mp_binary_op_t op, mp_obj_t left_in, mp_obj_t right_in);
// Loads or stores the one or the other, which have these names.
void mpickle_record_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest, qstr first, qstr second);
// A new one with these arguments, of which the second has a default value unless that is null.
mp_obj_t mpickle_record_make(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args, mp_obj_t second);

// The type of the name type_name, whose objects have the fields first and second.
#define MPICKLE_DEFINE_RECORD(type_name, name, first, second, default_second) \
    static void type_name##_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) { \
        mpickle_record_attr(self_in, attr, dest, MP_QSTR_##first, MP_QSTR_##second); \
    } \
    static mp_obj_t type_name##_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) { \
        return mpickle_record_make(type, n_args, n_kw, args, default_second); \
    } \
    MP_DEFINE_CONST_OBJ_TYPE( \
    type_name, MP_QSTR_##name, MP_TYPE_FLAG_NONE, \
    make_new, type_name##_make_new, \
    print, mpickle_record_print, \
    unary_op, mpickle_record_unary_op, \
    binary_op, mpickle_record_binary_op, \
    attr, type_name##_attr \
    )

#endif

#endif
