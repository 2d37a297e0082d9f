// The arguments `key` and `counter` of what signs and of what checks signatures.
#ifndef MPICKLE_SIGN_H
#define MPICKLE_SIGN_H

#include "micropython/shim.h"

// The last own arguments of a function.
#if MPICKLE_FEATURE_SIGNED
#define MPICKLE_SIGN_ARGS \
    { MP_QSTR_key, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} }, \
    { MP_QSTR_counter, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
#else
#define MPICKLE_SIGN_ARGS
#endif

#endif
