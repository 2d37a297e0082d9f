// Classes and functions that pickles name where MicroPython has no such name, or another one.
#include <string.h>

#include "py/builtin.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_CLASSES

static MP_DEFINE_CONST_FUN_OBJ_3(reconstructor_obj, mpickle_reconstructor);
static MP_DEFINE_CONST_FUN_OBJ_VAR(newobj_obj, 1, mpickle_newobj);
static MP_DEFINE_CONST_FUN_OBJ_3(newobj_ex_obj, mpickle_newobj_ex);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(encode_obj, 1, 3, mpickle_encode);
static MP_DEFINE_CONST_FUN_OBJ_2(getattr_obj, mpickle_getattr);
static MP_DEFINE_CONST_FUN_OBJ_1(load_type_obj, mpickle_load_type);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(struct_sequence_obj, 1, 2, mpickle_struct_sequence);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(default_dict_obj, 0, 1, mpickle_default_dict);
#if MICROPY_PY_ARRAY && MPICKLE_FEATURE_ARRAYS
static mp_obj_t array_reconstructor(size_t n_args, const mp_obj_t *args) {
    return mpickle_array_reconstructor(n_args, args);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(array_reconstructor_obj, 4, 4, array_reconstructor);
#endif

static mp_obj_t partial_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, MP_OBJ_FUN_ARGS_MAX, false);
    // One in another would be called by recursion.
    if (!mp_obj_is_callable(args[0]) || mp_obj_is_type(args[0], type)) {
        mp_raise_TypeError(NULL);
    }
    mpickle_c_partial_t *self = mp_obj_malloc(mpickle_c_partial_t, type);
    self->function = args[0];
    self->args = mp_obj_new_tuple(n_args - 1, args + 1);
    self->keywords = mp_const_none;
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t partial_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mpickle_c_partial_t *self = MP_OBJ_TO_PTR(self_in);
    size_t n_own;
    mp_obj_t *own;
    mp_obj_tuple_get(self->args, &n_own, &own);
    mp_map_t *map = self->keywords == mp_const_none ? NULL : mp_obj_dict_get_map(self->keywords);
    size_t n_pairs = map == NULL ? 0 : map->used;
    mp_obj_t *all = m_new(mp_obj_t, n_own + n_args + 2 * (n_pairs + n_kw));
    memcpy(all, own, n_own * sizeof(mp_obj_t));
    memcpy(all + n_own, args, (n_args + 2 * n_kw) * sizeof(mp_obj_t));
    mp_obj_t *end = all + n_own + n_args + 2 * n_kw;
    for (size_t i = 0; n_pairs > 0 && i < map->alloc; i++) {
        if (!mp_map_slot_is_filled(map, i)) {
            continue;
        }
        mp_obj_t name = MP_OBJ_NEW_QSTR(mp_obj_str_get_qstr(map->table[i].key));
        // A keyword of the caller replaces the one here.
        size_t at = 0;
        while (at < n_kw && args[n_args + 2 * at] != name) {
            at++;
        }
        if (at == n_kw) {
            *end++ = name;
            *end++ = map->table[i].value;
        }
    }
    n_own += n_args;
    return mp_call_function_n_kw(self->function, n_own, (end - all - n_own) / 2, all);
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_partial,
    MP_QSTR_partial,
    MP_TYPE_FLAG_NONE,
    make_new, partial_make_new,
    call, partial_call
    );

#define ENTRY(module, name, obj) { MP_QSTR_##module, MP_QSTR_##name, MP_ROM_PTR(&obj) }

const mpickle_c_global_t mpickle_c_globals[] = {
    [MPICKLE_C_RECONSTRUCTOR] = ENTRY(copyreg, _reconstructor, reconstructor_obj),
    [MPICKLE_C_NEWOBJ] = ENTRY(copyreg, __newobj__, newobj_obj),
    [MPICKLE_C_NEWOBJ_EX] = ENTRY(copyreg, __newobj_ex__, newobj_ex_obj),
    [MPICKLE_C_ENCODE] = ENTRY(_codecs, encode, encode_obj),
    [MPICKLE_C_GETATTR] = ENTRY(builtins, getattr, getattr_obj),
    // In dill's module `dill._dill`, which C cannot spell.
    [MPICKLE_C_LOAD_TYPE] = ENTRY(dill, _load_type, load_type_obj),
    [MPICKLE_C_DEFAULT_DICT] = ENTRY(collections, defaultdict, default_dict_obj),
    [MPICKLE_C_STRUCT_SEQUENCE] = ENTRY(time, struct_time, struct_sequence_obj),
    #if MICROPY_PY_ARRAY && MPICKLE_FEATURE_ARRAYS
    [MPICKLE_C_ARRAY_RECONSTRUCTOR] = ENTRY(array, _array_reconstructor, array_reconstructor_obj),
    ENTRY(array, array, mp_type_array),
    #else
    [MPICKLE_C_ARRAY_RECONSTRUCTOR] = ENTRY(builtins, getattr, getattr_obj),
    #endif
    #if MPICKLE_FEATURE_ARRAYS
    ENTRY(numpy, ndarray, mpickle_c_type_ndarray),
    ENTRY(numpy, dtype, mpickle_c_type_dtype),
    #endif
    ENTRY(functools, partial, mpickle_c_type_partial),
    ENTRY(builtins, object, mp_type_object),
    ENTRY(builtins, type, mp_type_type),
    ENTRY(builtins, bytearray, mp_type_bytearray),
    #if MICROPY_PY_BUILTINS_SLICE
    ENTRY(builtins, slice, mp_type_slice),
    #endif
    ENTRY(builtins, Ellipsis, mp_const_ellipsis_obj),
    #if MICROPY_PY_BUILTINS_NOTIMPLEMENTED
    ENTRY(builtins, NotImplemented, mp_const_notimplemented_obj),
    #endif
    #if MICROPY_PY_COLLECTIONS_ORDEREDDICT
    ENTRY(collections, OrderedDict, mp_type_ordereddict),
    #endif
    #if MICROPY_PY_COLLECTIONS_DEQUE
    ENTRY(collections, deque, mp_type_deque),
    #endif
    { 0, 0, MP_ROM_NONE },
};

#endif
