// Methods in ROM for classes that behave like classes written in Python. MicroPython hands a native method of such a
// class the native part of an instance, or binds it to nothing: these are bound like functions written in Python.
#ifndef MPICKLE_METHOD_H
#define MPICKLE_METHOD_H

#include "py/obj.h"

typedef struct _mpickle_method_t {
    mp_obj_base_t base;
    mp_obj_t (*fun)(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args);
    uint32_t sig;
} mpickle_method_t;

extern const mp_obj_type_t mpickle_type_method;

// fun(n_args, args, kw_args) with so many positional arguments, `self` among them, and keywords or not.
#define MPICKLE_METHOD(name, fun, min, max, kw) \
    static const mpickle_method_t name = { { &mpickle_type_method }, fun, MP_OBJ_FUN_MAKE_SIG(min, max, kw) }

#endif
