// Namespaces beside the module.
#include "py/runtime.h"
#include "mpickle.h"
#include "room.h"

#if MPICKLE_FEATURE_CLASSES || MPICKLE_FEATURE_TREE

void mpickle_room_load(mp_obj_t self_in, qstr attr, mp_obj_t *dest, mp_obj_t (*missing)(qstr attr)) {
    const mp_obj_module_t *self = MP_OBJ_TO_PTR(self_in);
    mp_map_elem_t *elem = mp_map_lookup(&self->globals->map, MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP);
    dest[0] = elem != NULL ? elem->value : missing(attr);
}

void mpickle_room_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    MP_OBJ_TYPE_GET_SLOT(&mp_type_module, print)(print, self_in, kind);
}

#endif
