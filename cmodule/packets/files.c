// save and restore: files of which the last good version survives a power cut.
//
// docs/files.md has every state that a cut can leave, and what becomes of it. In short: a version
// is written beside the file, and is read back; only then is the file replaced. It is whole at all
// times, or else the one beside it is.
#include <string.h>

#include "py/builtin.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include "entry/arguments.h"
#include "packets/compress.h"
#include "packets/files.h"
#include "packets/sign.h"
#include "mpickle.h"
#include "micropython/types.h"

#if MPICKLE_FEATURE_FILES

#if MICROPY_VFS
#include "extmod/vfs.h"
#if MICROPY_VFS_LFS1 || MICROPY_VFS_LFS2
#include "extmod/vfs_lfs.h"
#endif
#if MICROPY_VFS_POSIX
#include <errno.h>
#include "extmod/vfs_posix.h"
#endif
#endif

// LittleFS's "corrupted", which has no MP_ name.
#define CORRUPT (84)

// Of a file: one of these, or if it is whole the format that it says, an mpickle_c_codec.
enum { TORN = 0, MISSING = 0x100 };

/******************************************************************************/
// Files, by what every file system and port has: open() and the module os

static mp_obj_t call_1(mp_obj_t obj, qstr method, bool optional) {
    mp_obj_t dest[2];
    if (optional) {
        mp_load_method_maybe(obj, method, dest);
        if (dest[0] == MP_OBJ_NULL) {
            return mp_const_none;
        }
    } else {
        mp_load_method(obj, method, dest);
    }
    return mp_call_method_n_kw(0, 0, dest);
}

static bool is_memory_error(const void *exception) {
    return ((const mp_obj_base_t *)exception)->type == &mp_type_MemoryError;
}

// Raises `first` after a cleanup. Where no memory is left there is one exception for all, and a cleanup
// that fails takes it: `memory` says what it was.
static void raise_again(void *first, bool memory) {
    if (memory) {
        mp_raise_type(&mp_type_MemoryError);
    }
    nlr_jump(first);
}

mp_obj_t mpickle_with_file(mp_obj_t path, mp_obj_t mode, mpickle_file_fun_t fun, const void *arg) {
    mp_obj_t open = mp_load_attr(MP_OBJ_FROM_PTR(&mp_module_builtins), MP_QSTR_open);
    mp_obj_t file = mp_call_function_2(open, path, mode);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t result = fun(file, arg);
        nlr_pop();
        call_1(file, MP_QSTR_close, false);
        return result;
    }
    void *first = nlr.ret_val;
    bool memory = is_memory_error(first);
    if (nlr_push(&nlr) == 0) {
        call_1(file, MP_QSTR_close, false);
        nlr_pop();
    }
    raise_again(first, memory);
    return MP_OBJ_NULL;
}

// The error number of an OSError; None of any other exception.
static mp_obj_t number_of(mp_obj_t exception) {
    if (mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(exception)), MP_OBJ_FROM_PTR(&mp_type_OSError))) {
        return mp_obj_exception_get_value(exception);
    }
    return mp_const_none;
}

static mp_obj_t file_format(mp_obj_t file, const void *sign) {
    return MP_OBJ_NEW_SMALL_INT(mpickle_file_format(file, (mpickle_c_file_sign_t *)sign));
}

