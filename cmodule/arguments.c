// Which options each format has, and how a function's arguments are parsed.
#include <string.h>

#include "py/objint.h"
#include "arguments.h"
#include "types.h"

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
        protocol = mp_obj_get_int(arg);
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

// Options of the format that has the most, for loads: dumps has less.
enum {
    MOST_OPTIONS = sizeof(union {
        #if MPICKLE_FEATURE_PICKLE
        uint8_t pickle[MP_ARRAY_SIZE(pickle_load_list) + 1];
        #endif
        #if MPICKLE_FEATURE_MSGPACK
        uint8_t msgpack[MP_ARRAY_SIZE(msgpack_load_list)];
        #endif
        #if MPICKLE_FEATURE_CBOR
        uint8_t cbor[MP_ARRAY_SIZE(cbor_load_list)];
        #endif
    }),
};

/******************************************************************************/
// Parsing

// Raises TypeError for a keyword that is none of these, with its name.
static void check_keywords(const mp_map_t *kw_args, size_t count, const mp_arg_t *allowed) {
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

#if MPICKLE_FEATURE_MSGPACK
// A dictionary of all keywords. Those that are allowed go to `known`, over this table.
static mp_obj_t take_keywords(mp_map_t *kw_args, size_t count, const mp_arg_t *allowed, mp_map_t *known, mp_map_elem_t *table) {
    mp_obj_t dict = mp_obj_new_dict(kw_args->used);
    for (size_t i = 0; i < kw_args->used; i++) {
        mp_obj_dict_store(dict, kw_args->table[i].key, kw_args->table[i].value);
    }
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        mp_map_elem_t *elem = mp_map_lookup(kw_args, MP_OBJ_NEW_QSTR(allowed[i].qst), MP_MAP_LOOKUP);
        if (elem != NULL) {
            table[used++] = *elem;
        }
    }
    mp_map_init_fixed_table(known, used, (const mp_obj_t *)table);
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
    #if MPICKLE_FEATURE_MSGPACK
    if (options->given != 0) {
        *option_at(fields, options->given) = MP_OBJ_NULL;
    }
    #endif
    // Nothing but positional objects, perhaps.
    bool plain = kw_args->used == 0 && n_args <= own->count;
    for (size_t i = 0; plain && i < own->count; i++) {
        const mp_arg_t *arg = &own->table[i];
        own->values[i] = arg->defval;
        if (i < n_args) {
            plain = (arg->flags & MP_ARG_KIND_MASK) == MP_ARG_OBJ;
            own->values[i].u_obj = args[i];
        } else {
            plain = (arg->flags & MP_ARG_REQUIRED) == 0;
        }
    }
    if (!plain) {
        mp_arg_t allowed[MPICKLE_C_MOST_OWN + MOST_OPTIONS];
        mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
        memcpy(allowed, own->table, own->count * sizeof(mp_arg_t));
        mp_arg_t *next = allowed + own->count;
        for (size_t i = 0; i < options->count; i++, next++) {
            const mpickle_option_t *option = &options->list[i];
            next->qst = option->name;
            next->flags = MP_ARG_OBJ | (option->keyword ? MP_ARG_KW_ONLY : 0);
            next->defval.u_obj = *option_at(fields, option->place);
        }
        #if MPICKLE_FEATURE_MSGPACK
        mp_map_elem_t table[MP_ARRAY_SIZE(allowed)];
        mp_map_t known;
        if (options->given != 0) {
            *option_at(fields, options->given) = take_keywords(kw_args, next - allowed, allowed, &known, table);
            kw_args = &known;
        }
        #endif
        check_keywords(kw_args, next - allowed, allowed);
        mp_arg_parse_all(n_args, args, kw_args, next - allowed, allowed, values);
        memcpy(own->values, values, own->count * sizeof(mp_arg_val_t));
        for (size_t i = 0; i < options->count; i++) {
            *option_at(fields, options->list[i].place) = values[own->count + i].u_obj;
        }
    }
    if (options->check != NULL) {
        options->check(fields);
    }
}

const mp_arg_t mpickle_arg_file = { MP_QSTR_file, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} };
const mp_arg_t mpickle_c_arg_data = { MP_QSTR_, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} };
const mp_arg_t mpickle_c_arg_obj = { MP_QSTR_obj, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} };
