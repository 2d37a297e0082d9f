// PickleBuffer: a buffer that protocol 5 may carry out of band.
#include "py/binary.h"
#include "py/objarray.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/shim.h"

// The offset is a bit field.
#define MEMORYVIEW_OFFSET_MAX (((size_t)1 << MP_OBJ_ARRAY_FREE_SIZE_BITS) - 1)

#if MPICKLE_FEATURE_BUFFERS

static mp_obj_t picklebuffer_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    mp_buffer_info_t info;
    mp_get_buffer_raise(args[0], &info, MP_BUFFER_READ);
    mpickle_c_buffer_t *self = mp_obj_malloc(mpickle_c_buffer_t, type);
    self->owner = args[0];
    return MP_OBJ_FROM_PTR(self);
}

static mp_int_t picklebuffer_get_buffer(mp_obj_t self_in, mp_buffer_info_t *info, mp_uint_t flags) {
    mpickle_c_buffer_t *self = MP_OBJ_TO_PTR(self_in);
    return self->owner != mp_const_none && mp_get_buffer(self->owner, info, flags) ? 0 : 1;
}

#if MICROPY_PY_BUILTINS_MEMORYVIEW
// raw(): the memory as bytes, in a memoryview.
static mp_obj_t picklebuffer_raw(mp_obj_t self_in) {
    mpickle_c_buffer_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->owner == mp_const_none) {
        mp_raise_ValueError(MP_ERROR_TEXT("released"));
    }
    mp_obj_t view = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_memoryview), self->owner);
    mp_obj_array_t *array = MP_OBJ_TO_PTR(view);
    size_t size = mp_binary_get_size('@', array->typecode & 0x7f, NULL);
    array->typecode = (array->typecode & 0x80) | 'B';
    // The offset of a memoryview, in items like its length.
    array->free = (array->free * size) & MEMORYVIEW_OFFSET_MAX;
    array->len *= size;
    return view;
}
static MP_DEFINE_CONST_FUN_OBJ_1(picklebuffer_raw_obj, picklebuffer_raw);
#endif

static mp_obj_t picklebuffer_release(mp_obj_t self_in) {
    mpickle_c_buffer_t *self = MP_OBJ_TO_PTR(self_in);
    self->owner = mp_const_none;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(picklebuffer_release_obj, picklebuffer_release);

static const mp_rom_map_elem_t picklebuffer_locals_table[] = {
    #if MICROPY_PY_BUILTINS_MEMORYVIEW
    { MP_ROM_QSTR(MP_QSTR_raw), MP_ROM_PTR(&picklebuffer_raw_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_release), MP_ROM_PTR(&picklebuffer_release_obj) },
};
static MP_DEFINE_CONST_DICT(picklebuffer_locals, picklebuffer_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_picklebuffer,
    MP_QSTR_PickleBuffer,
    MP_TYPE_FLAG_NONE,
    make_new, picklebuffer_make_new,
    buffer, picklebuffer_get_buffer,
    locals_dict, &picklebuffer_locals
    );

#endif // MPICKLE_FEATURE_BUFFERS
