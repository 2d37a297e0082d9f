// Registrations for MessagePack: ext_serializable, and umsgpack's sub-modules.
#include "py/objmodule.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "tree/msgpack.h"
#include "tree/record.h"
#include "memory/room.h"
#include "memory/roots.h"

#if MPICKLE_FEATURE_MSGPACK

mpickle_c_msgpack_t *mpickle_c_msgpack(void) {
    mpickle_c_msgpack_t *state = MP_STATE_VM(mpickle_msgpack);
    #if !MICROPY_MODULE_BUILTIN_INIT
    if (state != NULL) {
        mpickle_roots_check();
        state = MP_STATE_VM(mpickle_msgpack);
    }
    #endif
    return state;
}

mpickle_c_msgpack_t *mpickle_msgpack_state(void) {
    mpickle_c_msgpack_t *state = mpickle_c_msgpack();
    if (state == NULL) {
        state = m_new_obj(mpickle_c_msgpack_t);
        state->own = 0;
        state->builtins = mp_obj_new_dict(0);
        state->custom = mp_obj_new_dict(0);
        state->packers = mp_obj_new_dict(0);
        mpickle_c_keep_roots();
        MP_STATE_VM(mpickle_msgpack) = state;
    }
    return state;
}

/******************************************************************************/
// Sub-modules

// In the order of their codes, from 0x50 on.
static const uint16_t submodules[] = {
    MP_QSTR_mpk_complex, MP_QSTR_mpk_set, MP_QSTR_mpk_tuple, MP_QSTR_mpk_bytearray, MP_QSTR_mpk_odict,
};
#define FIRST_OWN (0x50)

static const mp_rom_map_elem_t submodule_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_umsgpack) },
};
static MP_DEFINE_CONST_DICT(submodule_globals, submodule_globals_table);

// It stands for all of them: what they do is done here.
static const mp_obj_module_t submodule = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&submodule_globals,
};

void mpickle_msgpack_import(void) {
    uint32_t found = mpickle_room_import(MP_QSTR_umsgpack, submodules, MP_ARRAY_SIZE(submodules), &submodule);
    if (found != 0) {
        mpickle_msgpack_state()->own |= (uint8_t)found;
    }
}

static bool is_own(const mpickle_c_msgpack_t *state, size_t index) {
    return index < MP_ARRAY_SIZE(submodules) && state != NULL && (state->own >> index & 1) != 0;
}

mp_obj_t mpickle_msgpack_submodule(qstr name) {
    size_t i = 0;
    while (i < MP_ARRAY_SIZE(submodules) && submodules[i] != name) {
        i++;
    }
    return is_own(mpickle_c_msgpack(), i) ? MP_OBJ_FROM_PTR(&submodule) : MP_OBJ_NULL;
}

/******************************************************************************/
// ext_serializable

static mp_obj_t find(mp_obj_t dict, mp_obj_t key) {
    mp_map_elem_t *elem = mp_map_lookup(mp_obj_dict_get_map(dict), key, MP_MAP_LOOKUP);
    return elem == NULL ? MP_OBJ_NULL : elem->value;
}

// The decorator: given is (ext_type, type or None).
static mp_obj_t serializable(mp_obj_t given_in, mp_obj_t cls) {
    mp_obj_t *given;
    mp_obj_get_array_fixed_n(given_in, 2, &given);
    if (!mp_obj_is_int(given[0])) {
        mp_raise_TypeError(MP_ERROR_TEXT("Ext type is not type integer"));
    }
    mp_int_t code = mp_obj_is_small_int(given[0]) ? MP_OBJ_SMALL_INT_VALUE(given[0]) : 128;
    mpickle_c_msgpack_t *state = mpickle_msgpack_state();
    mp_obj_t other = find(state->packers, given[0]);
    if (other == MP_OBJ_NULL && is_own(state, (size_t)(code - FIRST_OWN))) {
        other = MP_OBJ_FROM_PTR(&submodule);
    }
    const char *words = NULL;
    bool code_first = false;
    if (code < -128 || code > 127) {
        other = given[0];
        words = "Ext type value %s is out of range of -128 to 127";
    } else if (other != MP_OBJ_NULL) {
        code_first = true;
        words = "Ext type %d already registered with class %s";
    } else if (find(state->custom, cls) != MP_OBJ_NULL) {
        other = cls;
        words = "Class %s already registered with Ext type %d";
    }
    if (words != NULL) {
        vstr_t name;
        mp_print_t print;
        vstr_init_print(&name, 32, &print);
        mp_obj_print_helper(&print, other, PRINT_REPR);
        vstr_t text;
        vstr_init_print(&text, 64, &print);
        if (code_first) {
            mp_printf(&print, words, (int)code, vstr_null_terminated_str(&name));
        } else {
            mp_printf(&print, words, vstr_null_terminated_str(&name), (int)code);
        }
        nlr_raise(mp_obj_new_exception_arg1(&mp_type_ValueError, mp_obj_new_str_from_vstr(&text)));
    }
    mp_obj_dict_store(state->packers, given[0], cls);
    if (given[1] == mp_const_none) {
        mp_obj_dict_store(state->custom, cls, given[0]);
    } else {
        mp_obj_t entry[] = { cls, given[0] };
        mp_obj_dict_store(state->builtins, given[1], mp_obj_new_tuple(2, entry));
    }
    return cls;
}
static MP_DEFINE_CONST_FUN_OBJ_2(serializable_obj, serializable);

