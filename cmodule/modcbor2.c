// The module `cbor2`: CBOR, with the names of PyPI's package.
#include "py/objmodule.h"
#include "py/runtime.h"
#include "cbor2.h"
#include "format.h"
#include "modules.h"

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

const mp_obj_module_t mpickle_cbor2 = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&cbor2_globals,
};

#endif
