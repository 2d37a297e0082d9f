// Unpacker: objects out of packets from a line that loses and damages bytes.
#include "py/runtime.h"
#include "entry/arguments.h"
#include "mpickle.h"
#include "packets/packet.h"
#include "packets/sign.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_PACKETS

#define MAX_SIZE (65536)

// Unpacker(max_size=65536, *, key=None, counter=None, **options of loads)
mp_obj_t mpickle_unpacker_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    static const mp_arg_t own[] = {
        { MP_QSTR_max_size, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_INT(MAX_SIZE)} },
        MPICKLE_SIGN_ARGS
    };
    mpickle_load_args_t parsed;
    MPICKLE_OWN(parsed, own);
    mpickle_c_parse(options, n_args, args, kw_args, &parsed.own);
    mp_obj_t max_size = parsed.own.values[0].u_obj;
    size_t limit = SIZE_MAX;
    if (max_size != mp_const_none) {
        mp_int_t size = mpickle_c_get_int(max_size);
        if (size < 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("max_size"));
        }
        // No packet is larger.
        limit = (size_t)MIN((mp_uint_t)size, SIZE_MAX);
    }
    return mpickle_unpacker_new(limit, &parsed.options, parsed.own.values + 1);
}
MPICKLE_CONSTRUCTOR(unpacker_make_new, mpickle_unpacker_with, mpickle_c_pickle_load)

static void unpacker_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return; // attributes are not writable
    }
    // In the order of their numbers.
    static const uint16_t counts[] = {
        MP_QSTR_good, MP_QSTR_damaged, MP_QSTR_foreign,
        #if MPICKLE_FEATURE_SIGNED
        MP_QSTR_forged, MP_QSTR_counter,
        #endif
    };
    size_t which = 0;
    while (which < MP_ARRAY_SIZE(counts) && counts[which] != attr) {
        which++;
    }
    if (which < MP_ARRAY_SIZE(counts)) {
        dest[0] = mpickle_unpacker_count(self_in, which);
    } else if (attr == MP_QSTR_damage) {
        dest[0] = mpickle_unpacker_damage(self_in);
    } else {
        dest[1] = MP_OBJ_SENTINEL; // a method
    }
}

static MP_DEFINE_CONST_FUN_OBJ_2(unpacker_feed_obj, mpickle_unpacker_feed);
static MP_DEFINE_CONST_FUN_OBJ_1(unpacker_reset_obj, mpickle_unpacker_reset);

static const mp_rom_map_elem_t unpacker_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_feed), MP_ROM_PTR(&unpacker_feed_obj) },
    { MP_ROM_QSTR(MP_QSTR_reset), MP_ROM_PTR(&unpacker_reset_obj) },
};
static MP_DEFINE_CONST_DICT(unpacker_locals, unpacker_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_unpacker,
    MP_QSTR_Unpacker,
    MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    MPICKLE_MAKE_NEW(unpacker_make_new)
    iter, mpickle_unpacker_next,
    attr, unpacker_attr,
    locals_dict, &unpacker_locals
    );

#endif // MPICKLE_FEATURE_PACKETS
