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

#include "functions.h"

static void dump_arguments(mp_arg_t *allowed) {
    allowed[OBJ] = argument(MP_QSTR_obj, MP_ARG_REQUIRED, mp_const_none);
    allowed[FILE] = argument(MP_QSTR_file, MP_ARG_REQUIRED, mp_const_none);
    allowed[PROTOCOL] = argument(MP_QSTR_protocol, 0, mp_const_none);
    allowed[FIX_IMPORTS] = argument(MP_QSTR_fix_imports, MP_ARG_KW_ONLY, mp_const_true);
    #if MPICKLE_CLASSES
    allowed[DUMP_RULES] = argument(MP_QSTR__rules, MP_ARG_KW_ONLY, mp_const_none);
    #endif
}

static void load_arguments(mp_arg_t *allowed, bool has_file) {
    allowed[SOURCE] = argument(has_file ? MP_QSTR_file : MP_QSTR_data, MP_ARG_REQUIRED, mp_const_none);
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
}

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
    store_functions();
    MP_DYNRUNTIME_INIT_EXIT
}

#endif