// Whether it is this error of MicroPython's. A host's file system raises with the host's number, which MicroPython's
// webassembly port does not turn into its own.
#if MICROPY_VFS_POSIX
#define IS_ERROR(number, name) \
    ((number) == MP_OBJ_NEW_SMALL_INT(MP_##name) || (number) == MP_OBJ_NEW_SMALL_INT(name))
#else
#define IS_ERROR(number, name) ((number) == MP_OBJ_NEW_SMALL_INT(MP_##name))
#endif

// The state of the file at `path`, and of its signature (mpickle_file_format) if `sign` is not null. A medium that cannot
// be read counts as torn.
static mp_uint_t state_of(mp_obj_t path, mpickle_c_file_sign_t *sign) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t format = mpickle_with_file(path, MP_OBJ_NEW_QSTR(MP_QSTR_rb), file_format, sign);
        nlr_pop();
        return MP_OBJ_SMALL_INT_VALUE(format);
    }
    mp_obj_t number = number_of(MP_OBJ_FROM_PTR(nlr.ret_val));
    if (IS_ERROR(number, ENOENT)) {
        return MISSING;
    }
    if (IS_ERROR(number, EIO) || number == MP_OBJ_NEW_SMALL_INT(CORRUPT)) {
        return TORN;
    }
    nlr_jump(nlr.ret_val);
}

static bool is_whole(mp_uint_t state) {
    return state != TORN && state != MISSING;
}

#if MPICKLE_FEATURE_LOG
void mpickle_file_close(mp_obj_t file) {
    call_1(file, MP_QSTR_close, false);
}

mp_obj_t mpickle_file_open(mp_obj_t path) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t open = mp_load_attr(MP_OBJ_FROM_PTR(&mp_module_builtins), MP_QSTR_open);
        mp_obj_t file = mp_call_function_2(open, path, MP_OBJ_NEW_QSTR(MP_QSTR_rb));
        nlr_pop();
        return file;
    }
    if (IS_ERROR(number_of(MP_OBJ_FROM_PTR(nlr.ret_val)), ENOENT)) {
        return MP_OBJ_NULL;
    }
    nlr_jump(nlr.ret_val);
}
#endif

// The path of the `.new` file, which is written before it replaces the file.
static mp_obj_t beside(mp_obj_t path) {
    size_t len;
    const char *name = mp_obj_str_get_data(path, &len);
    vstr_t vstr;
    vstr_init(&vstr, len + 4);
    vstr_add_strn(&vstr, name, len);
    vstr_add_strn(&vstr, ".new", 4);
    return mp_obj_new_str_from_vstr(&vstr);
}

/******************************************************************************/
// save

#if MPICKLE_FEATURE_WRITE

static mp_uint_t state(mp_obj_t path) {
    return state_of(path, NULL);
}

