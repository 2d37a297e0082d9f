#include "py/bc.h"
#include "py/builtin.h"
#include "py/mphal.h"
#include "py/objfun.h"
#include "py/objmodule.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/shim.h"
#include "micropython/types.h"

const uint16_t mpickle_c_names[] = {
    #define X(name) MP_QSTR_##name,
    MPICKLE_C_NAMES(X)
    #if MPICKLE_FEATURE_STREAMS
    MPICKLE_C_STREAM_NAMES(X)
    #endif
    #if MPICKLE_FEATURE_CLASSES
    MPICKLE_C_CLASS_NAMES(X)
    #endif
    #if MPICKLE_FEATURE_ARRAYS
    MPICKLE_C_ARRAY_NAMES(X)
    #endif
    #if MPICKLE_FEATURE_ULAB
    MPICKLE_C_ULAB_NAMES(X)
    #endif
    #undef X
};

static const MP_DEFINE_STR_OBJ(latin_1_obj, "latin-1");

const mp_rom_obj_t mpickle_c_consts[] = {
    [MPICKLE_C_NONE] = MP_ROM_NONE,
    [MPICKLE_C_FALSE] = MP_ROM_FALSE,
    [MPICKLE_C_TRUE] = MP_ROM_TRUE,
    [MPICKLE_C_LATIN_1] = MP_ROM_PTR(&latin_1_obj),
};

bool mpickle_c_float_value(mp_obj_t obj, mp_float_t *value) {
    if (!mp_obj_is_float(obj)) {
        return false;
    }
    *value = mp_obj_float_get(obj);
    return true;
}

mp_obj_t mpickle_c_new_float(mp_float_t value) {
    return mp_obj_new_float(value);
}

mp_obj_t mpickle_c_item(mp_obj_t container, mp_obj_t key) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t item = mp_obj_subscr(container, key, MP_OBJ_SENTINEL);
        nlr_pop();
        return item;
    }
    return mpickle_c_unless(&mp_type_KeyError, nlr.ret_val);
}

#if MPICKLE_FEATURE_PROTOBUF_TABLES
mp_obj_t mpickle_c_iterator(mp_obj_t obj) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t iterator = mp_getiter(obj, NULL);
        nlr_pop();
        return iterator;
    }
    return mpickle_c_unless(&mp_type_TypeError, nlr.ret_val);
}
#endif

#if MPICKLE_FEATURE_TREE
bool mpickle_c_is_hashable(mp_obj_t obj) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_unary_op(MP_UNARY_OP_HASH, obj);
        nlr_pop();
        return true;
    }
    mpickle_c_unless(&mp_type_TypeError, nlr.ret_val);
    return false;
}
#endif

mp_map_t *mpickle_c_loaded_modules(void) {
    return &MP_STATE_VM(mp_loaded_modules_dict).map;
}

const mp_map_t *mpickle_c_native_modules(void) {
    return &mp_builtin_module_map;
}

mp_obj_t mpickle_c_loaded(qstr name) {
    mp_map_elem_t *elem = mp_map_lookup(mpickle_c_loaded_modules(), MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP);
    if (elem == NULL) {
        // Native modules, __main__ among them, need not be in sys.modules.
        elem = mp_map_lookup((mp_map_t *)&mp_builtin_module_map, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP);
    }
    return elem == NULL ? MP_OBJ_NULL : elem->value;
}

// The head of py/objclosure.c's struct.
typedef struct _closure_t {
    mp_obj_base_t base;
    mp_obj_t fun;
} closure_t;

bool mpickle_c_function_names(mp_obj_t obj, qstr *module, qstr *name) {
    if (!mp_obj_is_obj(obj)) {
        return false;
    }
    const mp_obj_type_t *type = ((mp_obj_base_t *)MP_OBJ_TO_PTR(obj))->type;
    if (type->name == MP_QSTR_closure && !(type->flags & MP_TYPE_FLAG_INSTANCE_TYPE)) {
        // A function with super() in it, or with names of the function around it.
        obj = ((closure_t *)MP_OBJ_TO_PTR(obj))->fun;
        type = ((mp_obj_base_t *)MP_OBJ_TO_PTR(obj))->type;
    }
    if (type != &mp_type_fun_bc && type != &mp_type_gen_wrap
        #if MICROPY_EMIT_NATIVE && (MICROPY_VERSION_MAJOR > 1 || MICROPY_VERSION_MINOR >= 23)
        && type != &mp_type_fun_native
        #endif
        ) {
        return false;
    }
    const mp_obj_fun_bc_t *fun = MP_OBJ_TO_PTR(obj);
    #if MICROPY_VERSION_MAJOR > 1 || MICROPY_VERSION_MINOR >= 28
    *name = mp_obj_fun_bc_get_name(fun);
    #else
    *name = mp_obj_fun_get_name(obj);
    #endif
    mp_map_elem_t *elem = mp_map_lookup(&fun->context->module.globals->map, MP_OBJ_NEW_QSTR(MP_QSTR___name__), MP_MAP_LOOKUP);
    *module = elem != NULL && mp_obj_is_qstr(elem->value) ? MP_OBJ_QSTR_VALUE(elem->value) : MP_QSTR___main__;
    return true;
}

bool mpickle_c_on_heap(const void *address) {
    const byte *at = address;
    const mp_state_mem_area_t *area = &MP_STATE_MEM(area);
    #if MICROPY_GC_SPLIT_HEAP
    for (; area != NULL; area = area->next)
    #endif
    {
        if (at >= area->gc_pool_start && at < area->gc_pool_end) {
            return true;
        }
    }
    return false;
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_absent,
    MP_QSTR_,
    MP_TYPE_FLAG_NONE
    );

mp_uint_t mpickle_c_atomic_begin(void) {
    return MICROPY_BEGIN_ATOMIC_SECTION();
}

void mpickle_c_atomic_end(mp_uint_t state) {
    (void)state;
    MICROPY_END_ATOMIC_SECTION(state);
}
