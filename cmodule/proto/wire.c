// Wire: a schema, and messages of it.
#include "py/runtime.h"
#include "py/stream.h"
#include "entry/arguments.h"
#include "entry/decoder.h"
#include "proto/minipb.h"
#include "micropython/types.h"

#if MPICKLE_FEATURE_PROTOBUF_TABLES

void mpickle_wire_check(mp_obj_t wire) {
    if (!mp_obj_is_type(wire, &mpickle_c_type_wire)) {
        mp_raise_TypeError(MP_ERROR_TEXT("wire must be a Wire"));
    }
}

static void set_bits(mpickle_c_wire_t *self, mp_obj_t bits) {
    mp_int_t number = bits == mp_const_none ? 64 : mpickle_c_get_int(bits);
    if (number < 1 || number > 64) {
        mp_raise_ValueError(MP_ERROR_TEXT("vint_2sc_max_bits must be 1 to 64"));
    }
    self->int_bits = (uint8_t)number;
}

static mpickle_c_wire_t *new_wire(mp_obj_t schema, mp_obj_t bits, bool sparse, bool proto3, mp_obj_t unknown) {
    if (unknown != mp_const_none && !mp_obj_is_str(unknown)) {
        mp_raise_TypeError(MP_ERROR_TEXT("unknown must be a name"));
    }
    mpickle_c_wire_t *self = mp_obj_malloc(mpickle_c_wire_t, &mpickle_c_type_wire);
    self->table = NULL;
    self->len = 0;
    self->owner = MP_OBJ_NULL;
    self->names = MP_OBJ_NULL;
    self->classes = MP_OBJ_NULL;
    // Names of attributes are interned, and others are found the sooner for it.
    self->unknown = unknown == mp_const_none ? MP_OBJ_NULL : mp_obj_str_intern_checked(unknown);
    self->records = MPICKLE_C_DICTS;
    self->defaults = true;
    set_bits(self, bits);
    mpickle_protobuf_compile(self, schema, proto3);
    #if MPICKLE_FEATURE_PROTOBUF_SCHEMA
    if (unknown != mp_const_none && self->records == MPICKLE_C_TUPLES) {
        mp_raise_ValueError(MP_ERROR_TEXT("tuples have no place for unknown fields"));
    }
    #endif
    // What proto3 does not write may be missing.
    self->sparse = sparse || (self->table[4] & 1) != 0;
    return self;
}

mp_obj_t mpickle_wire_new(mp_obj_t schema) {
    return MP_OBJ_FROM_PTR(new_wire(schema, mp_const_none, false, false, mp_const_none));
}

// Wire(schema, vint_2sc_max_bits=None, allow_sparse_dict=False, *, proto3=False, unknown=None, defaults=True)
static mp_obj_t wire_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    enum { ARG_fmt, ARG_vint_2sc_max_bits, ARG_allow_sparse_dict, ARG_proto3, ARG_unknown, ARG_defaults };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_fmt, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_vint_2sc_max_bits, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_allow_sparse_dict, MP_ARG_BOOL, {.u_bool = false} },
        { MP_QSTR_proto3, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false} },
        { MP_QSTR_unknown, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_defaults, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = true} },
    };
    mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, values);
    mpickle_c_wire_t *self = new_wire(values[ARG_fmt].u_obj, values[ARG_vint_2sc_max_bits].u_obj,
        values[ARG_allow_sparse_dict].u_bool, values[ARG_proto3].u_bool, values[ARG_unknown].u_obj);
    self->defaults = values[ARG_defaults].u_bool;
    return MP_OBJ_FROM_PTR(self);
}

/******************************************************************************/
// Writing

#if MPICKLE_FEATURE_WRITE

// The one message that these arguments are: a record, or the fields of a tuple.
static mp_obj_t record_of(const mpickle_c_wire_t *self, size_t n_args, const mp_obj_t *args) {
    #if MPICKLE_FEATURE_PROTOBUF_SCHEMA
    if (self->records == MPICKLE_C_TUPLES) {
        return mp_obj_new_tuple(n_args, args);
    }
    #else
    (void)self;
    #endif
    if (n_args != 1) {
        mp_raise_TypeError(MP_ERROR_TEXT("one message is required"));
    }
    return args[0];
}

static void dump_options(mpickle_c_dump_options_t *options, mp_obj_t wire, bool delimited) {
    options->codec = MPICKLE_C_PROTOBUF;
    options->of.protobuf.wire = wire;
    options->of.protobuf.delimited = mp_obj_new_bool(delimited);
}

