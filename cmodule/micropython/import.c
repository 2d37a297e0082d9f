// Modules: imported, or looked for without a trace.
#include <string.h>

#include "py/builtin.h"
#include "py/frozenmod.h"
#include "py/runtime.h"
#include "py/objmodule.h"
#include "micropython/shim.h"

mp_obj_t mpickle_c_import(qstr name) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        // With something in the from-list the innermost module is returned.
        mp_obj_t module = mp_import_name(name, mp_const_true, MP_OBJ_NEW_SMALL_INT(0));
        nlr_pop();
        return module;
    }
    return mpickle_c_unless(&mp_type_ImportError, nlr.ret_val);
}

#if MICROPY_ENABLE_EXTERNAL_IMPORT

// As import looks at a path (stat_path() there).
static mp_import_stat_t stat(vstr_t *path) {
    const char *text = vstr_null_terminated_str(path);
    #if MICROPY_MODULE_FROZEN
    if (strncmp(text, MPICKLE_C_FROZEN, strlen(MPICKLE_C_FROZEN)) == 0) {
        return mp_find_frozen_module(text + strlen(MPICKLE_C_FROZEN), NULL, NULL);
    }
    #endif
    return mp_import_stat(text);
}

// Whether there is a package or a file of this name in a folder.
static bool is_in(mp_obj_t folder, const char *name, size_t len) {
    size_t folder_len;
    const char *start = mp_obj_str_get_data(folder, &folder_len);
    vstr_t path;
    vstr_init(&path, folder_len + len + sizeof("/.mpy"));
    if (folder_len > 0) {
        vstr_add_strn(&path, start, folder_len);
        vstr_add_char(&path, '/');
    }
    vstr_add_strn(&path, name, len);
    bool found = stat(&path) == MP_IMPORT_STAT_DIR;
    if (!found) {
        vstr_add_str(&path, ".py");
        found = stat(&path) == MP_IMPORT_STAT_FILE;
    }
    #if MICROPY_PERSISTENT_CODE_LOAD
    if (!found) {
        vstr_ins_byte(&path, path.len - 2, 'm');
        found = stat(&path) == MP_IMPORT_STAT_FILE;
    }
    #endif
    vstr_clear(&path);
    return found;
}

bool mpickle_c_is_file(mp_obj_t package, const char *name, size_t len) {
    if (package != MP_OBJ_NULL) {
        mp_obj_t dest[2];
        mp_load_method_maybe(package, MP_QSTR___path__, dest);
        return dest[0] != MP_OBJ_NULL && is_in(dest[0], name, len);
    }
    #if MICROPY_PY_SYS && MICROPY_PY_SYS_PATH
    size_t count;
    mp_obj_t *folders;
    mp_obj_get_array(mp_sys_path, &count, &folders);
    for (size_t i = 0; i < count; i++) {
        if (is_in(folders[i], name, len)) {
            return true;
        }
    }
    return false;
    #else
    return is_in(MP_OBJ_NEW_QSTR(MP_QSTR_), name, len);
    #endif
}

#else

bool mpickle_c_is_file(mp_obj_t package, const char *name, size_t len) {
    return false;
}

#endif // MICROPY_ENABLE_EXTERNAL_IMPORT
