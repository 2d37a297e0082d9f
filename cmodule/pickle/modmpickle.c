// The module `mpickle`: its names.
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "entry/aload.h"
#include "entry/arguments.h"
#include "pickle/compat.h"
#include "packets/files.h"
#include "entry/into.h"
#include "packets/logs.h"
#include "pickle/modules.h"
#include "mpickle.h"
#include "pickle/pickler.h"
#include "memory/roots.h"
#include "pickle/registry.h"
#include "micropython/shim.h"
#include "entry/streams.h"
#include "micropython/types.h"

/******************************************************************************/
// Functions

#if MPICKLE_FEATURE_PICKLE

#if MPICKLE_FEATURE_WRITE
// dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)
static MP_DEFINE_CONST_FUN_OBJ_KW(mod_dumps_obj, 0, mpickle_dumps);

#if MPICKLE_FEATURE_PACKETS
// pack(obj, protocol=None, *, fix_imports=True, buffer_callback=None)
static MP_DEFINE_CONST_FUN_OBJ_KW(mod_pack_obj, 0, mpickle_pack);
#endif

#if MPICKLE_FEATURE_STREAMS
// dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)
MPICKLE_FUNCTION(dump, 0, mpickle_dump_with, mpickle_c_pickle_dump)
#endif
#endif

// loads(data, /, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None, allow=None, copy=True, …)
static MP_DEFINE_CONST_FUN_OBJ_KW(mod_loads_obj, 1, mpickle_loads);

#if MPICKLE_FEATURE_STREAMS
// load(file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None, allow=None, copy=True, …)
MPICKLE_FUNCTION(load, 0, mpickle_load_with, mpickle_c_pickle_load)
#endif

// For __version__.
static const MP_DEFINE_STR_OBJ(version_obj, MPICKLE_VERSION);
#if MPICKLE_FEATURE_CLASSES
static const MP_DEFINE_STR_OBJ(format_version_obj, "4.0");
static const MP_DEFINE_STR_OBJ(format_1_0_obj, "1.0");
static const MP_DEFINE_STR_OBJ(format_1_1_obj, "1.1");
static const MP_DEFINE_STR_OBJ(format_1_2_obj, "1.2");
static const MP_DEFINE_STR_OBJ(format_1_3_obj, "1.3");
static const MP_DEFINE_STR_OBJ(format_2_0_obj, "2.0");
static const MP_DEFINE_STR_OBJ(format_3_0_obj, "3.0");
static const MP_DEFINE_STR_OBJ(format_5_0_obj, "5.0");
static const mp_rom_obj_tuple_t compatible_formats_obj = {
    { &mp_type_tuple }, 8, {
        MP_ROM_PTR(&format_1_0_obj), MP_ROM_PTR(&format_1_1_obj), MP_ROM_PTR(&format_1_2_obj), MP_ROM_PTR(&format_1_3_obj),
        MP_ROM_PTR(&format_2_0_obj), MP_ROM_PTR(&format_3_0_obj), MP_ROM_PTR(&format_version_obj), MP_ROM_PTR(&format_5_0_obj),
    },
};
#endif

#if MPICKLE_FEATURE_IN_PLACE
static const MP_DEFINE_STR_OBJ(mpickle_feature_in_place, "in-place");
#endif
#if MPICKLE_FEATURE_DATA_ONLY
static const MP_DEFINE_STR_OBJ(mpickle_feature_data_only, "data-only");
#endif
#if MPICKLE_FEATURE_PROTOBUF_TABLES
static const MP_DEFINE_STR_OBJ(mpickle_feature_protobuf_tables, "protobuf-tables");
#endif
#if MPICKLE_FEATURE_PROTOBUF_SCHEMA
static const MP_DEFINE_STR_OBJ(mpickle_feature_protobuf_schema, "protobuf-schema");
#endif
#if MPICKLE_FEATURE_PROTOBUF_MESSAGES
static const MP_DEFINE_STR_OBJ(mpickle_feature_protobuf_messages, "protobuf-messages");
#endif
#if MPICKLE_FEATURE_PROTOBUF_RAW
static const MP_DEFINE_STR_OBJ(mpickle_feature_protobuf_raw, "protobuf-raw");
#endif
// For `features`.
static const mp_rom_obj_tuple_t features_obj = {
    { &mp_type_tuple }, MPICKLE_FEATURE_COUNT, { MPICKLE_FEATURE_NAMES },
};

