// dumps, loads, dump and load of a .mpy file. The format's own file, which includes this one, has their arguments: those of a
// dump are OBJ, FILE and more up to N_DUMP, those of a load the input and more up to N_LOAD.
#ifndef MPICKLE_MPY_FUNCTIONS_H
#define MPICKLE_MPY_FUNCTIONS_H

#include "module.h"

static void dump_arguments(mp_arg_t *allowed);
static void load_arguments(mp_arg_t *allowed, bool has_file);

static void parse_dump(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, bool has_file, mp_arg_val_t *values) {
    mp_arg_t allowed[N_DUMP];
    dump_arguments(allowed);
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

static void parse_load(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, bool has_file, mp_arg_val_t *values) {
    mp_arg_t allowed[N_LOAD];
    load_arguments(allowed, has_file);
    mp_arg_parse_all(n_args, args, kw_args, N_LOAD, allowed, values);
}

static mp_obj_t loads(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t values[N_LOAD];
    parse_load(n_args, args, kw_args, false, values);
    return mpickle_m_loads(values);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(loads_obj, 1, loads);

#if MPICKLE_STREAMS
static mp_obj_t dump(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t values[N_DUMP];
    parse_dump(n_args, args, kw_args, true, values);
    return mpickle_m_dump(values);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(dump_obj, 0, dump);

static mp_obj_t load(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t values[N_LOAD];
    parse_load(n_args, args, kw_args, true, values);
    return mpickle_m_load(values);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(load_obj, 0, load);
#endif

// Puts the functions into the module, and its version.
static void store_functions(void) {
    mp_store_global(MP_QSTR___version__, mp_obj_new_str(MPICKLE_VERSION, sizeof(MPICKLE_VERSION) - 1));
    mp_store_global(MP_QSTR_dumps, MP_OBJ_FROM_PTR(&dumps_obj));
    mp_store_global(MP_QSTR_loads, MP_OBJ_FROM_PTR(&loads_obj));
    #if MPICKLE_STREAMS
    mp_store_global(MP_QSTR_dump, MP_OBJ_FROM_PTR(&dump_obj));
    mp_store_global(MP_QSTR_load, MP_OBJ_FROM_PTR(&load_obj));
    #endif
}

#endif
