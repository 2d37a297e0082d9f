// CBOREncoder and CBORDecoder: on files, and what hooks are called with.
#include "py/runtime.h"
#include "entry/arguments.h"
#include "tree/cbor2.h"
#include "mpickle.h"
#include "micropython/types.h"

#if MPICKLE_FEATURE_CBOR

#if MPICKLE_FEATURE_STREAMS
// self.fp.name(arg)
static mp_obj_t call_file(mp_obj_t fp, qstr name, mp_obj_t arg) {
    mp_obj_t dest[3];
    mp_load_method(fp, name, dest);
    dest[2] = arg;
    return mp_call_method_n_kw(1, 0, dest);
}
#endif

/******************************************************************************/
// CBOREncoder

#if MPICKLE_FEATURE_WRITE

typedef struct _encoder_t {
    mp_obj_base_t base;
    // Null in the encoder that `default` is called with.
    mp_obj_t fp;
    // The object that `default` has given to that one; null if none.
    mp_obj_t given;
    #if MPICKLE_FEATURE_STREAMS
    mpickle_c_dump_options_t options;
    #endif
} encoder_t;

mp_obj_t mpickle_c_cbor_encoder(void) {
    encoder_t *self = mp_obj_malloc(encoder_t, &mpickle_type_CBOREncoder);
    self->fp = MP_OBJ_NULL;
    self->given = MP_OBJ_NULL;
    return MP_OBJ_FROM_PTR(self);
}

mp_obj_t mpickle_c_cbor_replacement(mp_obj_t encoder, mp_obj_t hook, mp_obj_t obj) {
    encoder_t *self = MP_OBJ_TO_PTR(encoder);
    self->given = MP_OBJ_NULL;
    mp_call_function_2(hook, encoder, obj);
    mp_obj_t given = self->given;
    self->given = MP_OBJ_NULL;
    return given;
}

// encode(obj)
static mp_obj_t encoder_encode(mp_obj_t self_in, mp_obj_t obj) {
    encoder_t *self = MP_OBJ_TO_PTR(self_in);
    #if MPICKLE_FEATURE_STREAMS
    if (self->fp != MP_OBJ_NULL) {
        return mpickle_dump(obj, self->fp, &self->options);
    }
    #endif
    if (self->given != MP_OBJ_NULL) {
        mp_raise_msg(&mpickle_type_CBOREncodeValueError, MP_ERROR_TEXT("one object in place of another"));
    }
    self->given = obj;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(encoder_encode_obj, encoder_encode);

#if MPICKLE_FEATURE_STREAMS
// CBOREncoder(fp, *, options of dumps…)
static mp_obj_t encoder_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_map_t kw_args;
    mp_map_init_fixed_table(&kw_args, n_kw, args + n_args);
    mpickle_dump_args_t parsed;
    parsed.own.table = &mpickle_c_arg_file;
    parsed.own.count = 1;
    mpickle_c_parse(&mpickle_c_cbor_dump, n_args, args, &kw_args, &parsed.own);
    encoder_t *self = mp_obj_malloc(encoder_t, type);
    self->fp = parsed.own.values[0].u_obj;
    self->given = MP_OBJ_NULL;
    self->options = parsed.options;
    return MP_OBJ_FROM_PTR(self);
}

// write(data): bytes to the file as they are.
static mp_obj_t encoder_write(mp_obj_t self_in, mp_obj_t data) {
    encoder_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->fp == MP_OBJ_NULL) {
        mp_raise_msg(&mpickle_type_CBOREncodeValueError, MP_ERROR_TEXT("no file"));
    }
    return call_file(self->fp, MP_QSTR_write, data);
}
static MP_DEFINE_CONST_FUN_OBJ_2(encoder_write_obj, encoder_write);
#endif

