// The module `mpickle`: its names, and the arguments of its functions.
#include <string.h>

#include "py/objint.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "aload.h"
#include "compat.h"
#include "files.h"
#include "into.h"
#include "mpickle.h"
#include "options.h"
#include "pickler.h"
#include "roots.h"
#include "registry.h"
#include "shim.h"
#include "types.h"

#define HIGHEST_PROTOCOL (5)
#define DEFAULT_PROTOCOL (4)

// In a table.
#define MOST_OPTIONS (10)

uint8_t mpickle_get_protocol(mp_obj_t arg) {
    if (arg == mp_const_none) {
        return DEFAULT_PROTOCOL;
    }
    mp_int_t protocol;
    if (mp_obj_is_int(arg) && !mp_obj_is_small_int(arg)) {
        // Beyond a board's machine word perhaps.
        protocol = mp_obj_int_sign(arg) > 0 ? HIGHEST_PROTOCOL + 1 : -1;
    } else {
        protocol = mp_obj_get_int(arg);
    }
    if (protocol > HIGHEST_PROTOCOL) {
        mp_raise_ValueError(MP_ERROR_TEXT("pickle protocol must be <= 5"));
    }
    return protocol < 0 ? HIGHEST_PROTOCOL : (uint8_t)protocol;
}

/******************************************************************************/
// Arguments

void mpickle_check_keywords(const mp_map_t *kw_args, size_t count, const mp_arg_t *allowed) {
    #if MPICKLE_FEATURE_CLASSES && MICROPY_ERROR_REPORTING > MICROPY_ERROR_REPORTING_TERSE
    for (size_t i = 0; i < kw_args->used; i++) {
        mp_obj_t key = kw_args->table[i].key;
        size_t j = 0;
        while (j < count && key != MP_OBJ_NEW_QSTR(allowed[j].qst)) {
            j++;
        }
        if (j == count && mp_obj_is_qstr(key)) {
            mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unexpected keyword argument '%q'"), MP_OBJ_QSTR_VALUE(key));
        }
    }
    #endif
}

// Parses own arguments, and options into `values`.
static void parse(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, mpickle_own_t *own,
    const mp_arg_t *options, size_t n_options, mp_arg_val_t *values) {
    if (kw_args->used == 0 && n_args == own->count) {
        // Nothing but positional objects, and the options as they are by default.
        size_t i = 0;
        while (i < n_args && (own->table[i].flags & MP_ARG_KIND_MASK) == MP_ARG_OBJ) {
            own->values[i].u_obj = args[i];
            i++;
        }
        if (i == n_args) {
            for (i = 0; i < n_options; i++) {
                values[i] = options[i].defval;
            }
            return;
        }
    }
    // There is one table of options, and no other copy of it in flash.
    mp_arg_t allowed[MPICKLE_MOST_OWN + MOST_OPTIONS];
    mp_arg_val_t all[MP_ARRAY_SIZE(allowed)];
    memcpy(allowed, own->table, own->count * sizeof(mp_arg_t));
    memcpy(allowed + own->count, options, n_options * sizeof(mp_arg_t));
    mpickle_check_keywords(kw_args, own->count + n_options, allowed);
    mp_arg_parse_all(n_args, args, kw_args, own->count + n_options, allowed, all);
    memcpy(own->values, all, own->count * sizeof(mp_arg_val_t));
    memcpy(values, all + own->count, n_options * sizeof(mp_arg_val_t));
}

