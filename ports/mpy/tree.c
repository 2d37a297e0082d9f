// umsgpack.mpy and cbor2.mpy: the modules' names, and the arguments of their functions. The rest is rust/mpy.
#include "module.h"

#if MPICKLE_TREE

void mpickle_m_records(mp_obj_t first, mp_obj_t second, mp_obj_t undefined);

// Arguments of both: obj, file.
enum {
    OBJ,
    FILE,
    #if MPICKLE_MSGPACK
    DEFAULT,
    #endif
    #if MPICKLE_CBOR
    CANONICAL,
    #endif
    N_DUMP
};
enum {
    SOURCE,
    HOOK,
    USE_TUPLE,
    #if MPICKLE_CBOR
    DETERMINISTIC,
    #endif
    #if MPICKLE_LIMITS
    MAX_BYTES,
    MAX_DEPTH,
    MAX_OBJECTS,
    #endif
    N_LOAD
};

#include "functions.h"

static void dump_arguments(mp_arg_t *allowed) {
    allowed[OBJ] = argument(MP_QSTR_obj, MP_ARG_REQUIRED, mp_const_none);
    allowed[FILE] = argument(MP_QSTR_fp, MP_ARG_REQUIRED, mp_const_none);
    #if MPICKLE_MSGPACK
    allowed[DEFAULT] = argument(MP_QSTR_default, MP_ARG_KW_ONLY, mp_const_none);
    #endif
    #if MPICKLE_CBOR
    allowed[CANONICAL] = argument(MP_QSTR_canonical, MP_ARG_KW_ONLY, mp_const_false);
    #endif
}

static void load_arguments(mp_arg_t *allowed, bool has_file) {
    allowed[SOURCE] = argument(has_file ? MP_QSTR_fp : MP_QSTR_s, MP_ARG_REQUIRED, mp_const_none);
    #if MPICKLE_MSGPACK
    allowed[HOOK] = argument(MP_QSTR_ext_hook, MP_ARG_KW_ONLY, mp_const_none);
    #endif
    #if MPICKLE_CBOR
    allowed[HOOK] = argument(MP_QSTR_tag_hook, MP_ARG_KW_ONLY, mp_const_none);
    #endif
    allowed[USE_TUPLE] = argument(MP_QSTR_use_tuple, MP_ARG_KW_ONLY, mp_const_false);
    #if MPICKLE_CBOR
    allowed[DETERMINISTIC] = argument(MP_QSTR_deterministic, MP_ARG_KW_ONLY, mp_const_false);
    #endif
    #if MPICKLE_LIMITS
    allowed[MAX_BYTES] = argument(MP_QSTR_max_bytes, MP_ARG_KW_ONLY, mp_const_none);
    allowed[MAX_DEPTH] = argument(MP_QSTR_max_depth, MP_ARG_KW_ONLY, mp_const_none);
    allowed[MAX_OBJECTS] = argument(MP_QSTR_max_objects, MP_ARG_KW_ONLY, mp_const_none);
    #endif
}

// A type of named tuples.
static mp_obj_t record(mp_obj_t namedtuple, qstr name, const mp_obj_t *fields, size_t n_fields) {
    mp_obj_t args[] = { MP_OBJ_NEW_QSTR(name), mp_obj_new_tuple(n_fields, fields) };
    mp_obj_t class = mp_call_function_n_kw(namedtuple, 2, 0, args);
    mp_store_global(name, class);
    return class;
}

static mp_obj_t import(qstr name) {
    return mp_import_name(name, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
}

// Runs when the module is imported.
MPICKLE_ENTRY mp_obj_t mpy_init(
    mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    check_objects("this .mpy file needs object representation A");
    mp_obj_t root = MP_OBJ_FROM_PTR(&mp_type_Exception);
    mp_obj_t namedtuple = mp_load_attr(import(MP_QSTR_collections), MP_QSTR_namedtuple);
    #if MPICKLE_MSGPACK
    mp_obj_t pack = exception(MP_QSTR_PackException, root), unpack = exception(MP_QSTR_UnpackException, root);
    mp_obj_t errors[] = {
        pack,
        unpack,
        exception(MP_QSTR_UnsupportedTypeException, pack),
        exception(MP_QSTR_InsufficientDataException, unpack),
        exception(MP_QSTR_InvalidStringException, unpack),
        exception(MP_QSTR_ReservedCodeException, unpack),
        exception(MP_QSTR_UnhashableKeyException, unpack),
        exception(MP_QSTR_DuplicateKeyException, unpack),
    };
    mp_obj_t ext_fields[] = { MP_OBJ_NEW_QSTR(MP_QSTR_code), MP_OBJ_NEW_QSTR(MP_QSTR_data) };
    mp_obj_t first = record(namedtuple, MP_QSTR_ExtType, ext_fields, 2);
    mp_obj_t time_fields[] = { MP_OBJ_NEW_QSTR(MP_QSTR_seconds), MP_OBJ_NEW_QSTR(MP_QSTR_nanoseconds) };
    mp_obj_t second = record(namedtuple, MP_QSTR_Timestamp, time_fields, 2);
    mp_obj_t undefined = mp_const_none;
    mp_obj_t format = MP_OBJ_NEW_QSTR(MP_QSTR_msgpack);
    #endif
    #if MPICKLE_CBOR
    mp_obj_t encode = exception(MP_QSTR_CBOREncodeError, root), decode = exception(MP_QSTR_CBORDecodeError, root);
    mp_obj_t errors[] = {
        encode,
        decode,
        exception(MP_QSTR_CBOREncodeTypeError, encode),
        exception(MP_QSTR_CBOREncodeValueError, encode),
        exception(MP_QSTR_CBORDecodeValueError, decode),
        exception(MP_QSTR_CBORDecodeEOF, decode),
    };
    mp_obj_t tag_fields[] = { MP_OBJ_NEW_QSTR(MP_QSTR_tag), MP_OBJ_NEW_QSTR(MP_QSTR_value) };
    mp_obj_t first = record(namedtuple, MP_QSTR_CBORTag, tag_fields, 2);
    mp_obj_t second = record(namedtuple, MP_QSTR_CBORSimpleValue, tag_fields + 1, 1);
    mp_obj_t number = MP_OBJ_NEW_SMALL_INT(23);
    mp_obj_t undefined = mp_call_function_n_kw(second, 1, 0, &number);
    mp_store_global(MP_QSTR_undefined, undefined);
    mp_obj_t format = MP_OBJ_NEW_QSTR(MP_QSTR_cbor);
    #endif
    mpickle_m_init(import(MP_QSTR_builtins), errors);
    mpickle_m_records(first, second, undefined);
    mp_obj_t features[] = {
        format,
        MP_OBJ_NEW_QSTR(MP_QSTR_write),
        MP_OBJ_NEW_QSTR(MP_QSTR_streams),
        #if MPICKLE_LIMITS
        MP_OBJ_NEW_QSTR(MP_QSTR_limits),
        #endif
    };
    mp_store_global(MP_QSTR_features, mp_obj_new_tuple(MP_ARRAY_SIZE(features), features));
    store_functions();
    MP_DYNRUNTIME_INIT_EXIT
}

#endif
