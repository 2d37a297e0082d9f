// Arguments that several functions and classes take.
#ifndef MPICKLE_OPTIONS_H
#define MPICKLE_OPTIONS_H

#include "py/runtime.h"
#include "mpickle.h"

#define MPICKLE_ARG_FIX_IMPORTS { MP_QSTR_fix_imports, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_TRUE} }

/******************************************************************************/
// Dumping

// The protocol to write: None means the default one, a negative number the highest.
uint8_t mpickle_get_protocol(mp_obj_t arg);

#if MPICKLE_FEATURE_WRITE
// The last arguments of a table.
#define MPICKLE_DUMP_OPTIONS \
    { MP_QSTR_protocol, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} }, \
    MPICKLE_ARG_FIX_IMPORTS, \
    { MP_QSTR_buffer_callback, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} }

// From the values of MPICKLE_DUMP_OPTIONS.
mpickle_dump_options_t mpickle_dump_options(const mp_arg_val_t *values);
#endif

/******************************************************************************/
// Loading

#if MPICKLE_FEATURE_LIMITS
#define MPICKLE_LOAD_LIMITS \
    , { MP_QSTR_max_bytes, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} } \
    , { MP_QSTR_max_depth, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} } \
    , { MP_QSTR_max_objects, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} } \
    , { MP_QSTR_max_memo, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} }
#else
#define MPICKLE_LOAD_LIMITS
#endif

// The last arguments of a table.
#define MPICKLE_LOAD_OPTIONS \
    MPICKLE_ARG_FIX_IMPORTS, \
    { MP_QSTR_encoding, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_ASCII)} }, \
    { MP_QSTR_errors, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_strict)} }, \
    { MP_QSTR_buffers, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} }, \
    { MP_QSTR_allow, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} }, \
    { MP_QSTR_copy, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_TRUE} } \
    MPICKLE_LOAD_LIMITS

// From the values of MPICKLE_LOAD_OPTIONS.
mpickle_load_options_t mpickle_load_options(const mp_arg_val_t *values);

// The arguments of load() and Unpickler(): returns `file`.
mp_obj_t mpickle_parse_load(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, mpickle_load_options_t *options);

#endif
