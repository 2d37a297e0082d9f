// ALoader, aload and adump: the decoder and the encoder as awaitable objects.
//
// An awaitable here is an iterator that passes on what an inner one yields, which is the read() or
// drain() of the stream; when that is over it goes on with its own work, and either awaits the
// next one or returns. What is thrown into it reaches the inner one, and so does its end.
#include "py/objexcept.h"
#include "py/runtime.h"
#include "entry/aload.h"
#include "entry/arguments.h"
#include "entry/decoder.h"
#include "mpickle.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_ASYNC && MICROPY_PY_ASYNC_AWAIT

typedef struct _awaitable_t {
    mp_obj_base_t base;
    // Returns the object to await next, or null to return; *value is the result of the last await, null
    // at first, and takes what is returned.
    mp_obj_t (*proceed)(struct _awaitable_t *self, mp_obj_t *value);
    // The object that is awaited, or null.
    mp_obj_t inner;
} awaitable_t;

// Goes on, with an exception if `thrown` is not null. Returns true if *value is yielded, false if it
// is returned.
static bool resume(awaitable_t *self, mp_obj_t thrown, mp_obj_t *value) {
    *value = MP_OBJ_NULL;
    mp_obj_t inner = self->inner;
    for (;;) {
        // The inner one is done with, even if something is raised from here on.
        self->inner = MP_OBJ_NULL;
        if (inner != MP_OBJ_NULL) {
            mp_obj_t sent = thrown == MP_OBJ_NULL ? mp_const_none : MP_OBJ_NULL;
            switch (mp_resume(inner, sent, thrown, value)) {
                case MP_VM_RETURN_YIELD:
                    self->inner = inner;
                    return true;
                case MP_VM_RETURN_EXCEPTION:
                    nlr_raise(*value);
                default:
                    break;
            }
        } else if (thrown != MP_OBJ_NULL) {
            nlr_raise(mp_make_raise_obj(thrown));
        }
        thrown = MP_OBJ_NULL;
        inner = self->proceed(self, value);
        if (inner == MP_OBJ_NULL) {
            return false;
        }
        inner = mp_getiter(inner, NULL);
    }
}

static mp_obj_t awaitable_iternext(mp_obj_t self_in) {
    mp_obj_t value;
    return resume(MP_OBJ_TO_PTR(self_in), MP_OBJ_NULL, &value) ? value : mp_make_stop_iteration(value);
}

static mp_obj_t method_resume(mp_obj_t self_in, mp_obj_t thrown) {
    mp_obj_t value;
    if (resume(MP_OBJ_TO_PTR(self_in), thrown, &value)) {
        return value;
    }
    nlr_raise(mp_obj_new_exception_args(&mp_type_StopIteration, 1, &value));
}

static mp_obj_t awaitable_send(mp_obj_t self_in, mp_obj_t value) {
    (void)value;
    return method_resume(self_in, MP_OBJ_NULL);
}
static MP_DEFINE_CONST_FUN_OBJ_2(awaitable_send_obj, awaitable_send);
static MP_DEFINE_CONST_FUN_OBJ_2(awaitable_throw_obj, method_resume);

