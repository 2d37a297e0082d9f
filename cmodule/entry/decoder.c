// Decoder: unpickles what it is fed.
#include "py/runtime.h"
#include "entry/arguments.h"
#include "mpickle.h"
#include "entry/decoder.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_FEED

// Decoder(*, options of loads…)
mp_obj_t mpickle_decoder_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    mpickle_load_args_t parsed;
    parsed.own.table = &mpickle_c_arg_file;
    parsed.own.count = 0;
    mpickle_c_parse(options, n_args, args, kw_args, &parsed.own);
    return mpickle_decoder_new(&parsed.options);
}
MPICKLE_CONSTRUCTOR(decoder_make_new, mpickle_decoder_with, mpickle_c_pickle_load)

// Calls fun(self, arg): whatever it raises, the decoder refuses to go on then.
static mp_obj_t guarded(mp_obj_t self, mp_obj_t (*fun)(mp_obj_t, mp_obj_t), mp_obj_t arg) {
    mpickle_decoder_enter(self);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t result = fun(self, arg);
        nlr_pop();
        mpickle_decoder_leave(self, false);
        return result;
    }
    mpickle_decoder_leave(self, true);
    nlr_jump(nlr.ret_val);
}

mp_obj_t mpickle_decoder_take(mp_obj_t self, mp_obj_t chunk) {
    return guarded(self, mpickle_decoder_feed, chunk);
}
static MP_DEFINE_CONST_FUN_OBJ_2(feed_obj, mpickle_decoder_take);

mp_obj_t mpickle_decoder_iternext(mp_obj_t self) {
    return guarded(self, mpickle_decoder_next, mp_const_none);
}

static mp_obj_t needed(mp_obj_t self) {
    return MP_OBJ_NEW_SMALL_INT(mpickle_decoder_needed(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(needed_obj, needed);

static mp_obj_t reset(mp_obj_t self) {
    mpickle_decoder_reset(self);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(reset_obj, reset);

static const mp_rom_map_elem_t locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_feed), MP_ROM_PTR(&feed_obj) },
    { MP_ROM_QSTR(MP_QSTR_needed), MP_ROM_PTR(&needed_obj) },
    { MP_ROM_QSTR(MP_QSTR_reset), MP_ROM_PTR(&reset_obj) },
};
static MP_DEFINE_CONST_DICT(locals, locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_decoder,
    MP_QSTR_Decoder,
    MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    MPICKLE_MAKE_NEW(decoder_make_new)
    iter, mpickle_decoder_iternext,
    locals_dict, &locals
    );

#endif // MPICKLE_FEATURE_FEED
