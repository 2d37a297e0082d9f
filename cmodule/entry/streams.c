// dump of any format, whose options are given.
#include "py/runtime.h"
#include "mpickle.h"
#include "entry/streams.h"

#if MPICKLE_FEATURE_STREAMS

#if MPICKLE_FEATURE_WRITE
mp_obj_t mpickle_dump_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    enum { ARG_obj, ARG_file };
    static const mp_arg_t own[] = {
        { MP_QSTR_obj, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_file, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mpickle_dump_args_t parsed;
    MPICKLE_OWN(parsed, own);
    mpickle_c_parse(options, n_args, args, kw_args, &parsed.own);
    return mpickle_dump(parsed.own.values[ARG_obj].u_obj, parsed.own.values[ARG_file].u_obj, &parsed.options);
}
#endif

#endif // MPICKLE_FEATURE_STREAMS
