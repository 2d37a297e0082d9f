// The module `umsgpack`: MessagePack, with the names of micropython-msgpack.
#include "py/objmodule.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "entry/format.h"
#include "pickle/modules.h"
#include "tree/msgpack.h"
#include "tree/record.h"
#include "memory/room.h"
#include "memory/roots.h"

#if MPICKLE_FEATURE_MSGPACK

MPICKLE_DEFINE_RECORD(mpickle_c_type_ext, ExtType, code, data, MP_OBJ_NULL);
MPICKLE_DEFINE_RECORD(mpickle_c_type_timestamp, Timestamp, seconds, nanoseconds, MP_OBJ_NEW_SMALL_INT(0));

MPICKLE_FORMAT_FUNCTIONS(MPICKLE_FORMAT_OBJECT, msgpack)

#if MICROPY_FLOAT_IMPL == MICROPY_FLOAT_IMPL_DOUBLE
#define PRECISION MP_ROM_QSTR(MP_QSTR_double)
#else
#define PRECISION MP_ROM_QSTR(MP_QSTR_single)
#endif

// Of micropython-msgpack, whose names and options these are.
static const mp_rom_obj_tuple_t version_obj = {
    { &mp_type_tuple }, 3, { MP_ROM_INT(0), MP_ROM_INT(2), MP_ROM_INT(0) },
};

static const mp_rom_map_elem_t umsgpack_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_umsgpack) },
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
    { MP_ROM_QSTR(MP_QSTR_float_precision), PRECISION },
    { MP_ROM_QSTR(MP_QSTR_ext_serializable), MP_ROM_PTR(&mpickle_ext_serializable_obj) },
    { MP_ROM_QSTR(MP_QSTR_ExtType), MP_ROM_PTR(&mpickle_c_type_ext) },
    { MP_ROM_QSTR(MP_QSTR_Timestamp), MP_ROM_PTR(&mpickle_c_type_timestamp) },
    { MP_ROM_QSTR(MP_QSTR_PackException), MP_ROM_PTR(&mpickle_type_PackException) },
    { MP_ROM_QSTR(MP_QSTR_UnsupportedTypeException), MP_ROM_PTR(&mpickle_type_UnsupportedTypeException) },
    { MP_ROM_QSTR(MP_QSTR_UnpackException), MP_ROM_PTR(&mpickle_type_UnpackException) },
    { MP_ROM_QSTR(MP_QSTR_InsufficientDataException), MP_ROM_PTR(&mpickle_type_InsufficientDataException) },
    { MP_ROM_QSTR(MP_QSTR_InvalidStringException), MP_ROM_PTR(&mpickle_type_InvalidStringException) },
    { MP_ROM_QSTR(MP_QSTR_ReservedCodeException), MP_ROM_PTR(&mpickle_type_ReservedCodeException) },
    { MP_ROM_QSTR(MP_QSTR_UnhashableKeyException), MP_ROM_PTR(&mpickle_type_UnhashableKeyException) },
    { MP_ROM_QSTR(MP_QSTR_DuplicateKeyException), MP_ROM_PTR(&mpickle_type_DuplicateKeyException) },
    MPICKLE_FORMAT_FUNCTIONS(MPICKLE_FORMAT_ENTRY, msgpack)
    // As other packages call them.
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_packb), MP_ROM_PTR(&msgpack_dumps_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_unpackb), MP_ROM_PTR(&msgpack_loads_obj) },
};
static MP_DEFINE_CONST_DICT(umsgpack_globals, umsgpack_globals_table);

static mp_obj_t missing(qstr attr) {
    switch (attr) {
        case MP_QSTR___init__:
            // Each import statement that names the module or a part of it asks for this. The answer is that there
            // is no such function: then the next one asks too.
            mpickle_roots_check();
            mpickle_msgpack_import();
            return MP_OBJ_NULL;
        case MP_QSTR___path__:
            // For `from umsgpack import mpk_set`, which becomes an import of umsgpack.mpk_set then.
            return MP_OBJ_NEW_QSTR(MP_QSTR_umsgpack);
        case MP_QSTR_builtins:
            return mpickle_msgpack_state()->builtins;
        case MP_QSTR_custom:
            return mpickle_msgpack_state()->custom;
        case MP_QSTR_packers:
            return mpickle_msgpack_state()->packers;
        default:
            return mpickle_msgpack_submodule(attr);
    }
}

static void umsgpack_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        mpickle_room_load(self_in, attr, dest, missing);
    }
}

MPICKLE_DEFINE_ROOM(mpickle_umsgpack, umsgpack_type, umsgpack_globals, umsgpack_attr);

#endif
