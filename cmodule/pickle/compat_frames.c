// The library's classes _Framer, _Unframer and uBytesIO.
#include <string.h>

#include "py/objarray.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "pickle/compat.h"
#include "micropython/types.h"

#if MPICKLE_FEATURE_COMPAT

#define FRAME_SIZE_MIN (4)
#define FRAME_SIZE_TARGET (64 * 1024)

/******************************************************************************/
// _Framer(file_write): passes writes on, or gathers them for a frame.

typedef struct _framer_t {
    mp_obj_base_t base;
    mp_obj_t write;
    // NULL while no frame is open.
    vstr_t *frame;
} framer_t;

static mp_obj_t framer_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    framer_t *self = mp_obj_malloc(framer_t, type);
    self->write = args[0];
    self->frame = NULL;
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t framer_start(mp_obj_t self_in) {
    framer_t *self = MP_OBJ_TO_PTR(self_in);
    self->frame = vstr_new(16);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(framer_start_obj, framer_start);

static void framer_pass_on(framer_t *self, const void *data, size_t len) {
    mp_call_function_1(self->write, mp_obj_new_bytes(data, len));
}

static void framer_commit(framer_t *self, bool force) {
    vstr_t *frame = self->frame;
    if (frame == NULL || (frame->len < FRAME_SIZE_TARGET && !force)) {
        return;
    }
    if (frame->len >= FRAME_SIZE_MIN) {
        byte header[9] = { 0x95 };
        size_t len = frame->len;
        for (size_t i = 1; i <= sizeof(len); i++) {
            header[i] = (byte)len;
            len >>= 8;
        }
        framer_pass_on(self, header, sizeof(header));
    }
    self->frame = vstr_new(16);
    framer_pass_on(self, frame->buf, frame->len);
}

// commit_frame(force=False)
static mp_obj_t framer_commit_frame(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = { { MP_QSTR_force, MP_ARG_BOOL, {.u_bool = false} } };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    framer_commit(MP_OBJ_TO_PTR(pos_args[0]), args[0].u_bool);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(framer_commit_frame_obj, 1, framer_commit_frame);

static mp_obj_t framer_end(mp_obj_t self_in) {
    framer_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->frame != NULL && self->frame->len > 0) {
        framer_commit(self, true);
        self->frame = NULL;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(framer_end_obj, framer_end);

static mp_obj_t framer_write(mp_obj_t self_in, mp_obj_t data) {
    framer_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->frame == NULL) {
        return mp_call_function_1(self->write, data);
    }
    mp_buffer_info_t info;
    mp_get_buffer_raise(data, &info, MP_BUFFER_READ);
    vstr_add_strn(self->frame, info.buf, info.len);
    return mp_obj_new_int_from_uint(info.len);
}
static MP_DEFINE_CONST_FUN_OBJ_2(framer_write_obj, framer_write);

static mp_obj_t framer_write_large_bytes(mp_obj_t self_in, mp_obj_t header, mp_obj_t payload) {
    framer_t *self = MP_OBJ_TO_PTR(self_in);
    framer_commit(self, true);
    mp_call_function_1(self->write, header);
    mp_call_function_1(self->write, payload);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_3(framer_write_large_bytes_obj, framer_write_large_bytes);

static const mp_rom_map_elem_t framer_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_start_framing), MP_ROM_PTR(&framer_start_obj) },
    { MP_ROM_QSTR(MP_QSTR_end_framing), MP_ROM_PTR(&framer_end_obj) },
    { MP_ROM_QSTR(MP_QSTR_commit_frame), MP_ROM_PTR(&framer_commit_frame_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&framer_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_write_large_bytes), MP_ROM_PTR(&framer_write_large_bytes_obj) },
};
static MP_DEFINE_CONST_DICT(framer_locals, framer_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_type_Framer,
    MP_QSTR__Framer,
    MP_TYPE_FLAG_NONE,
    make_new, framer_make_new,
    locals_dict, &framer_locals
    );

/******************************************************************************/
// _Unframer(file_read, file_readline, file_tell=None): reads out of the frame, then on.

typedef struct _unframer_t {
    mp_obj_base_t base;
    mp_obj_t read;
    mp_obj_t readline;
    // The frame, bytes; MP_OBJ_NULL where none is open.
    mp_obj_t frame;
    size_t at;
} unframer_t;

static mp_obj_t unframer_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 2, 3, false);
    unframer_t *self = mp_obj_malloc(unframer_t, type);
    self->read = args[0];
    self->readline = args[1];
    self->frame = MP_OBJ_NULL;
    self->at = 0;
    return MP_OBJ_FROM_PTR(self);
}

__attribute__((noreturn)) static void exhausted(void) {
    mp_raise_msg(&mpickle_type_UnpicklingError, MP_ERROR_TEXT("pickle exhausted before end of frame"));
}

// The rest of the frame; zero if no frame is open.
static size_t unframer_rest(unframer_t *self, const byte **rest) {
    if (self->frame == MP_OBJ_NULL) {
        return 0;
    }
    mp_buffer_info_t info;
    mp_get_buffer_raise(self->frame, &info, MP_BUFFER_READ);
    size_t len = info.len - self->at;
    *rest = (const byte *)info.buf + self->at;
    if (len == 0) {
        self->frame = MP_OBJ_NULL;
    }
    return len;
}

static mp_obj_t unframer_take(unframer_t *self, const byte *data, size_t len) {
    self->at += len;
    return mp_obj_new_bytes(data, len);
}

