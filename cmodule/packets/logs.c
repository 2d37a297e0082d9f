// append and records: logs of packets, of which a power cut takes the last record at most.
//
// docs/logs.md has the files. In short: where a file grows at once or not at all, as on LittleFS, a packet goes
// to its end. Elsewhere, as on FAT, growing a file is not safe: so it is made of zeros, of a fixed size, before
// the first record is in it, and a record overwrites zeros. When it is full there is a further file.
#include <string.h>

#include "py/mperrno.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "entry/arguments.h"
#include "packets/files.h"
#include "packets/logs.h"
#include "packets/packet.h"
#include "mpickle.h"

#if MPICKLE_FEATURE_LOG

// The path of a part of a log: its own, or with ".1", ".2" … behind it.
static mp_obj_t part_path(mp_obj_t path, size_t part) {
    if (part == 0) {
        return path;
    }
    vstr_t vstr;
    vstr_init(&vstr, 32);
    vstr_printf(&vstr, "%s.%u", mp_obj_str_get_str(path), (unsigned)part);
    return mp_obj_new_str_from_vstr(&vstr);
}

/******************************************************************************/
// append

#if MPICKLE_FEATURE_WRITE

// Bytes of the first part. Sizes are powers of two, of which one byte is not 0: a cut while it is written into a
// folder leaves nothing or the size.
#define FIRST_PART (4096)
// Parts from this on are of one size.
#define LARGEST_PART (4)
// Bytes that are looked at together for the end of what is written.
#define UNIT (64)

// A mode of open() that no interned name can be.
static const MP_DEFINE_STR_OBJ(mode_change, "r+b");

static mp_obj_t call_method(mp_obj_t obj, qstr method, mp_obj_t arg) {
    mp_obj_t dest[3];
    mp_load_method(obj, method, dest);
    dest[2] = arg;
    return mp_call_method_n_kw(1, 0, dest);
}

static void seek(mp_obj_t file, size_t to) {
    call_method(file, MP_QSTR_seek, mp_obj_new_int_from_uint(to));
}

// Moves to the end of a file: its size.
static size_t seek_end(mp_obj_t file) {
    mp_obj_t dest[4];
    mp_load_method(file, MP_QSTR_seek, dest);
    dest[2] = MP_OBJ_NEW_SMALL_INT(0);
    dest[3] = MP_OBJ_NEW_SMALL_INT(2);
    return mp_obj_get_int(mp_call_method_n_kw(2, 0, dest));
}

// The size of a part; 0 if there is none.
static size_t part_size(mp_obj_t path, size_t part) {
    mp_obj_t file = mpickle_file_open(part_path(path, part));
    if (file == MP_OBJ_NULL) {
        return 0;
    }
    size_t size = seek_end(file);
    mpickle_file_close(file);
    return size;
}

// Writes an object with the buffer protocol, all of it.
static mp_obj_t write_all(mp_obj_t file, const void *arg) {
    mp_obj_t data = *(const mp_obj_t *)arg;
    if (!mp_obj_equal(call_method(file, MP_QSTR_write, data), mp_obj_len(data))) {
        mp_raise_OSError(MP_ENOSPC);
    }
    return mp_const_none;
}

static mp_obj_t write_zeros(mp_obj_t file, const void *size) {
    vstr_t vstr;
    vstr_init_len(&vstr, FIRST_PART / 16);
    memset(vstr.buf, 0, vstr.len);
    mp_obj_t zeros = mp_obj_new_bytes_from_vstr(&vstr);
    for (size_t left = *(const size_t *)size; left > 0; left -= FIRST_PART / 16) {
        write_all(file, &zeros);
    }
    return mp_const_none;
}

// Bytes of a unit up to the last that is not 0.
static size_t used(mp_obj_t file, size_t unit) {
    seek(file, unit * UNIT);
    mp_buffer_info_t info;
    mp_get_buffer_raise(call_method(file, MP_QSTR_read, MP_OBJ_NEW_SMALL_INT(UNIT)), &info, MP_BUFFER_READ);
    while (info.len > 0 && ((const uint8_t *)info.buf)[info.len - 1] == 0) {
        info.len--;
    }
    return info.len;
}

typedef struct _record_t {
    mp_obj_t packet;
    size_t len;
} record_t;