static const mp_rom_map_elem_t encoder_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_encode), MP_ROM_PTR(&encoder_encode_obj) },
    #if MPICKLE_FEATURE_STREAMS
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&encoder_write_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(encoder_locals, encoder_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_type_CBOREncoder,
    MP_QSTR_CBOREncoder,
    MP_TYPE_FLAG_NONE,
    #if MPICKLE_FEATURE_STREAMS
    make_new, encoder_make_new,
    #endif
    locals_dict, &encoder_locals
    );

#endif // MPICKLE_FEATURE_WRITE

/******************************************************************************/
// CBORDecoder

typedef struct _decoder_t {
    mp_obj_base_t base;
    // Null in the decoder that hooks are called with.
    mp_obj_t fp;
    mpickle_c_load_options_t options;
} decoder_t;

static mp_obj_t decoder_new(const mp_obj_type_t *type, mp_obj_t fp, const mpickle_c_load_options_t *options) {
    decoder_t *self = mp_obj_malloc(decoder_t, type);
    self->fp = fp;
    self->options = *options;
    return MP_OBJ_FROM_PTR(self);
}

mp_obj_t mpickle_c_cbor_decoder(const mpickle_c_load_options_t *options) {
    return decoder_new(&mpickle_type_CBORDecoder, MP_OBJ_NULL, options);
}

// decode_from_bytes(data)
static mp_obj_t decoder_decode_from_bytes(mp_obj_t self_in, mp_obj_t data) {
    decoder_t *self = MP_OBJ_TO_PTR(self_in);
    return mpickle_cbor_decode(data, &self->options);
}
static MP_DEFINE_CONST_FUN_OBJ_2(decoder_decode_from_bytes_obj, decoder_decode_from_bytes);

#if MPICKLE_FEATURE_STREAMS
// CBORDecoder(fp, *, options of loads…)
static mp_obj_t decoder_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_map_t kw_args;
    mp_map_init_fixed_table(&kw_args, n_kw, args + n_args);
    mpickle_load_args_t parsed;
    parsed.own.table = &mpickle_c_arg_file;
    parsed.own.count = 1;
    mpickle_c_parse(&mpickle_c_cbor_load, n_args, args, &kw_args, &parsed.own);
    return decoder_new(type, parsed.own.values[0].u_obj, &parsed.options);
}

static decoder_t *decoder_with_file(mp_obj_t self_in) {
    decoder_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->fp == MP_OBJ_NULL) {
        mp_raise_msg(&mpickle_type_CBORDecodeValueError, MP_ERROR_TEXT("no file"));
    }
    return self;
}

// decode()
static mp_obj_t decoder_decode(mp_obj_t self_in) {
    decoder_t *self = decoder_with_file(self_in);
    return mpickle_load(self->fp, &self->options);
}
static MP_DEFINE_CONST_FUN_OBJ_1(decoder_decode_obj, decoder_decode);

// read(n): bytes of the file as they are.
static mp_obj_t decoder_read(mp_obj_t self_in, mp_obj_t count) {
    return call_file(decoder_with_file(self_in)->fp, MP_QSTR_read, count);
}
static MP_DEFINE_CONST_FUN_OBJ_2(decoder_read_obj, decoder_read);
#endif

static const mp_rom_map_elem_t decoder_locals_table[] = {
    #if MPICKLE_FEATURE_STREAMS
    { MP_ROM_QSTR(MP_QSTR_decode), MP_ROM_PTR(&decoder_decode_obj) },
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&decoder_read_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_decode_from_bytes), MP_ROM_PTR(&decoder_decode_from_bytes_obj) },
};
static MP_DEFINE_CONST_DICT(decoder_locals, decoder_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_type_CBORDecoder,
    MP_QSTR_CBORDecoder,
    MP_TYPE_FLAG_NONE,
    #if MPICKLE_FEATURE_STREAMS
    make_new, decoder_make_new,
    #endif
    locals_dict, &decoder_locals
    );

#endif // MPICKLE_FEATURE_CBOR