static mp_obj_t os_module(void) {
    return mp_import_name(MP_QSTR_os, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
}

static void os_remove(mp_obj_t path) {
    mp_call_function_1(mp_load_attr(os_module(), MP_QSTR_remove), path);
}

void mpickle_files_sync(void) {
    call_1(os_module(), MP_QSTR_sync, true);
}

#if MICROPY_VFS
// File systems on which renaming to a name that exists puts one file in the place of the other at
// once, and a file grows at once. FAT removes the file first, and then has the other under both names for
// a moment: if the power is cut there, removing one of them frees the blocks of both.
static const mp_obj_type_t *const at_once[] = {
    #if MICROPY_VFS_LFS1
    &mp_type_vfs_lfs1,
    #endif
    #if MICROPY_VFS_LFS2
    &mp_type_vfs_lfs2,
    #endif
    #if MICROPY_VFS_POSIX && !defined(_WIN32)
    &mp_type_vfs_posix,
    #endif
    NULL,
};
#endif

bool mpickle_files_change_at_once(mp_obj_t path) {
    #if MICROPY_VFS
    const char *rest;
    mp_vfs_mount_t *vfs = mp_vfs_lookup_path(mp_obj_str_get_str(path), &rest);
    if (vfs != MP_VFS_NONE && vfs != MP_VFS_ROOT) {
        for (const mp_obj_type_t *const *type = at_once; *type != NULL; type++) {
            if (mp_obj_is_type(vfs->obj, *type)) {
                return true;
            }
        }
    }
    #endif
    return false;
}

// Raises OSError unless the file is whole.
static void check(mp_obj_t path) {
    if (!is_whole(state(path))) {
        mp_raise_OSError(MP_EIO);
    }
}

static mp_obj_t copy_into(mp_obj_t to, const void *from) {
    mpickle_file_copy(*(const mp_obj_t *)from, to);
    return call_1(to, MP_QSTR_flush, true);
}

static mp_obj_t copy_to(mp_obj_t from, const void *path) {
    return mpickle_with_file(*(const mp_obj_t *)path, MP_OBJ_NEW_QSTR(MP_QSTR_wb), copy_into, &from);
}

// Copies the version beside, which is whole, into the file.
static void copy(mp_obj_t new, mp_obj_t path) {
    mpickle_with_file(new, MP_OBJ_NEW_QSTR(MP_QSTR_rb), copy_to, &path);
    mpickle_files_sync();
    check(path);
    os_remove(new);
}

// The own arguments of save; SAVE_counter is a number as soon as it was checked.
enum {
    SAVE_obj,
    SAVE_path,
    #if MPICKLE_FEATURE_COMPRESS
    SAVE_compress,
    #endif
    SAVE_key,
    SAVE_counter,
};

static mp_obj_t write_pickle(mp_obj_t file, const void *arg) {
    const mpickle_dump_args_t *version = arg;
    mp_obj_t key = mp_const_none;
    uint32_t counter = 0;
    bool compress = false;
    #if MPICKLE_FEATURE_COMPRESS
    compress = version->own.values[SAVE_compress].u_bool;
    #endif
    #if MPICKLE_FEATURE_SIGNED
    key = version->own.values[SAVE_key].u_obj;
    counter = (uint32_t)version->own.values[SAVE_counter].u_int;
    #endif
    mpickle_file_write(version->own.values[SAVE_obj].u_obj, file, &version->options, key, counter, compress);
    return call_1(file, MP_QSTR_flush, true);
}

// Writes a version to a path where there is nothing to lose, and renames it unless `name` is MP_OBJ_NULL. If it cannot be
// written, or cannot have that name (a folder's, or none), its room is given back.
static void write_version(mp_obj_t path, const mpickle_dump_args_t *version, mp_obj_t name) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mpickle_with_file(path, MP_OBJ_NEW_QSTR(MP_QSTR_wb), write_pickle, version);
        mpickle_files_sync();
        check(path);
        if (name != MP_OBJ_NULL) {
            mp_call_function_2(mp_load_attr(os_module(), MP_QSTR_rename), path, name);
        }
        nlr_pop();
        return;
    }
    void *first = nlr.ret_val;
    bool memory = is_memory_error(first);
    if (nlr_push(&nlr) == 0) {
        os_remove(path);
        nlr_pop();
    }
    raise_again(first, memory);
}

// save(obj, path, protocol=None, *, fix_imports=True, compress=False, key=None, counter=None)
mp_obj_t mpickle_save_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    static const mp_arg_t own[] = {
        { MP_QSTR_obj, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_path, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        MPICKLE_COMPRESS_ARGS
        MPICKLE_SIGN_ARGS
    };
    mpickle_dump_args_t version;
    MPICKLE_OWN(version, own);
    mpickle_c_parse(options, n_args, args, kw_args, &version.own);
    #if MPICKLE_FEATURE_COMPRESS
    mpickle_c_compress(version.own.values[SAVE_compress].u_bool);
    #endif
    #if MPICKLE_FEATURE_SIGNED
    version.own.values[SAVE_counter].u_int = mpickle_c_sign(version.own.values + SAVE_key);
    #endif
    mp_obj_t path = version.own.values[SAVE_path].u_obj;
    mp_obj_t new = beside(path);
    if (is_whole(state(new)) && !is_whole(state(path))) {
        // A cut has left the last good version beside the file, and the file is free.
        write_version(path, &version, MP_OBJ_NULL);
        os_remove(new);
    } else if (mpickle_files_change_at_once(path)) {
        write_version(new, &version, path);
    } else {
        write_version(new, &version, MP_OBJ_NULL);
        copy(new, path);
    }
    mpickle_files_sync();
    return mp_const_none;
}
MPICKLE_FUNCTION(save, 0, mpickle_save_with, mpickle_c_pickle_save)

