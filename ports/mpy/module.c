// mpickle.mpy: the module's names, and the arguments of its functions. The rest is rust/mpy.
#include "module.h"

#if MPICKLE_PICKLE

void mpickle_m_rules(mp_obj_t object);

// Arguments that both have: obj, file, protocol, fix_imports.
enum {
    OBJ,
    FILE,
    PROTOCOL,
    FIX_IMPORTS,
    #if MPICKLE_CLASSES
    DUMP_RULES,
    #endif
    N_DUMP
};
enum {
    SOURCE,
    LOAD_FIX_IMPORTS,
    #if MPICKLE_TEXT
    ENCODING,
    ERRORS,
    #endif
    #if MPICKLE_LIMITS
    MAX_BYTES,
    MAX_DEPTH,
    MAX_OBJECTS,
    MAX_MEMO,
    #endif
    #if MPICKLE_CLASSES
    ALLOW,
    LOAD_RULES,
    #endif
    N_LOAD
};

static void parse_dump(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, bool has_file, mp_arg_val_t *values) {
    mp_arg_t allowed[N_DUMP];
    allowed[OBJ] = argument(MP_QSTR_obj, MP_ARG_REQUIRED, mp_const_none);
    allowed[FILE] = argument(MP_QSTR_file, MP_ARG_REQUIRED, mp_const_none);
    allowed[PROTOCOL] = argument(MP_QSTR_protocol, 0, mp_const_none);
    allowed[FIX_IMPORTS] = argument(MP_QSTR_fix_imports, MP_ARG_KW_ONLY, mp_const_true);
    #if MPICKLE_CLASSES
    allowed[DUMP_RULES] = argument(MP_QSTR__rules, MP_ARG_KW_ONLY, mp_const_none);
    #endif
    if (has_file) {
        mp_arg_parse_all(n_args, args, kw_args, N_DUMP, allowed, values);
    } else {
        allowed[FILE] = allowed[OBJ];
        mp_arg_parse_all(n_args, args, kw_args, N_DUMP - 1, allowed + 1, values + 1);
        values[OBJ] = values[FILE];
    }
}

static mp_obj_t dumps(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t values[N_DUMP];
    parse_dump(n_args, args, kw_args, false, values);
    return mpickle_m_dumps(values);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(dumps_obj, 0, dumps);

#if MPICKLE_STREAMS
static mp_obj_t dump(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t values[N_DUMP];
    parse_dump(n_args, args, kw_args, true, values);
    return mpickle_m_dump(values);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(dump_obj, 0, dump);
#endif

static void parse_load(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, qstr own, mp_arg_val_t *values) {
    mp_arg_t allowed[N_LOAD];
    allowed[SOURCE] = argument(own, MP_ARG_REQUIRED, mp_const_none);
    allowed[LOAD_FIX_IMPORTS] = argument(MP_QSTR_fix_imports, MP_ARG_KW_ONLY, mp_const_true);
    #if MPICKLE_TEXT
    allowed[ENCODING] = argument(MP_QSTR_encoding, MP_ARG_KW_ONLY, MP_OBJ_NEW_QSTR(MP_QSTR_ASCII));
    allowed[ERRORS] = argument(MP_QSTR_errors, MP_ARG_KW_ONLY, MP_OBJ_NEW_QSTR(MP_QSTR_strict));
    #endif
    #if MPICKLE_LIMITS
    allowed[MAX_BYTES] = argument(MP_QSTR_max_bytes, MP_ARG_KW_ONLY, mp_const_none);
    allowed[MAX_DEPTH] = argument(MP_QSTR_max_depth, MP_ARG_KW_ONLY, mp_const_none);
    allowed[MAX_OBJECTS] = argument(MP_QSTR_max_objects, MP_ARG_KW_ONLY, mp_const_none);
    allowed[MAX_MEMO] = argument(MP_QSTR_max_memo, MP_ARG_KW_ONLY, mp_const_none);
    #endif
    #if MPICKLE_CLASSES
    allowed[ALLOW] = argument(MP_QSTR_allow, MP_ARG_KW_ONLY, mp_const_none);
    allowed[LOAD_RULES] = argument(MP_QSTR__rules, MP_ARG_KW_ONLY, mp_const_none);
    #endif
    mp_arg_parse_all(n_args, args, kw_args, N_LOAD, allowed, values);
}

static mp_obj_t loads(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t values[N_LOAD];
    parse_load(n_args, args, kw_args, MP_QSTR_data, values);
    return mpickle_m_loads(values);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(loads_obj, 1, loads);

#if MPICKLE_STREAMS
static mp_obj_t load(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t values[N_LOAD];
    parse_load(n_args, args, kw_args, MP_QSTR_file, values);
    return mpickle_m_load(values);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(load_obj, 0, load);
#endif

#if MPICKLE_CLASSES
// The part in Python hands over the object that is asked about what is not plain data.
static mp_obj_t set_rules(mp_obj_t object) {
    mpickle_m_rules(object);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(set_rules_obj, set_rules);
#endif

// Runs when the module is imported.
MPICKLE_ENTRY mp_obj_t mpy_init(
    mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    check_objects("mpickle.mpy needs object representation A");
    mp_obj_t base = exception(MP_QSTR_PickleError, MP_OBJ_FROM_PTR(&mp_type_Exception));
    mp_obj_t errors[] = { exception(MP_QSTR_PicklingError, base), exception(MP_QSTR_UnpicklingError, base) };
    mpickle_m_init(mp_import_name(MP_QSTR_builtins, mp_const_none, MP_OBJ_NEW_SMALL_INT(0)), errors);
    mp_store_global(MP_QSTR_HIGHEST_PROTOCOL, MP_OBJ_NEW_SMALL_INT(5));
    mp_store_global(MP_QSTR_DEFAULT_PROTOCOL, MP_OBJ_NEW_SMALL_INT(4));
    mp_store_global(MP_QSTR___version__, mp_obj_new_str(MPICKLE_VERSION, sizeof(MPICKLE_VERSION) - 1));
    mp_obj_t features[] = {
        MP_OBJ_NEW_QSTR(MP_QSTR_pickle),
        #if MPICKLE_TEXT
        MP_OBJ_NEW_QSTR(MP_QSTR_text),
        #endif
        MP_OBJ_NEW_QSTR(MP_QSTR_write),
        #if MPICKLE_STREAMS
        MP_OBJ_NEW_QSTR(MP_QSTR_streams),
        #endif
        #if MPICKLE_CLASSES
        MP_OBJ_NEW_QSTR(MP_QSTR_classes),
        #endif
        #if MPICKLE_LIMITS
        MP_OBJ_NEW_QSTR(MP_QSTR_limits),
        #endif
    };
    mp_store_global(MP_QSTR_features, mp_obj_new_tuple(MP_ARRAY_SIZE(features), features));
    #if MPICKLE_CLASSES
    mp_store_global(MP_QSTR__rules, MP_OBJ_FROM_PTR(&set_rules_obj));
    #endif
    mp_store_global(MP_QSTR_dumps, MP_OBJ_FROM_PTR(&dumps_obj));
    #if MPICKLE_STREAMS
    mp_store_global(MP_QSTR_dump, MP_OBJ_FROM_PTR(&dump_obj));
    mp_store_global(MP_QSTR_load, MP_OBJ_FROM_PTR(&load_obj));
    #endif
    mp_store_global(MP_QSTR_loads, MP_OBJ_FROM_PTR(&loads_obj));
    MP_DYNRUNTIME_INIT_EXIT
}

#endif