static mp_obj_t awaitable_close(mp_obj_t self_in) {
    awaitable_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t inner = self->inner;
    self->inner = MP_OBJ_NULL;
    if (inner != MP_OBJ_NULL) {
        mp_obj_t dest[2];
        mp_load_method_maybe(inner, MP_QSTR_close, dest);
        if (dest[0] != MP_OBJ_NULL) {
            mp_call_method_n_kw(0, 0, dest);
        }
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(awaitable_close_obj, awaitable_close);

#define AWAITABLE_METHODS \
    { MP_ROM_QSTR(MP_QSTR_send), MP_ROM_PTR(&awaitable_send_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&awaitable_throw_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&awaitable_close_obj) }

/******************************************************************************/
// Loading

typedef struct _aloader_t {
    awaitable_t awaitable;
    mp_obj_t decoder;
    mp_obj_t read;
    // Called with the bytes of each object, or None.
    mp_obj_t observer;
    // Bytes that may be read beyond what the object at hand needs.
    size_t ahead;
    // Iterated, not awaited: the end of the stream is the end of the iteration.
    bool iterated;
    // The observer is not told where the object ends.
    bool unmarked;
    #if MPICKLE_FEATURE_MSGPACK
    // Attributes of umsgpack's loaders: the reader, the observer as it was given, a dictionary of the options.
    mp_obj_t shown[3];
    #endif
} aloader_t;

static void observe(aloader_t *self, mp_obj_t data) {
    if (self->observer != mp_const_none) {
        mp_call_function_1(self->observer, data);
    }
}

static mp_obj_t aloader_proceed(awaitable_t *awaitable, mp_obj_t *value) {
    aloader_t *self = (aloader_t *)awaitable;
    if (*value != MP_OBJ_NULL) {
        if (!mp_obj_is_true(*value)) {
            // The end of the stream.
            if (mpickle_decoder_between(self->decoder)) {
                mp_raise_type(self->iterated ? &mp_type_StopAsyncIteration : &mp_type_EOFError);
            }
            mp_raise_msg(&mp_type_EOFError, MP_ERROR_TEXT("stream ends within an object"));
        }
        // The decoder counts as failed meanwhile: if the observer raises these bytes are lost.
        mpickle_decoder_enter(self->decoder);
        mpickle_decoder_leave(self->decoder, true);
        observe(self, *value);
        mpickle_decoder_leave(self->decoder, false);
        mpickle_decoder_take(self->decoder, *value);
    }
    *value = mpickle_decoder_iternext(self->decoder);
    if (*value != MP_OBJ_STOP_ITERATION) {
        if (!self->unmarked) {
            observe(self, mp_const_empty_bytes);
        }
        return MP_OBJ_NULL;
    }
    size_t count = MAX(mpickle_decoder_needed(self->decoder), self->ahead);
    return mp_call_function_1(self->read, MP_OBJ_NEW_SMALL_INT(count));
}

// The reader's method that is called with a number of bytes, and awaited.
static mp_obj_t load_read(mp_obj_t reader) {
    #if MPICKLE_FEATURE_FORMATS
    // micropython-msgpack calls nothing but readexactly(): programs may have a reader with that alone.
    mp_obj_t dest[2];
    mp_load_method_maybe(reader, MP_QSTR_read, dest);
    if (dest[0] == MP_OBJ_NULL) {
        return mp_load_attr(reader, MP_QSTR_readexactly);
    }
    #endif
    return mp_load_attr(reader, MP_QSTR_read);
}

// ALoader(reader, observer=None, *, read_ahead=0, options of loads…)
static mp_obj_t new_aloader(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options,
    bool iterated) {
    enum { ARG_reader, ARG_observer, ARG_read_ahead };
    static const mp_arg_t own[] = {
        { MP_QSTR_reader, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_observer, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_read_ahead, MP_ARG_KW_ONLY | MP_ARG_INT, {.u_int = 0} },
    };
    mpickle_load_args_t parsed;
    MPICKLE_OWN(parsed, own);
    mpickle_c_parse(options, n_args, args, kw_args, &parsed.own);
    const mp_arg_val_t *values = parsed.own.values;
    mp_obj_t observer = values[ARG_observer].u_obj;
    if (observer != mp_const_none) {
        // A hash, or anything else that is called by its update().
        mp_obj_t dest[2];
        mp_load_method_maybe(observer, MP_QSTR_update, dest);
        if (dest[0] != MP_OBJ_NULL) {
            observer = mp_load_attr(observer, MP_QSTR_update);
        }
    }
    aloader_t *self = mp_obj_malloc(aloader_t, &mpickle_type_aloader);
    self->awaitable.proceed = aloader_proceed;
    self->awaitable.inner = MP_OBJ_NULL;
    self->decoder = MP_OBJ_NULL;
    self->decoder = mpickle_decoder_new(&parsed.options);
    self->read = load_read(values[ARG_reader].u_obj);
    self->observer = observer;
    // Only what is one object's alone can be shown to an observer, or be all that is read.
    self->ahead = iterated && observer == mp_const_none ? MAX(values[ARG_read_ahead].u_int, 0) : 0;
    self->iterated = iterated;
    self->unmarked = false;
    #if MPICKLE_FEATURE_MSGPACK
    self->shown[0] = values[ARG_reader].u_obj;
    self->shown[1] = values[ARG_observer].u_obj;
    self->shown[2] = parsed.options.codec == MPICKLE_C_MSGPACK ? parsed.options.of.msgpack.given : MP_OBJ_NULL;
    #endif
    return MP_OBJ_FROM_PTR(self);
}

#if MPICKLE_FEATURE_MSGPACK
static void aloader_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    aloader_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] != MP_OBJ_NULL) {
        return; // attributes are not writable
    }
    switch (attr) {
        case MP_QSTR_fp:
            dest[0] = self->shown[0];
            break;
        case MP_QSTR_observer:
            dest[0] = self->shown[1];
            break;
        case MP_QSTR_options:
            if (self->shown[2] == MP_OBJ_NULL) {
                self->shown[2] = mp_obj_new_dict(0);
            }
            dest[0] = self->shown[2];
            break;
        default:
            dest[1] = MP_OBJ_SENTINEL; // a method
    }
}
#define ALOADER_ATTR attr, aloader_attr,
#else
#define ALOADER_ATTR
#endif

mp_obj_t mpickle_aloader_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    return new_aloader(n_args, args, kw_args, options, true);
}
MPICKLE_CONSTRUCTOR(aloader_make_new, mpickle_aloader_with, mpickle_c_pickle_load)

// aload(reader, observer=None, …): a loader that is awaited, once.
mp_obj_t mpickle_aload_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    return new_aloader(n_args, args, kw_args, options, false);
}
MPICKLE_FUNCTION(aload, 1, mpickle_aload_with, mpickle_c_pickle_load)

static mp_obj_t aloader_aiter(mp_obj_t self_in) {
    return self_in;
}
static MP_DEFINE_CONST_FUN_OBJ_1(aloader_aiter_obj, aloader_aiter);