static mp_obj_t unframer_read(mp_obj_t self_in, mp_obj_t count) {
    unframer_t *self = MP_OBJ_TO_PTR(self_in);
    const byte *rest;
    size_t left = unframer_rest(self, &rest);
    if (left == 0) {
        return mp_call_function_1(self->read, count);
    }
    mp_uint_t wanted = mpickle_c_get_int(count);
    if (wanted > left) {
        exhausted();
    }
    return unframer_take(self, rest, wanted);
}
static MP_DEFINE_CONST_FUN_OBJ_2(unframer_read_obj, unframer_read);

static mp_obj_t unframer_readline(mp_obj_t self_in) {
    unframer_t *self = MP_OBJ_TO_PTR(self_in);
    const byte *rest;
    size_t left = unframer_rest(self, &rest);
    if (left == 0) {
        return mp_call_function_0(self->readline);
    }
    const byte *end = memchr(rest, '\n', left);
    if (end == NULL) {
        exhausted();
    }
    return unframer_take(self, rest, end + 1 - rest);
}
static MP_DEFINE_CONST_FUN_OBJ_1(unframer_readline_obj, unframer_readline);

static mp_obj_t unframer_readinto(mp_obj_t self_in, mp_obj_t target) {
    mp_buffer_info_t to, from;
    mp_get_buffer_raise(target, &to, MP_BUFFER_WRITE);
    mp_obj_t data = unframer_read(self_in, mp_obj_new_int_from_uint(to.len));
    mp_get_buffer_raise(data, &from, MP_BUFFER_READ);
    mp_get_buffer_raise(target, &to, MP_BUFFER_WRITE);
    memcpy(to.buf, from.buf, MIN(to.len, from.len));
    return mp_obj_new_int_from_uint(MIN(to.len, from.len));
}
static MP_DEFINE_CONST_FUN_OBJ_2(unframer_readinto_obj, unframer_readinto);

static mp_obj_t unframer_load_frame(mp_obj_t self_in, mp_obj_t size) {
    unframer_t *self = MP_OBJ_TO_PTR(self_in);
    const byte *rest;
    if (unframer_rest(self, &rest) > 0) {
        mp_raise_msg(&mpickle_type_UnpicklingError, MP_ERROR_TEXT("beginning of a new frame before end of current frame"));
    }
    self->frame = mp_call_function_1(self->read, size);
    self->at = 0;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(unframer_load_frame_obj, unframer_load_frame);

static const mp_rom_map_elem_t unframer_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&unframer_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&unframer_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&unframer_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_load_frame), MP_ROM_PTR(&unframer_load_frame_obj) },
};
static MP_DEFINE_CONST_DICT(unframer_locals, unframer_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_type_Unframer,
    MP_QSTR__Unframer,
    MP_TYPE_FLAG_NONE,
    make_new, unframer_make_new,
    locals_dict, &unframer_locals
    );

/******************************************************************************/
// uBytesIO: a BytesIO with getbuffer()

#if MICROPY_PY_IO_BYTESIO && MICROPY_PY_BUILTINS_MEMORYVIEW

static const mp_stream_p_t *bytesio(void) {
    return MP_OBJ_TYPE_GET_SLOT(&mp_type_bytesio, protocol);
}

static mp_uint_t ubytesio_read(mp_obj_t self, void *buf, mp_uint_t size, int *errcode) {
    return bytesio()->read(self, buf, size, errcode);
}

static mp_uint_t ubytesio_write(mp_obj_t self, const void *buf, mp_uint_t size, int *errcode) {
    return bytesio()->write(self, buf, size, errcode);
}

static mp_uint_t ubytesio_ioctl(mp_obj_t self, mp_uint_t request, uintptr_t arg, int *errcode) {
    return bytesio()->ioctl(self, request, arg, errcode);
}

static const mp_stream_p_t ubytesio_stream_p = {
    .read = ubytesio_read,
    .write = ubytesio_write,
    .ioctl = ubytesio_ioctl,
};

static mp_obj_t ubytesio_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    return MP_OBJ_TYPE_GET_SLOT(&mp_type_bytesio, make_new)(type, n_args, n_kw, args);
}

static mp_obj_t ubytesio_getbuffer(mp_obj_t self) {
    mp_obj_t dest[2];
    mp_load_method(self, MP_QSTR_getvalue, dest);
    return mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_memoryview), mp_call_method_n_kw(0, 0, dest));
}
static MP_DEFINE_CONST_FUN_OBJ_1(ubytesio_getbuffer_obj, ubytesio_getbuffer);

// Everything but getbuffer is a method of BytesIO.
static void ubytesio_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    if (attr == MP_QSTR_getbuffer) {
        dest[0] = MP_OBJ_FROM_PTR(&ubytesio_getbuffer_obj);
        dest[1] = self;
        return;
    }
    mp_map_t *methods = &((mp_obj_dict_t *)MP_OBJ_TYPE_GET_SLOT(&mp_type_bytesio, locals_dict))->map;
    mp_map_elem_t *elem = mp_map_lookup(methods, MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP);
    if (elem != NULL) {
        dest[0] = elem->value;
        dest[1] = self;
    }
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_type_uBytesIO,
    MP_QSTR_uBytesIO,
    MP_TYPE_FLAG_ITER_IS_STREAM,
    make_new, ubytesio_make_new,
    attr, ubytesio_attr,
    protocol, &ubytesio_stream_p,
    parent, &mp_type_bytesio
    );

#endif // MICROPY_PY_IO_BYTESIO

#endif // MPICKLE_FEATURE_COMPAT
