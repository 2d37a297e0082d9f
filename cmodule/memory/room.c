// Namespaces beside the module.
#include <string.h>

#include "py/runtime.h"
#include "mpickle.h"
#include "memory/room.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_CLASSES || MPICKLE_FEATURE_FORMATS

void mpickle_room_load(mp_obj_t self_in, qstr attr, mp_obj_t *dest, mp_obj_t (*missing)(qstr attr)) {
    const mp_obj_module_t *self = MP_OBJ_TO_PTR(self_in);
    mp_map_elem_t *elem = mp_map_lookup(&self->globals->map, MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP);
    dest[0] = elem != NULL ? elem->value : missing(attr);
}

void mpickle_room_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    MP_OBJ_TYPE_GET_SLOT(&mp_type_module, print)(print, self_in, kind);
}

#if MPICKLE_FEATURE_TREE
uint32_t mpickle_room_import(qstr package, const uint16_t *parts, size_t count, const mp_obj_module_t *module) {
    uint32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        char name[sizeof("umsgpack.mpk_bytearray")];
        size_t len, more;
        const byte *head = qstr_data(package, &len);
        const byte *tail = qstr_data(parts[i], &more);
        memcpy(name, head, len);
        name[len++] = '.';
        memcpy(name + len, tail, more);
        qstr full = qstr_find_strn(name, len + more);
        if (full != MP_QSTRnull) {
            found |= 1u << i;
            mp_map_lookup(mpickle_c_loaded_modules(), MP_OBJ_NEW_QSTR(full), MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value =
                MP_OBJ_FROM_PTR(module);
        }
    }
    return found;
}
#endif

#endif