void mpickle_parse_load(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, mpickle_load_args_t *parsed) {
    enum {
        fix_imports,
        #if MPICKLE_FEATURE_TEXT
        encoding, errors,
        #endif
        #if MPICKLE_FEATURE_BUFFERS
        buffers,
        #endif
        #if MPICKLE_FEATURE_CLASSES
        allow,
        #endif
        #if MPICKLE_FEATURE_IN_PLACE
        copy,
        #endif
        max_bytes, max_depth, max_objects, max_memo,
    };
    static const mp_arg_t options[] = {
        MPICKLE_ARG_FIX_IMPORTS,
        #if MPICKLE_FEATURE_TEXT
        { MP_QSTR_encoding, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_ASCII)} },
        { MP_QSTR_errors, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_strict)} },
        #endif
        #if MPICKLE_FEATURE_BUFFERS
        { MP_QSTR_buffers, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        #endif
        #if MPICKLE_FEATURE_CLASSES
        { MP_QSTR_allow, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        #endif
        #if MPICKLE_FEATURE_IN_PLACE
        { MP_QSTR_copy, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_TRUE} },
        #endif
        #if MPICKLE_FEATURE_LIMITS
        { MP_QSTR_max_bytes, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_max_depth, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_max_objects, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_max_memo, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        #endif
    };
    MP_STATIC_ASSERT(MP_ARRAY_SIZE(options) <= MOST_OPTIONS);
    mp_arg_val_t values[MP_ARRAY_SIZE(options)];
    parse(n_args, args, kw_args, &parsed->own, options, MP_ARRAY_SIZE(options), values);
    parsed->options = (mpickle_load_options_t) {
        .codec = MPICKLE_C_PICKLE,
        .fix_imports = mp_obj_is_true(values[fix_imports].u_obj),
        #if MPICKLE_FEATURE_TEXT
        .encoding = values[encoding].u_obj,
        .errors = values[errors].u_obj,
        #endif
        #if MPICKLE_FEATURE_BUFFERS
        .buffers = values[buffers].u_obj,
        #endif
        #if MPICKLE_FEATURE_CLASSES
        .allow = values[allow].u_obj,
        #endif
        #if MPICKLE_FEATURE_IN_PLACE
        .copy = mp_obj_is_true(values[copy].u_obj),
        #endif
        #if MPICKLE_FEATURE_LIMITS
        .limits = {
            values[max_bytes].u_obj, values[max_depth].u_obj, values[max_objects].u_obj, values[max_memo].u_obj,
        },
        #endif
    };
}

/******************************************************************************/
// Dumping

