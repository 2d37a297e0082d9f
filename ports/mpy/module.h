// The entry of a .mpy file and what all files have.
#ifndef MPICKLE_MPY_MODULE_H
#define MPICKLE_MPY_MODULE_H

#include "py/dynruntime.h"

#define SHOWN __attribute__((visibility("default")))
#define MPICKLE_ENTRY SHOWN __attribute__((section(".text.mpy_init")))

// Finds the firmware's types; `errors` are the module's exceptions, in the order of their names in names.rs.
void mpickle_m_init(mp_obj_t builtins, const mp_obj_t *errors);
mp_obj_t mpickle_m_dumps(const mp_arg_val_t *args);
mp_obj_t mpickle_m_dump(const mp_arg_val_t *args);
mp_obj_t mpickle_m_loads(const mp_arg_val_t *args);
mp_obj_t mpickle_m_load(const mp_arg_val_t *args);

// The names are known when the module is loaded.
static inline mp_arg_t argument(qstr name, int flags, mp_obj_t value) {
    return (mp_arg_t) { name, flags | MP_ARG_OBJ, {.u_obj = value} };
}

// Raises ImportError on a firmware with other object representations than A: A and B tell names by the same bits of their own.
static inline void check_objects(const char *refusal) {
    mp_obj_t name = MP_OBJ_NEW_QSTR(MP_QSTR_obj);
    if (name != (mp_obj_t)((mp_uint_t)MP_QSTR_obj << 3 | 2)) {
        mp_raise_msg(mp_load_global(MP_QSTR_ImportError), refusal);
    }
}

// An exception class of the module's.
static inline mp_obj_t exception(qstr name, mp_obj_t base) {
    mp_obj_t args[] = { MP_OBJ_NEW_QSTR(name), mp_obj_new_tuple(1, &base), mp_obj_new_dict(0) };
    mp_obj_t class = mp_call_function_n_kw(MP_OBJ_FROM_PTR(&mp_type_type), 3, 0, args);
    mp_store_global(name, class);
    return class;
}

#endif
