// Which options each format has, and how a function's arguments are parsed.
#include <string.h>

#include "py/objint.h"
#include "entry/arguments.h"
#include "micropython/types.h"
#include "proto/minipb.h"

/******************************************************************************/
// Tables, out of the lists in options.h

// MPICKLE_IF(feature, tokens): the tokens if the feature is on, which is a macro that is 1 then and not
// defined otherwise. Where it is on, there is one argument more before the 0.
#define IF_0(...)
#define IF_1(...) __VA_ARGS__
#define ON_1 ~, 1
#define SECOND(first, second, ...) second
#define IS_ON(...) SECOND(__VA_ARGS__, 0, ~)
#define PROBE(value) IS_ON(ON_##value)
#define CHOOSE(on, ...) IF_##on(__VA_ARGS__)
#define IF(on, ...) CHOOSE(on, __VA_ARGS__)
#define EVALUATE(value) PROBE(value)
#define MPICKLE_IF(feature, ...) IF(EVALUATE(MPICKLE_FEATURE_##feature), __VA_ARGS__)

// Entries of a table, of an option that all formats have, and of one of a format's own.
#define ENTRY(feature, name, place, kind) \
    MPICKLE_IF(feature, { MP_QSTR_##name, place, kind }, )
#define COMMON_LOAD(feature, name, kind, value) ENTRY(feature, name, offsetof(mpickle_c_load_options_t, name), kind)
#define PICKLE_LOAD(feature, name, kind, value) \
    ENTRY(feature, name, offsetof(mpickle_c_load_options_t, of.pickle.name), kind)
#define PICKLE_DUMP(feature, name, kind, value) \
    ENTRY(feature, name, offsetof(mpickle_c_dump_options_t, of.pickle.name), kind)
#define MSGPACK_LOAD(feature, name, kind, value) \
    ENTRY(feature, name, offsetof(mpickle_c_load_options_t, of.msgpack.name), kind)
#define MSGPACK_DUMP(feature, name, kind, value) \
    ENTRY(feature, name, offsetof(mpickle_c_dump_options_t, of.msgpack.name), kind)
#define CBOR_LOAD(feature, name, kind, value) \
    ENTRY(feature, name, offsetof(mpickle_c_load_options_t, of.cbor.name), kind)
#define CBOR_DUMP(feature, name, kind, value) \
    ENTRY(feature, name, offsetof(mpickle_c_dump_options_t, of.cbor.name##_option), kind)
#define PROTOBUF_LOAD(feature, name, kind, value) \
    ENTRY(feature, name, offsetof(mpickle_c_load_options_t, of.protobuf.name), kind)
#define PROTOBUF_DUMP(feature, name, kind, value) \
    ENTRY(feature, name, offsetof(mpickle_c_dump_options_t, of.protobuf.name), kind)
#define DEFAULT(feature, name, kind, value) MPICKLE_IF(feature, .name##_option = value, )

// The structs as they are in ROM, where some representations have another type for objects: each as long as
// its own format's options.
#define ROM_FIELD(feature, name, kind, value) mp_rom_obj_t name##_option;

// LOAD_TABLE(format, codec, entries, list of options, exception, further fields): the arguments of functions that
// read a format.
#define LOAD_TABLE(format, number, entry, LIST, refusal, ...) \
    static const struct { \
        MPICKLE_COMMON_LOAD_OPTIONS(ROM_FIELD) \
        uint8_t codec; \
        LIST(ROM_FIELD) \
    } format##_load_defaults = { \
        MPICKLE_COMMON_LOAD_OPTIONS(DEFAULT) \
        .codec = number, \
        LIST(DEFAULT) \
    }; \
    static const mpickle_option_t format##_load_list[] = { \
        LIST(entry) \
        MPICKLE_COMMON_LOAD_OPTIONS(COMMON_LOAD) \
    }; \
    const mpickle_c_options_t mpickle_c_##format##_load = { \
        .list = format##_load_list, \
        .defaults = &format##_load_defaults, \
        .error = &refusal, \
        .count = MP_ARRAY_SIZE(format##_load_list), \
        .size = sizeof(format##_load_defaults), \
        __VA_ARGS__ \
    };

// DUMP_TABLE(format, codec, entries, list of options, check, further fields): the arguments of functions that write
// a format.
#define DUMP_TABLE(format, number, entry, LIST, look, ...) \
    static const struct { \
        uint8_t codec; \
        LIST(ROM_FIELD) \
    } format##_dump_defaults = { \
        .codec = number, \
        LIST(DEFAULT) \
    }; \
    static const mpickle_option_t format##_dump_list[] = { \
        LIST(entry) \
    }; \
    const mpickle_c_options_t mpickle_c_##format##_dump = { \
        .list = format##_dump_list, \
        .defaults = &format##_dump_defaults, \
        .check = look, \
        .count = MP_ARRAY_SIZE(format##_dump_list), \
        .size = sizeof(format##_dump_defaults), \
        __VA_ARGS__ \
    };

#if MPICKLE_FEATURE_PICKLE
LOAD_TABLE(pickle, MPICKLE_C_PICKLE, PICKLE_LOAD, MPICKLE_PICKLE_LOAD_OPTIONS, mpickle_type_UnpicklingError, )

#if MPICKLE_FEATURE_WRITE
// The protocol to write, as a small int: None means the default one, a negative number the highest. What is
// wrong with it comes before what is wrong with a file.
static mp_int_t get_protocol(mp_obj_t arg) {
    if (arg == mp_const_none) {
        return MPICKLE_DEFAULT_PROTOCOL;
    }
    mp_int_t protocol;
    if (mp_obj_is_int(arg) && !mp_obj_is_small_int(arg)) {
        // Beyond a board's machine word perhaps.
        protocol = mp_obj_int_sign(arg) > 0 ? MPICKLE_HIGHEST_PROTOCOL + 1 : -1;
    } else {
        protocol = mpickle_c_get_int(arg);
    }
    if (protocol > MPICKLE_HIGHEST_PROTOCOL) {
        mp_raise_ValueError(MP_ERROR_TEXT("pickle protocol must be <= 5"));
    }
    return protocol < 0 ? MPICKLE_HIGHEST_PROTOCOL : protocol;
}

static void check_protocol(void *options) {
    mpickle_c_dump_options_t *self = options;
    self->of.pickle.protocol = MP_OBJ_NEW_SMALL_INT(get_protocol(self->of.pickle.protocol));
}

#define ALL_DUMP_OPTIONS(X) MPICKLE_PICKLE_DUMP_OPTIONS(X) MPICKLE_PICKLE_BUFFER_OPTIONS(X)
DUMP_TABLE(pickle, MPICKLE_C_PICKLE, PICKLE_DUMP, ALL_DUMP_OPTIONS, check_protocol, )
#if MPICKLE_FEATURE_FILES
enum {
    #define COUNT(feature, name, kind, value) PICKLE_SAVE_##name,
    MPICKLE_PICKLE_DUMP_OPTIONS(COUNT)
    #undef COUNT
    PICKLE_SAVE_OPTIONS,
};
const mpickle_c_options_t mpickle_c_pickle_save = {
    .list = pickle_dump_list,
    .defaults = &pickle_dump_defaults,
    .check = check_protocol,
    .count = PICKLE_SAVE_OPTIONS,
    .size = sizeof(pickle_dump_defaults),
};
#endif
#endif
#endif

#if MPICKLE_FEATURE_MSGPACK
LOAD_TABLE(msgpack, MPICKLE_C_MSGPACK, MSGPACK_LOAD, MPICKLE_MSGPACK_LOAD_OPTIONS, mpickle_type_UnpackException,
    .given = offsetof(mpickle_c_load_options_t, of.msgpack.given), )
#if MPICKLE_FEATURE_WRITE
DUMP_TABLE(msgpack, MPICKLE_C_MSGPACK, MSGPACK_DUMP, MPICKLE_MSGPACK_DUMP_OPTIONS, NULL,
    .given = offsetof(mpickle_c_dump_options_t, of.msgpack.given), )
#endif
#endif

#if MPICKLE_FEATURE_CBOR
LOAD_TABLE(cbor, MPICKLE_C_CBOR, CBOR_LOAD, MPICKLE_CBOR_LOAD_OPTIONS, mpickle_type_CBORDecodeError, )
#if MPICKLE_FEATURE_WRITE
DUMP_TABLE(cbor, MPICKLE_C_CBOR, CBOR_DUMP, MPICKLE_CBOR_DUMP_OPTIONS, NULL, )
#endif
#endif

#if MPICKLE_FEATURE_PROTOBUF_TABLES
static void check_load(void *options) {
    mpickle_c_load_options_t *self = options;
    self->of.protobuf.into = MP_OBJ_NULL;
    mpickle_wire_check(self->of.protobuf.wire);
}
LOAD_TABLE(protobuf, MPICKLE_C_PROTOBUF, PROTOBUF_LOAD, MPICKLE_PROTOBUF_LOAD_OPTIONS, mpickle_type_CodecError,
    .check = check_load, )
#if MPICKLE_FEATURE_WRITE
static void check_dump(void *options) {
    mpickle_c_dump_options_t *self = options;
    mpickle_wire_check(self->of.protobuf.wire);
}
DUMP_TABLE(protobuf, MPICKLE_C_PROTOBUF, PROTOBUF_DUMP, MPICKLE_PROTOBUF_DUMP_OPTIONS, check_dump, )
#endif
#endif

/******************************************************************************/
// Parsing

// Not mp_arg_parse_all over a table of all arguments: it would stand on the C stack.

#if MPICKLE_FEATURE_CLASSES && MICROPY_ERROR_REPORTING > MICROPY_ERROR_REPORTING_TERSE
// Whether a function has an argument of this name.
static bool is_known(const mpickle_c_options_t *options, const mpickle_c_own_t *own, mp_obj_t name) {
    for (size_t i = 0; i < own->count; i++) {
        if (name == MP_OBJ_NEW_QSTR(own->table[i].qst)) {
            return true;
        }
    }
    for (size_t i = 0; i < options->count; i++) {
        if (name == MP_OBJ_NEW_QSTR(options->list[i].name)) {
            return true;
        }
    }
    return false;
}

#endif

// Raises TypeError for a keyword that is none of these, with its name.
static void check_keywords(const mpickle_c_options_t *options, const mpickle_c_own_t *own, const mp_map_t *kw_args) {
    #if MPICKLE_FEATURE_CLASSES && MICROPY_ERROR_REPORTING > MICROPY_ERROR_REPORTING_TERSE
    for (size_t i = 0; i < kw_args->used; i++) {
        mp_obj_t key = kw_args->table[i].key;
        if (mp_obj_is_qstr(key) && !is_known(options, own, key)) {
            mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unexpected keyword argument '%q'"), MP_OBJ_QSTR_VALUE(key));
        }
    }
    #endif
}

// Raises TypeError as MicroPython's own functions do: for positional arguments too many, for keywords too many, or for
// a required argument, if there is one, that was not given.
static MP_NOINLINE void refuse(size_t n_args, mp_map_t *kw_args, const mp_arg_t *required) {
    mp_map_t none;
    mp_arg_val_t value;
    mp_map_init_fixed_table(&none, 0, NULL);
    mp_arg_parse_all(n_args, NULL, kw_args == NULL ? &none : kw_args, required != NULL, required, &value);
}

#if MPICKLE_FEATURE_MSGPACK
// A dictionary of all keywords.
static mp_obj_t all_keywords(const mp_map_t *kw_args) {
    mp_obj_t dict = mp_obj_new_dict(kw_args->used);
    for (size_t i = 0; i < kw_args->used; i++) {
        mp_obj_dict_store(dict, kw_args->table[i].key, kw_args->table[i].value);
    }
    return dict;
}
#endif

// The option at this place. Where objects are wider than pointers, a place need not be a multiple of their size.
static mp_obj_t *option_at(void *fields, size_t place) {
    return (mp_obj_t *)((char *)fields + place);
}

void mpickle_c_parse(const mpickle_c_options_t *options, size_t n_args, const mp_obj_t *args, mp_map_t *kw_args,
    mpickle_c_own_t *own) {
    void *fields = own + 1;
    memcpy(fields, options->defaults, options->size);
    size_t left = kw_args->used;
    #if MPICKLE_FEATURE_MSGPACK
    if (options->given != 0) {
        *option_at(fields, options->given) = left == 0 ? MP_OBJ_NULL : all_keywords(kw_args);
    } else
    #endif
    if (left > 0) {
        check_keywords(options, own, kw_args);
    }
    // Of the function's own, those by keyword only are last: options may be positional.
    size_t first = own->count;
    while (first > 0 && (own->table[first - 1].flags & MP_ARG_KW_ONLY) != 0) {
        first--;
    }
    // All that are its own, and of the options those that may be given.
    size_t offered = left > 0 || n_args > first ? options->count : 0;
    size_t count = own->count + offered;
    for (size_t i = 0; i < count; i++) {
        size_t at = i < first ? i : i - offered;
        bool is_option = i >= first && i < first + offered;
        const mp_arg_t *arg = is_option ? NULL : &own->table[at];
        const mpickle_option_t *option = is_option ? &options->list[i - first] : NULL;
        mp_obj_t given;
        if (i < n_args) {
            if (arg != NULL ? (arg->flags & MP_ARG_KW_ONLY) != 0 : option->keyword) {
                refuse(1, NULL, NULL);
            }
            given = args[i];
        } else {
            mp_map_elem_t *elem = NULL;
            if (left > 0) {
                elem = mp_map_lookup(kw_args, MP_OBJ_NEW_QSTR(arg != NULL ? arg->qst : option->name), MP_MAP_LOOKUP);
            }
            if (elem == NULL) {
                if (arg != NULL) {
                    if ((arg->flags & MP_ARG_REQUIRED) != 0) {
                        refuse(0, NULL, arg);
                    }
                    own->values[at] = arg->defval;
                }
                continue;
            }
            left--;
            given = elem->value;
            #if (MPICKLE_FEATURE_SIGNED || MPICKLE_FEATURE_COMPRESS) && MPICKLE_FEATURE_MSGPACK
            if (arg != NULL && at >= first && options->given != 0) {
                // No option of the format: a key is no business of an ext.
                mp_map_lookup(mp_obj_dict_get_map(*option_at(fields, options->given)), MP_OBJ_NEW_QSTR(arg->qst),
                    MP_MAP_LOOKUP_REMOVE_IF_FOUND);
            }
            #endif
        }
        if (arg == NULL) {
            *option_at(fields, option->place) = given;
            continue;
        }
        switch (arg->flags & MP_ARG_KIND_MASK) {
            case MP_ARG_BOOL:
                own->values[at].u_bool = mp_obj_is_true(given);
                break;
            case MP_ARG_INT:
                own->values[at].u_int = mpickle_c_get_int(given);
                break;
            default:
                own->values[at].u_obj = given;
        }
    }
    if (n_args > count) {
        refuse(1, NULL, NULL);
    }
    if (left > 0 && options->given == 0) {
        refuse(0, kw_args, NULL);
    }
    if (options->check != NULL) {
        options->check(fields);
    }
}

const mp_arg_t mpickle_c_arg_file = { MP_QSTR_file, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} };
const mp_arg_t mpickle_c_arg_data = { MP_QSTR_, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} };
const mp_arg_t mpickle_c_arg_obj = { MP_QSTR_obj, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} };
