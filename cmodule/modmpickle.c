// The module table of `mpickle`.
#include "py/objstr.h"
#include "py/runtime.h"
#include "mpickle.h"

static mp_obj_t mod_probe(mp_obj_t index) {
    return mpickle_probe(mp_obj_get_int(index));
}
static MP_DEFINE_CONST_FUN_OBJ_1(mod_probe_obj, mod_probe);

// For __version__.
static const MP_DEFINE_STR_OBJ(version_obj, MPICKLE_VERSION);

static const mp_rom_map_elem_t module_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_mpickle) },
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
    { MP_ROM_QSTR(MP_QSTR__probe), MP_ROM_PTR(&mod_probe_obj) },
};
static MP_DEFINE_CONST_DICT(module_globals, module_globals_table);

const mp_obj_module_t mpickle_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_globals,
};

MP_REGISTER_MODULE(MP_QSTR_mpickle, mpickle_module);
