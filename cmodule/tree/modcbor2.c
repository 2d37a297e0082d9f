// The module `cbor2`: CBOR, with the names of PyPI's package.
#include "py/objmodule.h"
#include "py/runtime.h"
#include "tree/cbor2.h"
#include "entry/format.h"
#include "pickle/modules.h"
#include "memory/room.h"

#if MPICKLE_FEATURE_CBOR

MPICKLE_FORMAT_FUNCTIONS(MPICKLE_FORMAT_OBJECT, cbor)

static const mp_rom_map_elem_t cbor2_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_cbor2) },
    { MP_ROM_QSTR(MP_QSTR_CBORError), MP_ROM_PTR(&mpickle_type_CBORError) },
    { MP_ROM_QSTR(MP_QSTR_CBOREncodeError), MP_ROM_PTR(&mpickle_type_CBOREncodeError) },
    { MP_ROM_QSTR(MP_QSTR_CBOREncodeTypeError), MP_ROM_PTR(&mpickle_type_CBOREncodeTypeError) },
    { MP_ROM_QSTR(MP_QSTR_CBOREncodeValueError), MP_ROM_PTR(&mpickle_type_CBOREncodeValueError) },
    { MP_ROM_QSTR(MP_QSTR_CBORDecodeError), MP_ROM_PTR(&mpickle_type_CBORDecodeError) },
    { MP_ROM_QSTR(MP_QSTR_CBORDecodeValueError), MP_ROM_PTR(&mpickle_type_CBORDecodeValueError) },
    { MP_ROM_QSTR(MP_QSTR_CBORDecodeEOF), MP_ROM_PTR(&mpickle_type_CBORDecodeEOF) },
    { MP_ROM_QSTR(MP_QSTR_CBORTag), MP_ROM_PTR(&mpickle_c_type_cbor_tag) },
    { MP_ROM_QSTR(MP_QSTR_CBORSimpleValue), MP_ROM_PTR(&mpickle_c_type_cbor_simple) },
    { MP_ROM_QSTR(MP_QSTR_undefined), MP_ROM_PTR(&mpickle_c_cbor_undefined) },
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_CBOREncoder), MP_ROM_PTR(&mpickle_type_CBOREncoder) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_CBORDecoder), MP_ROM_PTR(&mpickle_type_CBORDecoder) },
    MPICKLE_FORMAT_FUNCTIONS(MPICKLE_FORMAT_ENTRY, cbor)
};
static MP_DEFINE_CONST_DICT(cbor2_globals, cbor2_globals_table);

// micropython-lib's parts, which have the exceptions: the module stands for both.
static const uint16_t parts[] = { MP_QSTR__decoder, MP_QSTR__encoder };

static mp_obj_t missing(qstr attr) {
    switch (attr) {
        case MP_QSTR___init__:
            // As umsgpack: each import statement that names the module asks for this.
            mpickle_room_import(MP_QSTR_cbor2, parts, MP_ARRAY_SIZE(parts), &mpickle_cbor2);
            return MP_OBJ_NULL;
        case MP_QSTR___path__:
            return MP_OBJ_NEW_QSTR(MP_QSTR_cbor2);
        case MP_QSTR__decoder:
        case MP_QSTR__encoder:
            return MP_OBJ_FROM_PTR(&mpickle_cbor2);
        default:
            return MP_OBJ_NULL;
    }
}

static void cbor2_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        mpickle_room_load(self_in, attr, dest, missing);
    }
}

MPICKLE_DEFINE_ROOM(mpickle_cbor2, cbor2_type, cbor2_globals, cbor2_attr);

#endif
