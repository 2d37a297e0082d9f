// A soft reset empties the heap but leaves root pointers as they are, and they then point to
// whatever comes to lie there. It also empties the list of loaded modules: so an entry in that
// list, made before the first root pointer is set, says that they are of this life.
#include "py/runtime.h"
#include "pickle/compat.h"
#include "pickle/modules.h"
#include "mpickle.h"
#include "memory/roots.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_CLASSES || MPICKLE_FEATURE_MSGPACK || MPICKLE_FEATURE_PROTOBUF_MESSAGES

#if MPICKLE_FEATURE_CLASSES
MP_REGISTER_ROOT_POINTER(void *mpickle_registry);
MP_REGISTER_ROOT_POINTER(mp_obj_t mpickle_pickler_class);
MP_REGISTER_ROOT_POINTER(mp_obj_t mpickle_unpickler_class);
#endif
#if MPICKLE_FEATURE_MSGPACK
MP_REGISTER_ROOT_POINTER(struct _mpickle_c_msgpack_t *mpickle_msgpack);
#endif
#if MPICKLE_FEATURE_PROTOBUF_MESSAGES
MP_REGISTER_ROOT_POINTER(mp_obj_t mpickle_message_class);
#endif

// Any module.
#if MPICKLE_FEATURE_PICKLE
#define SIGN mpickle_module
#elif MPICKLE_FEATURE_PROTOBUF_MESSAGES
#define SIGN mpickle_minipb
#else
#define SIGN mpickle_umsgpack
#endif

static mp_map_elem_t *life(mp_map_lookup_kind_t kind) {
    return mp_map_lookup(&MP_STATE_VM(mp_loaded_modules_dict).map, MP_OBJ_NEW_QSTR(MP_QSTR__mpickle), kind);
}

void mpickle_c_keep_roots(void) {
    life(MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = MP_OBJ_FROM_PTR(&SIGN);
}

void mpickle_roots_check(void) {
    if (life(MP_MAP_LOOKUP) == NULL) {
        #if MPICKLE_FEATURE_CLASSES
        MP_STATE_VM(mpickle_registry) = NULL;
        MP_STATE_VM(mpickle_pickler_class) = MP_OBJ_NULL;
        MP_STATE_VM(mpickle_unpickler_class) = MP_OBJ_NULL;
        #endif
        #if MPICKLE_FEATURE_MSGPACK
        MP_STATE_VM(mpickle_msgpack) = NULL;
        #endif
        #if MPICKLE_FEATURE_PROTOBUF_MESSAGES
        MP_STATE_VM(mpickle_message_class) = MP_OBJ_NULL;
        #endif
    }
}

#if MPICKLE_FEATURE_CLASSES
static mp_obj_t roots_init(void) {
    mpickle_roots_check();
    mpickle_compat_init();
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_0(mpickle_roots_init_obj, roots_init);

void **mpickle_c_registry(void) {
    #if !MICROPY_MODULE_BUILTIN_INIT
    if (MP_STATE_VM(mpickle_registry) != NULL) {
        roots_init();
    }
    #endif
    return &MP_STATE_VM(mpickle_registry);
}
#endif

#endif
