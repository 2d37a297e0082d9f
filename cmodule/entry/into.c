// dump_into and load_from: pickles in memory that the caller keeps.
#include "py/runtime.h"
#include "entry/arguments.h"
#include "entry/into.h"
#include "mpickle.h"

#if MPICKLE_FEATURE_INTO

#if MPICKLE_FEATURE_WRITE
// dump_into(obj, buffer, offset=0, protocol=None, *, fix_imports=True, buffer_callback=None)
mp_obj_t mpickle_dump_into_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    enum { ARG_obj, ARG_buffer, ARG_offset };
    static const mp_arg_t own[] = {
        { MP_QSTR_obj, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_buffer, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_offset, MP_ARG_INT, {.u_int = 0} },
    };
    mpickle_dump_args_t parsed;
    MPICKLE_OWN(parsed, own);
    mpickle_c_parse(options, n_args, args, kw_args, &parsed.own);
    const mp_arg_val_t *values = parsed.own.values;
    size_t end =
        mpickle_dump_into(values[ARG_obj].u_obj, values[ARG_buffer].u_obj, values[ARG_offset].u_int, &parsed.options);
    return mp_obj_new_int_from_uint(end);
}
MPICKLE_FUNCTION(dump_into, 2, mpickle_dump_into_with, mpickle_c_pickle_dump)
#endif

// load_from(buffer, offset=0, *, options of loads…)
mp_obj_t mpickle_load_from_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    enum { ARG_buffer, ARG_offset };
    static const mp_arg_t own[] = {
        { MP_QSTR_buffer, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_offset, MP_ARG_INT, {.u_int = 0} },
    };
    mpickle_load_args_t parsed;
    MPICKLE_OWN(parsed, own);
    mpickle_c_parse(options, n_args, args, kw_args, &parsed.own);
    const mp_arg_val_t *values = parsed.own.values;
    return mpickle_load_from(values[ARG_buffer].u_obj, values[ARG_offset].u_int, &parsed.options);
}
MPICKLE_FUNCTION(load_from, 1, mpickle_load_from_with, mpickle_c_pickle_load)

#endif // MPICKLE_FEATURE_INTO