#endif // MPICKLE_FEATURE_WRITE

/******************************************************************************/
// restore

static mp_obj_t load(mp_obj_t file, const void *options) {
    return mpickle_load(file, options);
}

#if MPICKLE_FEATURE_COMPRESS
static mp_obj_t load_packed(mp_obj_t file, const void *options) {
    return mpickle_load_packed(file, options);
}
#endif

#if MPICKLE_FEATURE_SIGNED
// The byte of the format of a file, whose last byte before the checksum is `mark`. Raises for one that the owner of the key
// has not signed, or signed with a lower counter than `least`, and for a signed one without a key.
static mp_uint_t verify(mp_obj_t path, mp_uint_t mark, mpickle_c_file_sign_t *sign, mp_obj_t key, uint32_t least,
    const mp_obj_type_t *error) {
    mp_rom_error_text_t why;
    sign->key = key;
    bool must = key != mp_const_none;
    if ((mark == 'S') != must) {
        why = must ? MP_ERROR_TEXT("not signed") : MP_ERROR_TEXT("signed: needs its key");
    } else if (!must) {
        return mark;
    } else if (!is_whole(mark = state_of(path, sign))) {
        why = MP_ERROR_TEXT("wrong signature");
    } else if (sign->counter < least) {
        why = MP_ERROR_TEXT("older than counter");
    } else {
        return mark;
    }
    mp_raise_msg(error, why);
}
#endif

// restore(path[, default], *, key=None, counter=None, **options of load)
mp_obj_t mpickle_restore_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    enum { ARG_path, ARG_default, ARG_key };
    static const mp_arg_t own[] = {
        { MP_QSTR_path, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_default, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_PTR(NULL)} },
        MPICKLE_SIGN_ARGS
    };
    mpickle_load_args_t parsed;
    MPICKLE_OWN(parsed, own);
    mpickle_c_parse(options, n_args, args, kw_args, &parsed.own);
    const mp_arg_val_t *values = parsed.own.values;
    #if MPICKLE_FEATURE_SIGNED
    uint32_t least = mpickle_c_sign(values + ARG_key);
    mpickle_c_file_sign_t sign = { mp_const_none, 0, 0 };
    mpickle_c_file_sign_t *size = &sign;
    #else
    mpickle_c_file_sign_t *size = NULL;
    #endif
    mp_obj_t path = values[ARG_path].u_obj;
    mp_uint_t file = state_of(path, size);
    if (!is_whole(file)) {
        bool missing = file == MISSING;
        path = beside(path);
        file = state_of(path, size);
        if (!is_whole(file)) {
            if (values[ARG_default].u_obj != MP_OBJ_NULL) {
                return values[ARG_default].u_obj;
            }
            if (missing && file == MISSING) {
                mp_raise_OSError(MP_ENOENT);
            }
            mp_raise_msg(options->error, MP_ERROR_TEXT("wrong checksum: damaged, or not written by save()"));
        }
    }
    #if MPICKLE_FEATURE_SIGNED
    file = verify(path, file, &sign, values[ARG_key].u_obj, least, options->error);
    #endif
    mpickle_file_fun_t how = load;
    #if MPICKLE_FEATURE_COMPRESS
    if (file == MPICKLE_PACKED(parsed.options.codec)) {
        how = load_packed;
    } else
    #endif
    if (file != parsed.options.codec) {
        mp_raise_msg(options->error, MP_ERROR_TEXT("saved in another format"));
    }
    return mpickle_with_file(path, MP_OBJ_NEW_QSTR(MP_QSTR_rb), how, &parsed.options);
}
MPICKLE_FUNCTION(restore, 0, mpickle_restore_with, mpickle_c_pickle_load)

#endif // MPICKLE_FEATURE_FILES
