// The module `umsgpack`: MessagePack, with the names of micropython-msgpack.
#include "py/objmodule.h"
#include "py/runtime.h"
#include "format.h"
#include "modules.h"

#if MPICKLE_FEATURE_MSGPACK

MPICKLE_FORMAT_FUNCTIONS(MPICKLE_FORMAT_OBJECT, msgpack)

static const mp_rom_map_elem_t umsgpack_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_umsgpack) },
    { MP_ROM_QSTR(MP_QSTR_PackException), MP_ROM_PTR(&mpickle_type_PackException) },
    { MP_ROM_QSTR(MP_QSTR_UnsupportedTypeException), MP_ROM_PTR(&mpickle_type_UnsupportedTypeException) },
    { MP_ROM_QSTR(MP_QSTR_UnpackException), MP_ROM_PTR(&mpickle_type_UnpackException) },
    { MP_ROM_QSTR(MP_QSTR_InsufficientDataException), MP_ROM_PTR(&mpickle_type_InsufficientDataException) },
    { MP_ROM_QSTR(MP_QSTR_InvalidStringException), MP_ROM_PTR(&mpickle_type_InvalidStringException) },
    { MP_ROM_QSTR(MP_QSTR_ReservedCodeException), MP_ROM_PTR(&mpickle_type_ReservedCodeException) },
    { MP_ROM_QSTR(MP_QSTR_UnhashableKeyException), MP_ROM_PTR(&mpickle_type_UnhashableKeyException) },
    { MP_ROM_QSTR(MP_QSTR_DuplicateKeyException), MP_ROM_PTR(&mpickle_type_DuplicateKeyException) },
    MPICKLE_FORMAT_FUNCTIONS(MPICKLE_FORMAT_ENTRY, msgpack)
};
static MP_DEFINE_CONST_DICT(umsgpack_globals, umsgpack_globals_table);

const mp_obj_module_t mpickle_umsgpack = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&umsgpack_globals,
};

#endif
