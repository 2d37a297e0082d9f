// Namespaces beside the module: structs like a module's, of types of their own, so that some
// attributes can be made when they are asked for.
#ifndef MPICKLE_ROOM_H
#define MPICKLE_ROOM_H

#include "py/objmodule.h"

// Loads an attribute from the globals, or else the result of missing().
void mpickle_room_load(mp_obj_t self_in, qstr attr, mp_obj_t *dest, mp_obj_t (*missing)(qstr attr));

void mpickle_room_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind);

#if MPICKLE_FEATURE_TREE
// Puts `module` into sys.modules as `package.part`, for each of these parts whose name in full is interned: code that
// imports one has that done before it runs, and what is not interned has no memory here. A module whose name has a dot
// is looked for there first. Returns a bit for each such part, the first one's is the lowest.
uint32_t mpickle_room_import(qstr package, const uint16_t *parts, size_t count, const mp_obj_module_t *module);
#endif

#define MPICKLE_DEFINE_ROOM(room_name, type_name, room_globals, attr_fun) \
    static MP_DEFINE_CONST_OBJ_TYPE( \
    type_name, MP_QSTR_module, MP_TYPE_FLAG_NONE, print, mpickle_room_print, attr, attr_fun \
    ); \
    const mp_obj_module_t room_name = { \
        .base = { &type_name }, \
        .globals = (mp_obj_dict_t *)&room_globals, \
    }

#endif
