// Classes and functions that pickles name where MicroPython has no such name, or another one.
#include "py/builtin.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "shim.h"

#if MPICKLE_FEATURE_CLASSES

static MP_DEFINE_CONST_FUN_OBJ_3(reconstructor_obj, mpickle_reconstructor);
static MP_DEFINE_CONST_FUN_OBJ_VAR(newobj_obj, 1, mpickle_newobj);
static MP_DEFINE_CONST_FUN_OBJ_3(newobj_ex_obj, mpickle_newobj_ex);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(encode_obj, 1, 3, mpickle_encode);
static MP_DEFINE_CONST_FUN_OBJ_2(getattr_obj, mpickle_getattr);
#if MICROPY_PY_ARRAY && MPICKLE_FEATURE_ARRAYS
static mp_obj_t array_reconstructor(size_t n_args, const mp_obj_t *args) {
    return mpickle_array_reconstructor(n_args, args);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(array_reconstructor_obj, 4, 4, array_reconstructor);
#endif

#define ENTRY(module, name, obj) { MP_QSTR_##module, MP_QSTR_##name, MP_ROM_PTR(&obj) }

const mpickle_c_global_t mpickle_c_globals[] = {
    [MPICKLE_C_RECONSTRUCTOR] = ENTRY(copyreg, _reconstructor, reconstructor_obj),
    [MPICKLE_C_NEWOBJ] = ENTRY(copyreg, __newobj__, newobj_obj),
    [MPICKLE_C_NEWOBJ_EX] = ENTRY(copyreg, __newobj_ex__, newobj_ex_obj),
    [MPICKLE_C_ENCODE] = ENTRY(_codecs, encode, encode_obj),
    [MPICKLE_C_GETATTR] = ENTRY(builtins, getattr, getattr_obj),
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
    ENTRY(builtins, object, mp_type_object),
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