static const mp_rom_map_elem_t module_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_mpickle) },
    #if MPICKLE_FEATURE_CLASSES
    MPICKLE_INIT
    #endif
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
    { MP_ROM_QSTR(MP_QSTR_features), MP_ROM_PTR(&features_obj) },
    #if MPICKLE_FEATURE_CLASSES
    { MP_ROM_QSTR(MP_QSTR_format_version), MP_ROM_PTR(&format_version_obj) },
    { MP_ROM_QSTR(MP_QSTR_compatible_formats), MP_ROM_PTR(&compatible_formats_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_HIGHEST_PROTOCOL), MP_ROM_INT(MPICKLE_HIGHEST_PROTOCOL) },
    { MP_ROM_QSTR(MP_QSTR_DEFAULT_PROTOCOL), MP_ROM_INT(MPICKLE_DEFAULT_PROTOCOL) },
    { MP_ROM_QSTR(MP_QSTR_PickleError), MP_ROM_PTR(&mpickle_type_PickleError) },
    { MP_ROM_QSTR(MP_QSTR_PicklingError), MP_ROM_PTR(&mpickle_type_PicklingError) },
    { MP_ROM_QSTR(MP_QSTR_UnpicklingError), MP_ROM_PTR(&mpickle_type_UnpicklingError) },
    #if MPICKLE_FEATURE_BUFFERS
    { MP_ROM_QSTR(MP_QSTR_PickleBuffer), MP_ROM_PTR(&mpickle_c_type_picklebuffer) },
    #endif
    #if MPICKLE_FEATURE_WRITE
    #if MPICKLE_FEATURE_STREAMS
    { MP_ROM_QSTR(MP_QSTR_dump), MP_ROM_PTR(&mpickle_dump_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_dumps), MP_ROM_PTR(&mod_dumps_obj) },
    #endif
    #if MPICKLE_FEATURE_STREAMS
    { MP_ROM_QSTR(MP_QSTR_load), MP_ROM_PTR(&mpickle_load_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_loads), MP_ROM_PTR(&mod_loads_obj) },
    #if MPICKLE_FEATURE_PACKETS
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_pack), MP_ROM_PTR(&mod_pack_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_Unpacker), MP_ROM_PTR(&mpickle_c_type_unpacker) },
    #endif
    #if MPICKLE_FEATURE_FILES
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_save), MP_ROM_PTR(&mpickle_save_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_restore), MP_ROM_PTR(&mpickle_restore_obj) },
    #endif
    #if MPICKLE_FEATURE_LOG
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_append), MP_ROM_PTR(&mpickle_append_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_records), MP_ROM_PTR(&mpickle_records_obj) },
    #endif
    #if MPICKLE_FEATURE_FEED
    { MP_ROM_QSTR(MP_QSTR_Decoder), MP_ROM_PTR(&mpickle_c_type_decoder) },
    #endif
    #if MPICKLE_FEATURE_ARRAYS
    { MP_ROM_QSTR(MP_QSTR_ndarray), MP_ROM_PTR(&mpickle_c_type_ndarray) },
    #endif
    #if MPICKLE_FEATURE_CLASSES
    { MP_ROM_QSTR(MP_QSTR_register), MP_ROM_PTR(&mpickle_register_obj) },
    { MP_ROM_QSTR(MP_QSTR_alias), MP_ROM_PTR(&mpickle_alias_obj) },
    { MP_ROM_QSTR(MP_QSTR_unregister), MP_ROM_PTR(&mpickle_unregister_obj) },
    { MP_ROM_QSTR(MP_QSTR_copyreg), MP_ROM_PTR(&mpickle_copyreg) },
    #endif
    #if MPICKLE_FEATURE_STUB
    { MP_ROM_QSTR(MP_QSTR_Stub), MP_ROM_PTR(&mpickle_c_type_stub) },
    #endif
    MPICKLE_ALOAD_GLOBALS
    MPICKLE_INTO_GLOBALS
    MPICKLE_COMPAT_GLOBALS
    #if MPICKLE_FEATURE_MSGPACK
    { MP_ROM_QSTR(MP_QSTR_msgpack), MP_ROM_PTR(&mpickle_umsgpack) },
    #endif
    #if MPICKLE_FEATURE_CBOR
    { MP_ROM_QSTR(MP_QSTR_cbor), MP_ROM_PTR(&mpickle_cbor2) },
    #endif
    #if MPICKLE_FEATURE_PROTOBUF_TABLES
    { MP_ROM_QSTR(MP_QSTR_protobuf), MP_ROM_PTR(&mpickle_minipb) },
    #endif
};
static MP_DEFINE_CONST_DICT(module_globals, module_globals_table);

const mp_obj_module_t mpickle_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_globals,
};

// All registrations are here: MicroPython's build does not notice when a file has none any more.
MP_REGISTER_MODULE(MP_QSTR_mpickle, mpickle_module);
#endif

// For programs where no file has that name.
#if MPICKLE_FEATURE_MSGPACK
MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_umsgpack, mpickle_umsgpack);
#endif
#if MPICKLE_FEATURE_CBOR
MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_cbor2, mpickle_cbor2);
#endif
#if MPICKLE_FEATURE_PROTOBUF_TABLES
MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_minipb, mpickle_minipb);
#endif

#if MPICKLE_FEATURE_CLASSES
// For `import copyreg` where no file has that name.
MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_copyreg, mpickle_copyreg);

#if MICROPY_MODULE_ATTR_DELEGATION
MP_REGISTER_MODULE_DELEGATION(mpickle_module, mpickle_pickler_attr);
#endif
#endif
