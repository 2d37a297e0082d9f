// Arguments that several functions and classes take.
#ifndef MPICKLE_OPTIONS_H
#define MPICKLE_OPTIONS_H

#include "py/runtime.h"
#include "mpickle.h"

// The protocol to write: None means the default one, a negative number the highest.
uint8_t mpickle_get_protocol(mp_obj_t arg);

#define MPICKLE_ARG_FIX_IMPORTS { MP_QSTR_fix_imports, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_TRUE} }

#if MPICKLE_FEATURE_LIMITS
#define MPICKLE_LOAD_LIMITS \
    , { MP_QSTR_max_bytes, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} } \
    , { MP_QSTR_max_depth, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} } \
    , { MP_QSTR_max_objects, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} } \
    , { MP_QSTR_max_memo, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} }
#else
#define MPICKLE_LOAD_LIMITS
#endif

// For a table of MPICKLE_LOAD_COUNT arguments, after that of the source.
#define MPICKLE_LOAD_OPTIONS \
    MPICKLE_ARG_FIX_IMPORTS, \
    { MP_QSTR_encoding, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_ASCII)} }, \
    { MP_QSTR_errors, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_strict)} }, \
    { MP_QSTR_buffers, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} }, \
    { MP_QSTR_allow, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} }, \
    { MP_QSTR_copy, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_TRUE} } \
    MPICKLE_LOAD_LIMITS

enum {
    MPICKLE_LOAD_source,
    MPICKLE_LOAD_fix_imports,
    MPICKLE_LOAD_encoding,
    MPICKLE_LOAD_errors,
    MPICKLE_LOAD_buffers,
    MPICKLE_LOAD_allow,
    MPICKLE_LOAD_copy,
    #if MPICKLE_FEATURE_LIMITS
    MPICKLE_LOAD_max_bytes,
    MPICKLE_LOAD_max_depth,
    MPICKLE_LOAD_max_objects,
    MPICKLE_LOAD_max_memo,
    #endif
    MPICKLE_LOAD_COUNT,
};

mpickle_load_options_t mpickle_load_options(const mp_arg_val_t *args);

#endif
