// Arguments that several functions and classes take.
#ifndef MPICKLE_OPTIONS_H
#define MPICKLE_OPTIONS_H

#include "py/runtime.h"
#include "mpickle.h"
#include "shim.h"

#define MPICKLE_ARG_FIX_IMPORTS { MP_QSTR_fix_imports, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_TRUE} }

// The protocol to write: None means the default one, a negative number the highest.
uint8_t mpickle_get_protocol(mp_obj_t arg);

// Raises TypeError for a keyword that is none of these, with its name.
void mpickle_check_keywords(const mp_map_t *kw_args, size_t count, const mp_arg_t *allowed);

// Arguments of a function's own, which come before its options: their table, and what was given.
#define MPICKLE_MOST_OWN (3)
typedef struct _mpickle_own_t {
    const mp_arg_t *table;
    size_t count;
    mp_arg_val_t values[MPICKLE_MOST_OWN];
} mpickle_own_t;

// Own arguments, and protocol, fix_imports, buffer_callback.
#if MPICKLE_FEATURE_WRITE
typedef struct _mpickle_dump_args_t {
    mpickle_own_t own;
    mpickle_dump_options_t options;
} mpickle_dump_args_t;

void mpickle_parse_dump(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, mpickle_dump_args_t *parsed);
#endif

// Own arguments, and fix_imports, encoding, errors, buffers, allow, copy and the limits.
typedef struct _mpickle_load_args_t {
    mpickle_own_t own;
    mpickle_load_options_t options;
} mpickle_load_args_t;

void mpickle_parse_load(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, mpickle_load_args_t *parsed);

// The own argument of load(), Pickler() and Unpickler().
extern const mp_arg_t mpickle_arg_file;

// Says what the own arguments are.
#define MPICKLE_OWN(parsed, arg_table) \
    (parsed).own.table = (arg_table); \
    (parsed).own.count = MP_ARRAY_SIZE(arg_table)

#endif
