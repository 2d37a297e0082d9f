// The module mpickle.mpickle: what programs written for the Python library mPickle 0.2.1 import.
#include <string.h>

#include "py/builtin.h"
#include "py/objmodule.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "pickle/compat.h"
#include "pickle/modules.h"
#include "pickle/registry.h"
#include "memory/room.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_COMPAT

/******************************************************************************/
// Importing

// `import mpickle.mpickle` needs an entry in sys.modules, where there is no built-in package
// otherwise. It is made when mpickle is imported, which comes first, and only if some code has
// the name in it: the compiler, or the loader of compiled code, interns the names of imports.
// So a plain `import mpickle` takes no memory.
static void add_submodule(const char *name, mp_obj_t module) {
    qstr full = qstr_find_strn(name, strlen(name));
    if (full != MP_QSTRnull) {
        mp_map_lookup(mpickle_c_loaded_modules(), MP_OBJ_NEW_QSTR(full), MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = module;
    }
}

void mpickle_compat_init(void) {
    add_submodule("mpickle.mpickle", MP_OBJ_FROM_PTR(&mpickle_compat));
    add_submodule("mpickle.copyreg", MP_OBJ_FROM_PTR(&mpickle_copyreg));
    add_submodule("mpickle.codecs", MP_OBJ_FROM_PTR(&mpickle_compat_codecs));
}

/******************************************************************************/
// Registration

#define FIELDS(X) \
    X(obj_type) \
    X(obj_full_name) \
    X(obj_module) \
    X(obj_reconstructor_func) \
    X(reduce_func) \
    X(reconstruct_func) \
    X(setstate_func) \
    X(map_obj_module) \
    X(map_obj_full_name) \
    X(map_reconstructor_func)

const uint16_t mpickle_c_fields[MPICKLE_C_FIELD_COUNT] = {
    #define X(name) MP_QSTR_##name,
    FIELDS(X)
    #undef X
};

static mp_obj_t register_pickle(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[MPICKLE_C_FIELD_COUNT] = {
        #define X(name) { MP_QSTR_##name, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        FIELDS(X)
        #undef X
    };
    mp_arg_val_t args[MPICKLE_C_FIELD_COUNT];
    mp_arg_parse_all(n_args, pos_args, kw_args, MPICKLE_C_FIELD_COUNT, allowed, args);
    mp_obj_t values[MPICKLE_C_FIELD_COUNT];
    for (size_t i = 0; i < MPICKLE_C_FIELD_COUNT; i++) {
        values[i] = args[i].u_obj;
    }
    return mpickle_register_pickle(values);
}
MP_DEFINE_CONST_FUN_OBJ_KW(mpickle_register_pickle_obj, 0, register_pickle);

// The function of an injected name that was given none: name is bound to it.
static mp_obj_t stand_in(size_t n_args, const mp_obj_t *args) {
    vstr_t vstr;
    mp_print_t print;
    vstr_init_print(&vstr, 32, &print);
    mp_printf(&print, "Dummy function '%s'", mp_obj_str_get_str(args[0]));
    return mp_obj_new_str_from_vstr(&vstr);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(stand_in_obj, 1, stand_in);

// inject_dummy_module_func(module_path, function_name, function=None)
static mp_obj_t inject(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_module_path, ARG_function_name, ARG_function };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_module_path, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_function_name, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_function, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    return mpickle_inject(args[ARG_module_path].u_obj, args[ARG_function_name].u_obj, args[ARG_function].u_obj,
        MP_OBJ_FROM_PTR(&stand_in_obj));
}
MP_DEFINE_CONST_FUN_OBJ_KW(mpickle_inject_obj, 0, inject);
MP_DEFINE_CONST_FUN_OBJ_2(mpickle_revert_obj, mpickle_revert);

/******************************************************************************/
// Helpers

static MP_DEFINE_CONST_FUN_OBJ_3(find_dict_obj, mpickle_find_dict);
static MP_DEFINE_CONST_FUN_OBJ_1(encode_long_obj, mpickle_encode_long);
static MP_DEFINE_CONST_FUN_OBJ_1(decode_long_obj, mpickle_decode_long);
static MP_DEFINE_CONST_FUN_OBJ_2(getattribute_obj, mpickle_getattribute);
static MP_DEFINE_CONST_FUN_OBJ_2(none_module_obj, mpickle_none_module);
#if MPICKLE_FEATURE_WRITE
static MP_DEFINE_CONST_FUN_OBJ_2(whichmodule_obj, mpickle_whichmodule);
#endif

static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(encode_obj, 1, 3, mpickle_encode);
static MP_DEFINE_CONST_FUN_OBJ_1(escape_decode_obj, mpickle_escape_decode);

static const mp_rom_map_elem_t codecs_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_codecs) },
    { MP_ROM_QSTR(MP_QSTR_encode), MP_ROM_PTR(&encode_obj) },
    { MP_ROM_QSTR(MP_QSTR_escape_decode), MP_ROM_PTR(&escape_decode_obj) },
};
static MP_DEFINE_CONST_DICT(codecs_globals, codecs_globals_table);

