// Methods in ROM for classes that behave like classes written in Python.
#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/method.h"

#if MPICKLE_FEATURE_CLASSES || MPICKLE_FEATURE_PROTOBUF_MESSAGES

static mp_obj_t method_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    const mpickle_method_t *self = MP_OBJ_TO_PTR(self_in);
    mp_arg_check_num_sig(n_args, n_kw, self->sig);
    mp_map_t kw_args;
    mp_map_init_fixed_table(&kw_args, n_kw, args + n_args);
    return self->fun(n_args, args, &kw_args);
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_type_method,
    MP_QSTR_function,
    MP_TYPE_FLAG_BINDS_SELF,
    call, method_call
    );

#endif