// Writes a record behind the last that is there, if there is room. Between records there is a single zero, so a
// unit of zeros is behind the last one, and all units behind it are zeros too.
static mp_obj_t write_behind(mp_obj_t file, const void *arg) {
    const record_t *record = arg;
    size_t size = seek_end(file);
    size_t low = 0, high = (size + UNIT - 1) / UNIT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (used(file, middle) == 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    size_t end = low == 0 ? 0 : (low - 1) * UNIT + used(file, low - 1);
    if (size - end < record->len) {
        return mp_const_false;
    }
    seek(file, end);
    write_all(file, &record->packet);
    return mp_const_none;
}

static void append_in_place(mp_obj_t path, mp_obj_t packet) {
    record_t record = { packet, MP_OBJ_SMALL_INT_VALUE(mp_obj_len(packet)) };
    // The last part, of which those before it are there: by steps twice as long each, and then by half as long ones.
    size_t part = 0, step = 1;
    for (; part_size(path, part + step) > 0; step *= 2) {
        part += step;
    }
    while ((step /= 2) > 0) {
        if (part_size(path, part + step) > 0) {
            part += step;
        }
    }
    for (size_t size = part_size(path, part);; part++, size = 0) {
        mp_obj_t name = part_path(path, part);
        if (size == 0) {
            // There is none, or one that was cut while it was made.
            for (size = FIRST_PART << MIN(part, LARGEST_PART); size < record.len; size *= 2) {
            }
            mpickle_with_file(name, MP_OBJ_NEW_QSTR(MP_QSTR_wb), write_zeros, &size);
            mpickle_files_sync();
        }
        if (mpickle_with_file(name, MP_OBJ_FROM_PTR(&mode_change), write_behind, &record) == mp_const_none) {
            return;
        }
    }
}

// append(obj, path, protocol=None, *, fix_imports=True, compress=False, key=None, counter=None)
mp_obj_t mpickle_append_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    mp_arg_check_num(n_args, 0, 2, 3, false);
    mp_obj_t path = args[1];
    // The arguments of pack(): all but the path.
    const mp_obj_t own[] = { args[0], n_args > 2 ? args[2] : mp_const_none };
    #if MPICKLE_FEATURE_TREE
    mp_obj_t packet = mpickle_pack_with(n_args - 1, own, kw_args, options);
    #else
    (void)options;
    mp_obj_t packet = mpickle_pack(n_args - 1, own, kw_args);
    #endif
    if (mpickle_files_change_at_once(path)) {
        mpickle_with_file(path, MP_OBJ_NEW_QSTR(MP_QSTR_ab), write_all, &packet);
    } else {
        append_in_place(path, packet);
    }
    mpickle_files_sync();
    return mp_const_none;
}
MPICKLE_FUNCTION(append, 0, mpickle_append_with, mpickle_c_pickle_save)

#endif // MPICKLE_FEATURE_WRITE

/******************************************************************************/
// records

typedef struct _records_t {
    mp_obj_base_t base;
    mp_obj_t path;
    mp_obj_t unpacker;
    // The part that is being read; null before it is open.
    mp_obj_t file;
    size_t part;
    bool ended;
} records_t;

static mp_obj_t records_next(mp_obj_t self_in) {
    records_t *self = MP_OBJ_TO_PTR(self_in);
    for (;;) {
        mp_obj_t obj = mpickle_unpacker_next(self->unpacker);
        if (obj != MP_OBJ_NULL || self->ended) {
            return obj;
        }
        if (self->file == MP_OBJ_NULL) {
            self->file = mpickle_file_open(part_path(self->path, self->part));
            if (self->file == MP_OBJ_NULL) {
                self->ended = true;
                continue;
            }
            self->part++;
        }
        mp_obj_t file = self->file;
        if (!mpickle_unpacker_read(self->unpacker, file)) {
            self->file = MP_OBJ_NULL;
            mpickle_file_close(file);
        }
    }
}

static void records_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    const records_t *self = MP_OBJ_TO_PTR(self_in);
    // Those of the Unpacker, but for its methods.
    if (dest[0] == MP_OBJ_NULL && attr != MP_QSTR_feed && attr != MP_QSTR_reset) {
        mp_load_method_maybe(self->unpacker, attr, dest);
    }
}

static MP_DEFINE_CONST_OBJ_TYPE(
    type_records,
    MP_QSTR_records,
    MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, records_next,
    attr, records_attr
    );

// records(path, max_size=65536, **options of loads)
mp_obj_t mpickle_records_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    mp_arg_check_num(n_args, 0, 1, 2, false);
    records_t *self = mp_obj_malloc(records_t, &type_records);
    self->path = args[0];
    self->file = MP_OBJ_NULL;
    self->part = 0;
    self->ended = false;
    self->unpacker = mpickle_unpacker_with(n_args - 1, args + 1, kw_args, options);
    mp_obj_str_get_str(self->path);
    return MP_OBJ_FROM_PTR(self);
}
MPICKLE_FUNCTION(records, 0, mpickle_records_with, mpickle_c_pickle_load)

#endif // MPICKLE_FEATURE_LOG
