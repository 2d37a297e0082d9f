// `mpickle.ndarray` and numpy's dtype: types in ROM, and the functions that numpy's pickles call.
#include "py/objstr.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_ARRAYS

// ndarray(shape, dtype='f4', buffer=None, offset=0, strides=None)
static mp_obj_t ndarray_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *all_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_shape, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_dtype, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_f4)} },
        { MP_QSTR_buffer, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_offset, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_strides, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    (void)type;
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, all_args, MP_ARRAY_SIZE(allowed), allowed, args);
    // Each holds an object and nothing else.
    MP_STATIC_ASSERT(sizeof(args[0]) == sizeof(args[0].u_obj));
    return mpickle_ndarray_new(&args[0].u_obj);
}

static void ndarray_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    (void)kind;
    mp_obj_t args[] = { mpickle_ndarray_attr(self, MP_QSTR_shape), mpickle_ndarray_attr(self, MP_QSTR_dtype) };
    mp_print_str(print, "ndarray");
    mp_obj_print_helper(print, mp_obj_new_tuple(MP_ARRAY_SIZE(args), args), PRINT_REPR);
}

static void ndarray_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        dest[0] = mpickle_ndarray_attr(self, attr);
        if (dest[0] == MP_OBJ_NULL) {
            // Methods are in locals_dict.
            dest[1] = MP_OBJ_SENTINEL;
        }
    }
}

// The number in an array without dimensions, which computes as that number does.
static mp_obj_t ndarray_item(mp_obj_t self) {
    return mpickle_ndarray_get(self, mp_const_empty_tuple);
}

static mp_obj_t ndarray_unary_op(mp_unary_op_t op, mp_obj_t self) {
    switch (op) {
        case MP_UNARY_OP_LEN: {
            mp_int_t len = mpickle_ndarray_len(self);
            return len < 0 ? MP_OBJ_NULL : MP_OBJ_NEW_SMALL_INT(len);
        }
        case MP_UNARY_OP_BOOL:
            return mp_obj_new_bool(mp_obj_is_true(mpickle_ndarray_attr(self, MP_QSTR_size)));
        default:
            // An array has no hash either.
            return mpickle_ndarray_len(self) < 0 ? mp_unary_op(op, ndarray_item(self)) : MP_OBJ_NULL;
    }
}

static mp_obj_t ndarray_binary_op(mp_binary_op_t op, mp_obj_t self, mp_obj_t other) {
    int8_t equal = op == MP_BINARY_OP_EQUAL ? mpickle_ndarray_equal(self, other) : -1;
    if (equal >= 0) {
        return mp_obj_new_bool(equal);
    }
    if (mpickle_ndarray_len(self) >= 0) {
        return MP_OBJ_NULL;
    }
    if (mp_obj_is_type(other, &mpickle_c_type_ndarray) && mpickle_ndarray_len(other) < 0) {
        other = ndarray_item(other);
    }
    self = ndarray_item(self);
    #if MICROPY_PY_REVERSE_SPECIAL_METHODS
    if (op >= MP_BINARY_OP_REVERSE_OR && op <= MP_BINARY_OP_REVERSE_POWER) {
        return mp_binary_op(op - (MP_BINARY_OP_REVERSE_OR - MP_BINARY_OP_OR), other, self);
    }
    #endif
    return mp_binary_op(op, self, other);
}

static mp_obj_t ndarray_subscr(mp_obj_t self, mp_obj_t index, mp_obj_t value) {
    if (value == MP_OBJ_SENTINEL) {
        return mpickle_ndarray_get(self, index);
    }
    if (value == MP_OBJ_NULL) {
        return MP_OBJ_NULL; // items cannot be deleted
    }
    mpickle_ndarray_set(self, index, value);
    return mp_const_none;
}

// MicroPython iterates by it.
static MP_DEFINE_CONST_FUN_OBJ_2(ndarray_getitem_obj, mpickle_ndarray_get);

static mp_int_t ndarray_get_buffer(mp_obj_t self, mp_buffer_info_t *info, mp_uint_t flags) {
    return mpickle_ndarray_buffer(self, info, (flags & MP_BUFFER_WRITE) != 0) ? 0 : 1;
}

static MP_DEFINE_CONST_FUN_OBJ_1(ndarray_tolist_obj, mpickle_ndarray_tolist);
static MP_DEFINE_CONST_FUN_OBJ_1(ndarray_tobytes_obj, mpickle_ndarray_tobytes);