static mp_obj_t encode(mp_obj_t wire, size_t n_args, const mp_obj_t *args, bool delimited) {
    mp_obj_t record = record_of(MP_OBJ_TO_PTR(wire), n_args, args);
    mpickle_c_dump_options_t options;
    dump_options(&options, wire, delimited);
    return mpickle_protobuf_encode(record, &options);
}

mp_obj_t mpickle_wire_encode(mp_obj_t wire, size_t n_args, const mp_obj_t *args) {
    return encode(wire, n_args, args, false);
}

static mp_obj_t wire_encode(size_t n_args, const mp_obj_t *args) {
    return encode(args[0], n_args - 1, args + 1, false);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(wire_encode_obj, 1, wire_encode);

// encode_delimited(...): with its length before it.
static mp_obj_t wire_encode_delimited(size_t n_args, const mp_obj_t *args) {
    return encode(args[0], n_args - 1, args + 1, true);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(wire_encode_delimited_obj, 1, wire_encode_delimited);

#if MPICKLE_FEATURE_INTO
// encode_into(message, buffer, offset=0): where the message ends.
static mp_obj_t wire_encode_into(size_t n_args, const mp_obj_t *args) {
    mpickle_c_dump_options_t options;
    dump_options(&options, args[0], false);
    mp_int_t offset = n_args > 3 ? mpickle_c_get_int(args[3]) : 0;
    return mp_obj_new_int_from_uint(mpickle_dump_into(args[1], args[2], offset, &options));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(wire_encode_into_obj, 3, 4, wire_encode_into);
#endif

#endif

/******************************************************************************/
// Reading

static void load_options(mpickle_c_load_options_t *options, mp_obj_t wire, mp_obj_t into) {
    #define NO_OPTION(feature, name, kind, value) options->name = mp_const_none;
    MPICKLE_COMMON_LOAD_OPTIONS(NO_OPTION)
    #undef NO_OPTION
    options->copy = mp_const_true;
    options->codec = MPICKLE_C_PROTOBUF;
    options->of.protobuf.wire = wire;
    options->of.protobuf.delimited = mp_const_false;
    options->of.protobuf.field = mp_const_none;
    options->of.protobuf.into = into;
}

bool mpickle_is_stream(mp_obj_t data) {
    mp_buffer_info_t info;
    mp_obj_t read[2] = { MP_OBJ_NULL };
    if (!mp_get_buffer(data, &info, MP_BUFFER_READ)) {
        mp_load_method_maybe(data, MP_QSTR_read, read);
    }
    return read[0] != MP_OBJ_NULL;
}

static mp_obj_t decode(mp_obj_t wire, mp_obj_t data, mp_obj_t into) {
    mpickle_c_load_options_t options;
    load_options(&options, wire, into);
    #if MPICKLE_FEATURE_STREAMS
    if (mpickle_is_stream(data)) {
        return mpickle_load(data, &options);
    }
    #endif
    return mpickle_protobuf_decode(data, &options);
}

mp_obj_t mpickle_wire_decode(mp_obj_t self_in, mp_obj_t data) {
    return decode(self_in, data, MP_OBJ_NULL);
}
static MP_DEFINE_CONST_FUN_OBJ_2(wire_decode_obj, mpickle_wire_decode);

// decode_into(data, record): the message goes into this dictionary.
static mp_obj_t wire_decode_into(mp_obj_t self_in, mp_obj_t data, mp_obj_t record) {
    #if MPICKLE_FEATURE_PROTOBUF_SCHEMA
    mpickle_c_wire_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->records != MPICKLE_C_DICTS) {
        mp_raise_TypeError(MP_ERROR_TEXT("messages of this Wire are no dicts"));
    }
    #endif
    return decode(self_in, data, record);
}
static MP_DEFINE_CONST_FUN_OBJ_3(wire_decode_into_obj, wire_decode_into);

#if MPICKLE_FEATURE_FEED
// iter(stream, field): the messages of a repeated field, one after the other.
typedef struct _items_t {
    mp_obj_base_t base;
    mp_fun_1_t iternext;
    mp_obj_t decoder;
    mp_obj_t stream;
} items_t;

// Bytes that are read at once.
#define PIECE (256)

static mp_obj_t items_next(mp_obj_t self_in) {
    items_t *self = MP_OBJ_TO_PTR(self_in);
    for (;;) {
        mp_obj_t item = mpickle_decoder_iternext(self->decoder);
        if (item != MP_OBJ_NULL || self->stream == MP_OBJ_NULL) {
            return item == MP_OBJ_NULL ? MP_OBJ_STOP_ITERATION : item;
        }
        mp_obj_t read[3];
        mp_load_method(self->stream, MP_QSTR_read, read);
        read[2] = MP_OBJ_NEW_SMALL_INT(PIECE);
        mp_obj_t data = mp_call_method_n_kw(1, 0, read);
        if (data == mp_const_none || !mp_obj_is_true(data)) {
            self->stream = MP_OBJ_NULL;
            if (!mpickle_decoder_between(self->decoder)) {
                mp_raise_msg(&mpickle_type_CodecError, MP_ERROR_TEXT("Unexpected end of message"));
            }
        } else {
            mpickle_decoder_take(self->decoder, data);
        }
    }
}

static mp_obj_t wire_iter(mp_obj_t self_in, mp_obj_t stream, mp_obj_t field) {
    if (field == mp_const_none) {
        // To the decoder that means messages as a whole.
        mp_raise_ValueError(MP_ERROR_TEXT("no repeated field of messages"));
    }
    mpickle_c_load_options_t options;
    load_options(&options, self_in, MP_OBJ_NULL);
    options.of.protobuf.field = field;
    items_t *items = mp_obj_malloc(items_t, &mp_type_polymorph_iter);
    items->iternext = items_next;
    items->decoder = mpickle_decoder_new(&options);
    items->stream = stream;
    return MP_OBJ_FROM_PTR(items);
}
static MP_DEFINE_CONST_FUN_OBJ_3(wire_iter_obj, wire_iter);
#endif

/******************************************************************************/
// Attributes

static const mp_rom_map_elem_t wire_locals_table[] = {
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_encode), MP_ROM_PTR(&wire_encode_obj) },
    { MP_ROM_QSTR(MP_QSTR_encode_delimited), MP_ROM_PTR(&wire_encode_delimited_obj) },
    #if MPICKLE_FEATURE_INTO
    { MP_ROM_QSTR(MP_QSTR_encode_into), MP_ROM_PTR(&wire_encode_into_obj) },
    #endif
    #endif
    { MP_ROM_QSTR(MP_QSTR_decode), MP_ROM_PTR(&wire_decode_obj) },
    { MP_ROM_QSTR(MP_QSTR_decode_into), MP_ROM_PTR(&wire_decode_into_obj) },
    #if MPICKLE_FEATURE_FEED
    { MP_ROM_QSTR(MP_QSTR_iter), MP_ROM_PTR(&wire_iter_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(wire_locals, wire_locals_table);

static void wire_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    mpickle_c_wire_t *self = MP_OBJ_TO_PTR(self_in);
    bool stores = dest[0] != MP_OBJ_NULL;
    if (stores && dest[1] == MP_OBJ_NULL) {
        return;
    }
    switch (attr) {
        case MP_QSTR_vint_2sc_max_bits:
            if (stores) {
                set_bits(self, dest[1]);
                dest[0] = MP_OBJ_NULL;
            } else {
                dest[0] = MP_OBJ_NEW_SMALL_INT(self->int_bits);
            }
            return;
        case MP_QSTR_allow_sparse_dict:
            if (stores) {
                self->sparse = mp_obj_is_true(dest[1]);
                dest[0] = MP_OBJ_NULL;
            } else {
                dest[0] = mp_obj_new_bool(self->sparse);
            }
            return;
        case MP_QSTR_kvfmt:
            if (!stores) {
                dest[0] = mp_obj_new_bool(self->records == MPICKLE_C_DICTS);
            }
            return;
        case MP_QSTR_message_cls:
            if (!stores) {
                dest[0] = self->classes != MP_OBJ_NULL ? ((mp_obj_tuple_t *)MP_OBJ_TO_PTR(self->classes))->items[0] : mp_const_none;
            }
            return;
        // Those of the module, as in minipb.
        #if MPICKLE_FEATURE_PROTOBUF_RAW
        case MP_QSTR_decode_raw:
            if (!stores) {
                dest[0] = MP_OBJ_FROM_PTR(&mpickle_decode_raw_obj);
            }
            return;
        #if MPICKLE_FEATURE_WRITE
        case MP_QSTR_encode_raw:
            if (!stores) {
                dest[0] = MP_OBJ_FROM_PTR(&mpickle_encode_raw_obj);
            }
            return;
        #endif
        #endif
        default:
            // Go on with the methods.
            dest[1] = stores ? dest[1] : MP_OBJ_SENTINEL;
    }
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_wire,
    MP_QSTR_Wire,
    MP_TYPE_FLAG_NONE,
    make_new, wire_make_new,
    attr, wire_attr,
    locals_dict, &wire_locals
    );

#endif