static aloader_t *free_aloader(mp_obj_t self_in) {
    aloader_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->awaitable.inner != MP_OBJ_NULL) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("already awaited"));
    }
    return self;
}

static mp_obj_t aloader_anext(mp_obj_t self_in) {
    #if MPICKLE_FEATURE_FORMATS
    aloader_t *self = free_aloader(self_in);
    self->iterated = true;
    self->unmarked = false;
    #else
    free_aloader(self_in);
    #endif
    return self_in;
}
static MP_DEFINE_CONST_FUN_OBJ_1(aloader_anext_obj, aloader_anext);

#if MPICKLE_FEATURE_FORMATS
// await loader.load(): the next object; EOFError at the end of the stream.
static mp_obj_t aloader_load(mp_obj_t self_in) {
    aloader_t *self = free_aloader(self_in);
    self->iterated = false;
    self->unmarked = false;
    return self_in;
}
static MP_DEFINE_CONST_FUN_OBJ_1(aloader_load_obj, aloader_load);

// await loader.aload(): the same, whose end the observer is not told.
static mp_obj_t aloader_aload(mp_obj_t self_in) {
    aloader_load(self_in);
    ((aloader_t *)MP_OBJ_TO_PTR(self_in))->unmarked = true;
    return self_in;
}
static MP_DEFINE_CONST_FUN_OBJ_1(aloader_aload_obj, aloader_aload);
#endif

static mp_obj_t aloader_reset(mp_obj_t self_in) {
    mpickle_decoder_reset(((aloader_t *)MP_OBJ_TO_PTR(self_in))->decoder);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(aloader_reset_obj, aloader_reset);

static const mp_rom_map_elem_t aloader_locals_table[] = {
    AWAITABLE_METHODS,
    { MP_ROM_QSTR(MP_QSTR___aiter__), MP_ROM_PTR(&aloader_aiter_obj) },
    { MP_ROM_QSTR(MP_QSTR___anext__), MP_ROM_PTR(&aloader_anext_obj) },
    { MP_ROM_QSTR(MP_QSTR_reset), MP_ROM_PTR(&aloader_reset_obj) },
    #if MPICKLE_FEATURE_FORMATS
    { MP_ROM_QSTR(MP_QSTR_load), MP_ROM_PTR(&aloader_load_obj) },
    { MP_ROM_QSTR(MP_QSTR_aload), MP_ROM_PTR(&aloader_aload_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(aloader_locals, aloader_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_type_aloader,
    MP_QSTR_ALoader,
    MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    MPICKLE_MAKE_NEW(aloader_make_new)
    iter, awaitable_iternext,
    ALOADER_ATTR
    locals_dict, &aloader_locals
    );

/******************************************************************************/
// Dumping

#if MPICKLE_FEATURE_WRITE

typedef struct _adumper_t {
    awaitable_t awaitable;
    // The state that writes to the writer.
    mp_obj_t state;
    // The object to dump; null once that has begun.
    mp_obj_t obj;
    mp_obj_t drain;
    bool done;
} adumper_t;

static mp_obj_t adumper_proceed(awaitable_t *awaitable, mp_obj_t *value) {
    adumper_t *self = (adumper_t *)awaitable;
    if (self->done) {
        *value = mp_const_none;
        return MP_OBJ_NULL;
    }
    // If this raises there is no more to it.
    self->done = true;
    mp_obj_t obj = self->obj;
    self->obj = MP_OBJ_NULL;
    self->done = mpickle_adump_proceed(self->state, obj);
    return mp_call_function_0(self->drain);
}

static const mp_rom_map_elem_t adumper_locals_table[] = {
    AWAITABLE_METHODS,
};
static MP_DEFINE_CONST_DICT(adumper_locals, adumper_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    adumper_type,
    MP_QSTR_adump,
    MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, awaitable_iternext,
    locals_dict, &adumper_locals
    );

// adump(obj, writer, protocol=None, *, fix_imports=True, buffer_callback=None)
mp_obj_t mpickle_adump_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options) {
    enum { ARG_obj, ARG_writer };
    static const mp_arg_t own[] = {
        { MP_QSTR_obj, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_writer, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mpickle_dump_args_t parsed;
    MPICKLE_OWN(parsed, own);
    mpickle_c_parse(options, n_args, args, kw_args, &parsed.own);
    const mp_arg_val_t *values = parsed.own.values;
    mp_obj_t writer = values[ARG_writer].u_obj;
    adumper_t *self = mp_obj_malloc(adumper_t, &adumper_type);
    self->awaitable.proceed = adumper_proceed;
    self->awaitable.inner = MP_OBJ_NULL;
    self->obj = values[ARG_obj].u_obj;
    self->state = mpickle_writer_new(writer, &parsed.options);
    self->drain = mp_load_attr(writer, MP_QSTR_drain);
    self->done = false;
    return MP_OBJ_FROM_PTR(self);
}
MPICKLE_FUNCTION(adump, 2, mpickle_adump_with, mpickle_c_pickle_dump)

#endif // MPICKLE_FEATURE_WRITE

#endif // MPICKLE_FEATURE_ASYNC