// reshape(shape), reshape(2, 3)
static mp_obj_t ndarray_reshape(size_t n_args, const mp_obj_t *args) {
    mp_obj_t shape = n_args == 2 ? args[1] : mp_obj_new_tuple(n_args - 1, args + 1);
    return mpickle_ndarray_reshape(args[0], shape);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(ndarray_reshape_obj, 2, ndarray_reshape);

static const mp_rom_map_elem_t ndarray_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___getitem__), MP_ROM_PTR(&ndarray_getitem_obj) },
    { MP_ROM_QSTR(MP_QSTR_reshape), MP_ROM_PTR(&ndarray_reshape_obj) },
    { MP_ROM_QSTR(MP_QSTR_tobytes), MP_ROM_PTR(&ndarray_tobytes_obj) },
    { MP_ROM_QSTR(MP_QSTR_tolist), MP_ROM_PTR(&ndarray_tolist_obj) },
};
static MP_DEFINE_CONST_DICT(ndarray_locals, ndarray_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_ndarray, MP_QSTR_ndarray, MP_TYPE_FLAG_NONE,
    make_new, ndarray_make_new,
    print, ndarray_print,
    attr, ndarray_attr,
    unary_op, ndarray_unary_op,
    binary_op, ndarray_binary_op,
    subscr, ndarray_subscr,
    buffer, ndarray_get_buffer,
    locals_dict, &ndarray_locals
    );

// dtype(name); numpy's pickles add two flags, which say nothing about numbers.
static mp_obj_t dtype_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 1, 3, false);
    return mpickle_dtype_new(args[0]);
}

static mp_obj_t dtype_name(mp_obj_t self) {
    return ((mpickle_c_dtype_t *)MP_OBJ_TO_PTR(self))->name;
}

static void dtype_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    (void)kind;
    mp_print_str(print, "dtype(");
    mp_obj_print_helper(print, dtype_name(self), PRINT_REPR);
    mp_print_str(print, ")");
}

static void dtype_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL && attr == MP_QSTR_str) {
        dest[0] = dtype_name(self);
    }
}

static mp_obj_t dtype_binary_op(mp_binary_op_t op, mp_obj_t self, mp_obj_t other) {
    if (op != MP_BINARY_OP_EQUAL || !mp_obj_is_type(other, &mpickle_c_type_dtype)) {
        return MP_OBJ_NULL;
    }
    bool same_parts = ((mpickle_c_dtype_t *)MP_OBJ_TO_PTR(self))->parts == ((mpickle_c_dtype_t *)MP_OBJ_TO_PTR(other))->parts;
    return mp_obj_new_bool(same_parts && mp_obj_equal(dtype_name(self), dtype_name(other)));
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_dtype, MP_QSTR_dtype, MP_TYPE_FLAG_NONE,
    make_new, dtype_make_new,
    print, dtype_print,
    attr, dtype_attr,
    binary_op, dtype_binary_op
    );

MP_DEFINE_CONST_OBJ_TYPE(mpickle_c_type_lent, MP_QSTR_memoryview, MP_TYPE_FLAG_NONE);

// The decoder answers calls of these itself; by any other way they cannot be called.
static mp_obj_t only_in_pickles(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    (void)args;
    mp_raise_TypeError(MP_ERROR_TEXT("for pickles only"));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(reconstruct_obj, 0, only_in_pickles);
static MP_DEFINE_CONST_FUN_OBJ_VAR(mareconstruct_obj, 0, only_in_pickles);
static MP_DEFINE_CONST_FUN_OBJ_VAR(frombuffer_obj, 0, only_in_pickles);
static MP_DEFINE_CONST_FUN_OBJ_VAR(scalar_obj, 0, only_in_pickles);

const mp_rom_obj_t mpickle_c_numpy_functions[] = {
    [MPICKLE_C_NUMPY_RECONSTRUCT] = MP_ROM_PTR(&reconstruct_obj),
    [MPICKLE_C_NUMPY_MARECONSTRUCT] = MP_ROM_PTR(&mareconstruct_obj),
    [MPICKLE_C_NUMPY_FROMBUFFER] = MP_ROM_PTR(&frombuffer_obj),
    [MPICKLE_C_NUMPY_SCALAR] = MP_ROM_PTR(&scalar_obj),
    [MPICKLE_C_NUMPY_NDARRAY] = MP_ROM_PTR(&mpickle_c_type_ndarray),
};

size_t mpickle_c_slice(mp_obj_t slice, size_t len, mp_int_t *start, mp_int_t *step) {
    #if MICROPY_PY_BUILTINS_SLICE
    mp_bound_slice_t bound;
    mp_obj_slice_indices(slice, len, &bound);
    *step = bound.step;
    mp_int_t way = bound.stop - bound.start;
    if (bound.step < 0) {
        way = -way;
        bound.step = -bound.step;
    }
    if (way <= 0) {
        return 0;
    }
    *start = bound.start;
    return (size_t)(way - 1) / (size_t)bound.step + 1;
    #else
    (void)slice;
    (void)len;
    (void)start;
    (void)step;
    return 0;
    #endif
}

#endif
