// The options of each format, and the structs of parsed arguments.
#ifndef MPICKLE_ARGUMENTS_H
#define MPICKLE_ARGUMENTS_H

#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/shim.h"

// An option: its name, its place in the struct (in bytes from its start), how it is given.
typedef struct _mpickle_option_t {
    uint16_t name;
    uint8_t place;
    bool keyword;
} mpickle_option_t;

// The options of one format for loads, dumps or save.
struct _mpickle_c_options_t {
    const mpickle_option_t *list;
    // The struct as it is by default.
    const void *defaults;
    // Checks the arguments, and may raise; null if there is nothing to check.
    void (*check)(void *options);
    // The exception class for refused input.
    const mp_obj_type_t *error;
    uint8_t count;
    // The place of the dictionary of all keywords, if any keyword is allowed; else 0.
    uint8_t given;
    // The size of the struct.
    uint8_t size;
};

// Parsed arguments of a function of its own: its own and the options.
typedef struct _mpickle_load_args_t {
    mpickle_c_own_t own;
    mpickle_c_load_options_t options;
} mpickle_load_args_t;

#if MPICKLE_FEATURE_WRITE
typedef struct _mpickle_dump_args_t {
    mpickle_c_own_t own;
    mpickle_c_dump_options_t options;
} mpickle_dump_args_t;
#endif

// Says what the own arguments are.
#define MPICKLE_OWN(parsed, arg_table) \
    (parsed).own.table = (arg_table); \
    (parsed).own.count = MP_ARRAY_SIZE(arg_table)

// A function of pickle's: fun(n_args, args, kw_args, options) with its options. Those of other formats are
// objects that hold them (format.h).
#if MPICKLE_FEATURE_PICKLE
#define MPICKLE_FUNCTION(name, min, fun, options) \
    static mp_obj_t name(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) { \
        return fun(n_args, args, kw_args, &options); \
    } \
    MP_DEFINE_CONST_FUN_OBJ_KW(mpickle_##name##_obj, min, name);
// The constructor of a type of pickle's: fun as above. Other formats have functions that make such objects.
#define MPICKLE_CONSTRUCTOR(name, fun, options) \
    static mp_obj_t name(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) { \
        (void)type; \
        mp_map_t kw_args; \
        mp_map_init_fixed_table(&kw_args, n_kw, args + n_args); \
        return fun(n_args, args, &kw_args, &options); \
    }
#define MPICKLE_MAKE_NEW(name) make_new, name,
#else
#define MPICKLE_FUNCTION(name, min, fun, options)
#define MPICKLE_CONSTRUCTOR(name, fun, options)
#define MPICKLE_MAKE_NEW(name)
#endif

#define MPICKLE_HIGHEST_PROTOCOL (5)
#define MPICKLE_DEFAULT_PROTOCOL (4)

#endif
