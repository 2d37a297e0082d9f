// register, alias, unregister, and the module copyreg.
#include "py/runtime.h"
#include "mpickle.h"
#include "pickle/registry.h"
#include "memory/room.h"
#include "memory/roots.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_CLASSES

/******************************************************************************/
// Functions of mpickle

// The number of register()'s arguments beside the class: name, reduce, load, and for MessagePack and CBOR ext and tag.
#if MPICKLE_FEATURE_TREE
#define GIVEN (5)
#else
#define GIVEN (3)
#endif

// The rest of the decorator that register() returned: self has what was given.
static mp_obj_t register_decorated(mp_obj_t self, mp_obj_t cls) {
    mp_obj_t *given;
    mp_obj_get_array_fixed_n(self, GIVEN, &given);
    return mpickle_register(cls, given);
}
static MP_DEFINE_CONST_FUN_OBJ_2(register_decorated_obj, register_decorated);

// register(cls=None, name=None, *, reduce=None, load=None, ext=None, tag=None)
static mp_obj_t mod_register(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_cls, ARG_name };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_cls, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_name, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_reduce, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_load, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        #if MPICKLE_FEATURE_TREE
        { MP_QSTR_ext, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_tag, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        #endif
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t cls = args[ARG_cls].u_obj;
    mp_obj_t rest[GIVEN];
    for (size_t i = 0; i < GIVEN; i++) {
        rest[i] = args[ARG_name + i].u_obj;
    }
    if (mp_obj_is_str(cls) && rest[0] == mp_const_none) {
        // @register("pkg.mod.Name")
        rest[0] = cls;
        cls = mp_const_none;
    }
    if (cls == mp_const_none) {
        return mp_obj_new_bound_meth(MP_OBJ_FROM_PTR(&register_decorated_obj), mp_obj_new_tuple(GIVEN, rest));
    }
    return mpickle_register(cls, rest);
}
MP_DEFINE_CONST_FUN_OBJ_KW(mpickle_register_obj, 0, mod_register);
MP_DEFINE_CONST_FUN_OBJ_2(mpickle_alias_obj, mpickle_alias);
MP_DEFINE_CONST_FUN_OBJ_1(mpickle_unregister_obj, mpickle_unregister);

/******************************************************************************/
// copyreg

// pickle(type, reducer, constructor=None)
static mp_obj_t copyreg_pickle(size_t n_args, const mp_obj_t *args) {
    return mpickle_copyreg_pickle(args[0], args[1], n_args > 2 ? args[2] : mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(copyreg_pickle_obj, 2, 3, copyreg_pickle);

static MP_DEFINE_CONST_FUN_OBJ_1(copyreg_constructor_obj, mpickle_copyreg_constructor);

static mp_obj_t copyreg_add_extension(mp_obj_t module, mp_obj_t name, mp_obj_t code) {
    return mpickle_copyreg_extension(module, name, mpickle_c_get_int(code), true);
}
static MP_DEFINE_CONST_FUN_OBJ_3(copyreg_add_extension_obj, copyreg_add_extension);

static mp_obj_t copyreg_remove_extension(mp_obj_t module, mp_obj_t name, mp_obj_t code) {
    return mpickle_copyreg_extension(module, name, mpickle_c_get_int(code), false);
}
static MP_DEFINE_CONST_FUN_OBJ_3(copyreg_remove_extension_obj, copyreg_remove_extension);

// Codes are looked up anew each time: there is no cache.
static mp_obj_t copyreg_clear_extension_cache(void) {
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(copyreg_clear_extension_cache_obj, copyreg_clear_extension_cache);

static const mp_rom_map_elem_t copyreg_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_copyreg) },
    MPICKLE_INIT
    { MP_ROM_QSTR(MP_QSTR_pickle), MP_ROM_PTR(&copyreg_pickle_obj) },
    { MP_ROM_QSTR(MP_QSTR_constructor), MP_ROM_PTR(&copyreg_constructor_obj) },
    { MP_ROM_QSTR(MP_QSTR_add_extension), MP_ROM_PTR(&copyreg_add_extension_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove_extension), MP_ROM_PTR(&copyreg_remove_extension_obj) },
    { MP_ROM_QSTR(MP_QSTR_clear_extension_cache), MP_ROM_PTR(&copyreg_clear_extension_cache_obj) },
};
static MP_DEFINE_CONST_DICT(copyreg_globals, copyreg_globals_table);

mp_obj_t mpickle_copyreg_missing(qstr attr) {
    // In the order of mpickle_copyreg_table, and the functions that pickles name.
    static const uint16_t tables[] = {
        MP_QSTR_dispatch_table, MP_QSTR__extension_registry, MP_QSTR__inverted_registry, MP_QSTR__extension_cache,
    };
    for (size_t i = 0; i < MP_ARRAY_SIZE(tables); i++) {
        if (tables[i] == attr) {
            return mpickle_copyreg_table(i);
        }
    }
    for (size_t i = 0; i <= MPICKLE_C_NEWOBJ_EX; i++) {
        if (mpickle_c_globals[i].name == attr) {
            return *(const mp_obj_t *)&mpickle_c_globals[i].obj;
        }
    }
    return MP_OBJ_NULL;
}

static void copyreg_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        mpickle_room_load(self_in, attr, dest, mpickle_copyreg_missing);
    }
}

MPICKLE_DEFINE_ROOM(mpickle_copyreg, copyreg_type, copyreg_globals, copyreg_attr);

#endif
