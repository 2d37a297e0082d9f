// The argument `compress` of what writes packets and files, and the byte behind what is compressed.
#ifndef MPICKLE_COMPRESS_H
#define MPICKLE_COMPRESS_H

#include "micropython/shim.h"

// The last own arguments of a function, before those of a signature.
#if MPICKLE_FEATURE_COMPRESS
#define MPICKLE_COMPRESS_ARGS \
    { MP_QSTR_compress, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false} },
#else
#define MPICKLE_COMPRESS_ARGS
#endif

// The byte that stands for the format where the object is compressed, as Codec::packed has it.
#define MPICKLE_PACKED(codec) ((mp_uint_t)((codec) == MPICKLE_C_PICKLE ? 'z' : (codec) - 'a' + 'A'))

#endif
