// Functions that know the options of their format.
#include "py/runtime.h"
#include "entry/format.h"

#if MPICKLE_FEATURE_FORMATS

static mp_obj_t function_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    const mpickle_function_t *self = MP_OBJ_TO_PTR(self_in);
    mp_map_t kw_args;
    mp_map_init_fixed_table(&kw_args, n_kw, args + n_args);
    return self->fun(n_args, args, &kw_args, self->options);
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_type_function,
    MP_QSTR_function,
    MP_TYPE_FLAG_NONE,
    call, function_call
    );

#endif