static mp_obj_t ext_serializable(size_t n_args, const mp_obj_t *args) {
    mp_obj_t given[] = { args[0], n_args > 1 ? args[1] : mp_const_none };
    return mp_obj_new_bound_meth(MP_OBJ_FROM_PTR(&serializable_obj), mp_obj_new_tuple(2, given));
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(mpickle_ext_serializable_obj, 1, 2, ext_serializable);

/******************************************************************************/
// Called by reading and writing

mp_obj_t mpickle_c_msgpack_option(mp_obj_t given, bool ext_hook) {
    mp_obj_t option = find(given, MP_OBJ_NEW_QSTR(ext_hook ? MP_QSTR_ext_hook : MP_QSTR_default));
    return option == mp_const_none ? MP_OBJ_NULL : option;
}

static mp_obj_t given_options(mp_obj_t options) {
    return options == MP_OBJ_NULL ? mp_obj_new_dict(0) : options;
}

mp_obj_t mpickle_c_msgpack_pack(mp_obj_t registered, bool builtin, mp_obj_t obj, mp_obj_t options, mp_obj_t *code) {
    const mp_map_t *map = mp_obj_dict_get_map(registered);
    mp_obj_t value = MP_OBJ_NULL;
    for (size_t i = 0; i < map->alloc && value == MP_OBJ_NULL; i++) {
        if (mp_map_slot_is_filled(map, i)
            && mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(obj)), map->table[i].key)) {
            value = map->table[i].value;
        }
    }
    if (value == MP_OBJ_NULL) {
        return MP_OBJ_NULL;
    }
    // A packer has packb(obj, options), a class of the program's packb().
    mp_obj_t packer = obj;
    if (builtin) {
        mp_obj_t *entry;
        mp_obj_get_array_fixed_n(value, 2, &entry);
        packer = entry[0];
        value = entry[1];
    }
    *code = value;
    mp_obj_t args[4];
    mp_load_method_maybe(packer, MP_QSTR_packb, args);
    if (args[0] == MP_OBJ_NULL) {
        if (!builtin) {
            return MP_OBJ_NULL;
        }
        mp_raise_msg_varg(&mp_type_NotImplementedError, MP_ERROR_TEXT("Class %q invalid packb()"), mp_obj_get_type(obj)->name);
    }
    if (builtin) {
        size_t own = args[1] == MP_OBJ_NULL ? 1 : 2;
        args[own] = obj;
        args[own + 1] = given_options(options);
        return mp_call_function_n_kw(args[0], own + 1, 0, args + 1);
    }
    return mp_call_method_n_kw(0, 0, args);
}

mp_obj_t mpickle_c_msgpack_unpack(mp_obj_t packers, mp_int_t code, mp_obj_t data, mp_obj_t options) {
    mp_obj_t packer = find(packers, MP_OBJ_NEW_SMALL_INT(code));
    if (packer == MP_OBJ_NULL) {
        return MP_OBJ_NULL;
    }
    mp_obj_t function[2];
    mp_load_method_maybe(packer, MP_QSTR_unpackb, function);
    if (function[0] == MP_OBJ_NULL) {
        mp_raise_msg_varg(&mp_type_NotImplementedError, MP_ERROR_TEXT("Ext class %q lacks unpackb()"),
            mp_obj_is_type(packer, &mp_type_type) ? ((mp_obj_type_t *)MP_OBJ_TO_PTR(packer))->name : MP_QSTR_);
    }
    mp_obj_t args[] = { data, given_options(options) };
    if (function[1] == MP_OBJ_NULL) {
        return mp_call_function_n_kw(function[0], 2, 0, args);
    }
    mp_obj_t all[] = { function[1], args[0], args[1] };
    return mp_call_function_n_kw(function[0], 3, 0, all);
}

#endif