const mp_obj_module_t mpickle_compat_codecs = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&codecs_globals,
};

static const mp_rom_obj_tuple_t bytes_types_obj = {
    { &mp_type_tuple }, 2, { MP_ROM_PTR(&mp_type_bytes), MP_ROM_PTR(&mp_type_bytearray) },
};

/******************************************************************************/
// The module

static const MP_DEFINE_STR_OBJ(compat_name_obj, "mpickle.mpickle");

static const mp_rom_map_elem_t compat_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_PTR(&compat_name_obj) },
    { MP_ROM_QSTR(MP_QSTR_DEBUG_MODE), MP_ROM_FALSE },
    { MP_ROM_QSTR(MP_QSTR_bytes_types), MP_ROM_PTR(&bytes_types_obj) },
    { MP_ROM_QSTR(MP_QSTR_find_dict_by_key_value), MP_ROM_PTR(&find_dict_obj) },
    { MP_ROM_QSTR(MP_QSTR_encode_long), MP_ROM_PTR(&encode_long_obj) },
    { MP_ROM_QSTR(MP_QSTR_decode_long), MP_ROM_PTR(&decode_long_obj) },
    { MP_ROM_QSTR(MP_QSTR__getattribute), MP_ROM_PTR(&getattribute_obj) },
    { MP_ROM_QSTR(MP_QSTR__handle_none_module_name), MP_ROM_PTR(&none_module_obj) },
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_whichmodule), MP_ROM_PTR(&whichmodule_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR__Framer), MP_ROM_PTR(&mpickle_type_Framer) },
    { MP_ROM_QSTR(MP_QSTR__Unframer), MP_ROM_PTR(&mpickle_type_Unframer) },
    #if MICROPY_PY_IO_BYTESIO && MICROPY_PY_BUILTINS_MEMORYVIEW
    { MP_ROM_QSTR(MP_QSTR_uBytesIO), MP_ROM_PTR(&mpickle_type_uBytesIO) },
    #endif
};
static MP_DEFINE_CONST_DICT(compat_globals, compat_globals_table);

static mp_obj_t compat_missing(qstr attr) {
    if (attr == MP_QSTR_registered_pickle_dict_list) {
        return mpickle_registrations();
    }
    mp_obj_t dest[2];
    mp_load_method_maybe(MP_OBJ_FROM_PTR(&mpickle_module), attr, dest);
    if (dest[0] != MP_OBJ_NULL) {
        if (attr == MP_QSTR_compatible_formats) {
            // A tuple in the module; programs expect a list.
            return mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_list), dest[0]);
        }
        return dest[0];
    }
    mp_obj_t obj = mpickle_opcode(attr);
    return obj != MP_OBJ_NULL ? obj : mpickle_copyreg_missing(attr);
}

static void compat_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        mpickle_room_load(self_in, attr, dest, compat_missing);
    } else if (attr == MP_QSTR_DEBUG_MODE) {
        // Stored to no effect: nothing prints here.
        dest[0] = MP_OBJ_NULL;
    }
}

MPICKLE_DEFINE_ROOM(mpickle_compat, compat_type, compat_globals, compat_attr);

#endif // MPICKLE_FEATURE_COMPAT