#if MPICKLE_FEATURE_WRITE
void mpickle_parse_dump(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, mpickle_dump_args_t *parsed) {
    enum { protocol, fix_imports, buffer_callback };
    static const mp_arg_t options[] = {
        { MP_QSTR_protocol, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        MPICKLE_ARG_FIX_IMPORTS,
        #if MPICKLE_FEATURE_BUFFERS
        { MP_QSTR_buffer_callback, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        #endif
    };
    mp_arg_val_t values[MP_ARRAY_SIZE(options)];
    parse(n_args, args, kw_args, &parsed->own, options, MP_ARRAY_SIZE(options), values);
    parsed->options = (mpickle_dump_options_t) {
        .codec = MPICKLE_C_PICKLE,
        .protocol = mpickle_get_protocol(values[protocol].u_obj),
        .fix_imports = mp_obj_is_true(values[fix_imports].u_obj),
        #if MPICKLE_FEATURE_BUFFERS
        .buffer_callback = values[buffer_callback].u_obj,
        #endif
    };
}

// dumps has the first of them.
static const mp_arg_t obj_and_file[] = {
    { MP_QSTR_obj, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    { MP_QSTR_file, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
};

typedef mp_obj_t (*dump_fun_t)(mp_obj_t obj, const mpickle_dump_options_t *options);

// What writes the pickle. The arguments are not on the C stack any more when it does.
static MP_NOINLINE mp_obj_t begin(dump_fun_t fun, size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mpickle_dump_args_t parsed;
    parsed.own.table = obj_and_file;
    parsed.own.count = 1;
    mpickle_parse_dump(n_args, pos_args, kw_args, &parsed);
    return fun(parsed.own.values[0].u_obj, &parsed.options);
}

// dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)
static mp_obj_t mod_dumps(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mp_obj_t begun = begin(mpickle_dumps_begin, n_args, pos_args, kw_args);
    mpickle_dumps_write(begun);
    return mpickle_dumps_end(begun);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(mod_dumps_obj, 0, mod_dumps);

#if MPICKLE_FEATURE_PACKETS
// pack(obj, protocol=None, *, fix_imports=True, buffer_callback=None)
static mp_obj_t mod_pack(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return mpickle_pack(begin(mpickle_pack_begin, n_args, pos_args, kw_args));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(mod_pack_obj, 0, mod_pack);
#endif

#if MPICKLE_FEATURE_STREAMS
// dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)
static mp_obj_t mod_dump(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_obj, ARG_file };
    mpickle_dump_args_t parsed;
    MPICKLE_OWN(parsed, obj_and_file);
    mpickle_parse_dump(n_args, pos_args, kw_args, &parsed);
    return mpickle_dump(parsed.own.values[ARG_obj].u_obj, parsed.own.values[ARG_file].u_obj, &parsed.options);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(mod_dump_obj, 0, mod_dump);
#endif
#endif

/******************************************************************************/
// Loading

const mp_arg_t mpickle_arg_file = { MP_QSTR_file, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} };

typedef mp_obj_t (*load_fun_t)(mp_obj_t source, const mpickle_load_options_t *options);

static mp_obj_t load_by(load_fun_t fun, const mp_arg_t *source, size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mpickle_load_args_t parsed;
    parsed.own.table = source;
    parsed.own.count = 1;
    mpickle_parse_load(n_args, args, kw_args, &parsed);
    return fun(parsed.own.values[0].u_obj, &parsed.options);
}

// What reads the pickle. The arguments are not on the C stack any more when it does.
static MP_NOINLINE mp_obj_t loads_begin(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t data = { MP_QSTR_, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} };
    return load_by(mpickle_loads_begin, &data, n_args, pos_args, kw_args);
}

// loads(data, /, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None, allow=None, copy=True, …)
static mp_obj_t mod_loads(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mp_obj_t begun = loads_begin(n_args, pos_args, kw_args);
    mp_obj_t obj = mpickle_loads_read(begun);
    mpickle_loads_end(begun);
    return obj;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(mod_loads_obj, 1, mod_loads);

#if MPICKLE_FEATURE_STREAMS
// load(file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None, allow=None, copy=True, …)
static mp_obj_t mod_load(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return load_by(mpickle_load, &mpickle_arg_file, n_args, pos_args, kw_args);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(mod_load_obj, 0, mod_load);
#endif

// For __version__.
static const MP_DEFINE_STR_OBJ(version_obj, MPICKLE_VERSION);
#if MPICKLE_FEATURE_CLASSES
static const MP_DEFINE_STR_OBJ(format_version_obj, "4.0");
static const MP_DEFINE_STR_OBJ(format_1_0_obj, "1.0");
static const MP_DEFINE_STR_OBJ(format_1_1_obj, "1.1");
static const MP_DEFINE_STR_OBJ(format_1_2_obj, "1.2");
static const MP_DEFINE_STR_OBJ(format_1_3_obj, "1.3");
static const MP_DEFINE_STR_OBJ(format_2_0_obj, "2.0");
static const MP_DEFINE_STR_OBJ(format_3_0_obj, "3.0");
static const MP_DEFINE_STR_OBJ(format_5_0_obj, "5.0");
static const mp_rom_obj_tuple_t compatible_formats_obj = {
    { &mp_type_tuple }, 8, {
        MP_ROM_PTR(&format_1_0_obj), MP_ROM_PTR(&format_1_1_obj), MP_ROM_PTR(&format_1_2_obj), MP_ROM_PTR(&format_1_3_obj),
        MP_ROM_PTR(&format_2_0_obj), MP_ROM_PTR(&format_3_0_obj), MP_ROM_PTR(&format_version_obj), MP_ROM_PTR(&format_5_0_obj),
    },
};
#endif

#if MPICKLE_FEATURE_IN_PLACE
static const MP_DEFINE_STR_OBJ(mpickle_feature_in_place, "in-place");
#endif
#if MPICKLE_FEATURE_DATA_ONLY
static const MP_DEFINE_STR_OBJ(mpickle_feature_data_only, "data-only");
#endif
// For `features`.
static const mp_rom_obj_tuple_t features_obj = {
    { &mp_type_tuple }, MPICKLE_FEATURE_COUNT, { MPICKLE_FEATURE_NAMES },
};

static const mp_rom_map_elem_t module_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_mpickle) },
    #if MPICKLE_FEATURE_CLASSES
    MPICKLE_INIT
    #endif
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
    { MP_ROM_QSTR(MP_QSTR_features), MP_ROM_PTR(&features_obj) },
    #if MPICKLE_FEATURE_CLASSES
    { MP_ROM_QSTR(MP_QSTR_format_version), MP_ROM_PTR(&format_version_obj) },
    { MP_ROM_QSTR(MP_QSTR_compatible_formats), MP_ROM_PTR(&compatible_formats_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_HIGHEST_PROTOCOL), MP_ROM_INT(HIGHEST_PROTOCOL) },
    { MP_ROM_QSTR(MP_QSTR_DEFAULT_PROTOCOL), MP_ROM_INT(DEFAULT_PROTOCOL) },
    { MP_ROM_QSTR(MP_QSTR_PickleError), MP_ROM_PTR(&mpickle_type_PickleError) },
    { MP_ROM_QSTR(MP_QSTR_PicklingError), MP_ROM_PTR(&mpickle_type_PicklingError) },
    { MP_ROM_QSTR(MP_QSTR_UnpicklingError), MP_ROM_PTR(&mpickle_type_UnpicklingError) },
    #if MPICKLE_FEATURE_BUFFERS
    { MP_ROM_QSTR(MP_QSTR_PickleBuffer), MP_ROM_PTR(&mpickle_c_type_picklebuffer) },
    #endif
    #if MPICKLE_FEATURE_WRITE
    #if MPICKLE_FEATURE_STREAMS
    { MP_ROM_QSTR(MP_QSTR_dump), MP_ROM_PTR(&mod_dump_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_dumps), MP_ROM_PTR(&mod_dumps_obj) },
    #endif
    #if MPICKLE_FEATURE_STREAMS
    { MP_ROM_QSTR(MP_QSTR_load), MP_ROM_PTR(&mod_load_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_loads), MP_ROM_PTR(&mod_loads_obj) },
    #if MPICKLE_FEATURE_PACKETS
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_pack), MP_ROM_PTR(&mod_pack_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_Unpacker), MP_ROM_PTR(&mpickle_c_type_unpacker) },
    #endif
    #if MPICKLE_FEATURE_FILES
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_save), MP_ROM_PTR(&mpickle_save_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_restore), MP_ROM_PTR(&mpickle_restore_obj) },
    #endif
    #if MPICKLE_FEATURE_FEED
    { MP_ROM_QSTR(MP_QSTR_Decoder), MP_ROM_PTR(&mpickle_c_type_decoder) },
    #endif
    #if MPICKLE_FEATURE_ARRAYS
    { MP_ROM_QSTR(MP_QSTR_ndarray), MP_ROM_PTR(&mpickle_c_type_ndarray) },
    #endif
    #if MPICKLE_FEATURE_CLASSES
    { MP_ROM_QSTR(MP_QSTR_register), MP_ROM_PTR(&mpickle_register_obj) },
    { MP_ROM_QSTR(MP_QSTR_alias), MP_ROM_PTR(&mpickle_alias_obj) },
    { MP_ROM_QSTR(MP_QSTR_unregister), MP_ROM_PTR(&mpickle_unregister_obj) },
    { MP_ROM_QSTR(MP_QSTR_copyreg), MP_ROM_PTR(&mpickle_copyreg) },
    #endif
    MPICKLE_ALOAD_GLOBALS
    MPICKLE_INTO_GLOBALS
    MPICKLE_COMPAT_GLOBALS
};
static MP_DEFINE_CONST_DICT(module_globals, module_globals_table);

const mp_obj_module_t mpickle_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_globals,
};

// All registrations are here: MicroPython's build does not notice when a file has none any more.
MP_REGISTER_MODULE(MP_QSTR_mpickle, mpickle_module);

#if MPICKLE_FEATURE_CLASSES
// For `import copyreg` where no file has that name.
MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_copyreg, mpickle_copyreg);

#if MICROPY_MODULE_ATTR_DELEGATION
MP_REGISTER_MODULE_DELEGATION(mpickle_module, mpickle_pickler_attr);
#endif
#endif
