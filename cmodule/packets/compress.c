// Compression by the firmware's own deflate.
//
// Nothing of it runs Python code: the module is the native one, whatever stands in sys.modules or in a file.
#include "py/mperrno.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "mpickle.h"
#include "packets/compress.h"
#include "packets/sign.h"

#if MPICKLE_FEATURE_COMPRESS || MPICKLE_FEATURE_SIGNED
const mp_arg_t mpickle_c_arg_pack[] = {
    { MP_QSTR_obj, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    MPICKLE_COMPRESS_ARGS
    MPICKLE_SIGN_ARGS
};
#endif

#if MPICKLE_FEATURE_COMPRESS

// deflate.RAW, and the window: it looks back 1 KiB, and takes so much of the heap on either side. It is part of the format.
#define RAW (1)
#define WINDOW_BITS (10)

#if MICROPY_PY_DEFLATE
extern const mp_obj_module_t mp_module_deflate;
#endif

mp_obj_t mpickle_c_deflate(mp_obj_t stream) {
    #if MICROPY_PY_DEFLATE
    mp_obj_t args[] = { stream, MP_OBJ_NEW_SMALL_INT(RAW), MP_OBJ_NEW_SMALL_INT(WINDOW_BITS) };
    mp_obj_t type = mp_load_attr(MP_OBJ_FROM_PTR(&mp_module_deflate), MP_QSTR_DeflateIO);
    return mp_call_function_n_kw(type, MP_ARRAY_SIZE(args), 0, args);
    #else
    (void)stream;
    mp_raise_NotImplementedError(MP_ERROR_TEXT("compressed data: no deflate"));
    #endif
}

static mp_uint_t pipe_read(mp_obj_t pipe, void *data, mp_uint_t size, int *error) {
    (void)error;
    return mpickle_pipe_read(pipe, data, size);
}

#if MPICKLE_FEATURE_WRITE
#define CAN_COMPRESS (MICROPY_PY_DEFLATE && MICROPY_PY_DEFLATE_COMPRESS)

bool mpickle_c_compress(bool given) {
    #if !CAN_COMPRESS
    if (given) {
        mp_raise_NotImplementedError(MP_ERROR_TEXT("compress: deflate cannot write here"));
    }
    #endif
    return given;
}

void mpickle_c_deflate_end(mp_obj_t deflate) {
    mp_stream_close(deflate);
}

static mp_uint_t pipe_write(mp_obj_t pipe, const void *data, mp_uint_t size, int *error) {
    (void)error;
    mpickle_pipe_write(pipe, data, size);
    return size;
}
#endif

static const mp_stream_p_t pipe_stream = {
    .read = pipe_read,
    #if MPICKLE_FEATURE_WRITE
    .write = pipe_write,
    #endif
};

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_pipe,
    MP_QSTR_pipe,
    MP_TYPE_FLAG_NONE,
    protocol, &pipe_stream
    );

#endif // MPICKLE_FEATURE_COMPRESS
