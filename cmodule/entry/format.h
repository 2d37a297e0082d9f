// The functions that the modules of all formats but pickle share: they know the options of their format.
#ifndef MPICKLE_FORMAT_H
#define MPICKLE_FORMAT_H

#include "entry/aload.h"
#include "entry/arguments.h"
#include "entry/decoder.h"
#include "packets/files.h"
#include "entry/into.h"
#include "packets/logs.h"
#include "mpickle.h"
#include "packets/packet.h"
#include "entry/streams.h"
#include "micropython/types.h"

#if MPICKLE_FEATURE_FORMATS

typedef struct _mpickle_function_t {
    mp_obj_base_t base;
    mp_obj_t (*fun)(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);
    const mpickle_c_options_t *options;
} mpickle_function_t;

extern const mp_obj_type_t mpickle_type_function;

// X: the object `format_name_obj`.
#define MPICKLE_FORMAT_OBJECT(format, name, qst, direction) \
    static const mpickle_function_t format##_##name##_obj = { \
        { &mpickle_type_function }, mpickle_##name##_with, &mpickle_c_##format##_##direction \
    };
// X: its entry in a module.
#define MPICKLE_FORMAT_ENTRY(format, name, qst, direction) \
    { MP_ROM_QSTR(MP_QSTR_##qst), MP_ROM_PTR(&format##_##name##_obj) },

// Which of them the features give: X(format, name of the function here, name in Python, load or dump).
#if MPICKLE_FEATURE_WRITE
#define MPICKLE_IF_WRITE(...) __VA_ARGS__
#else
#define MPICKLE_IF_WRITE(...)
#endif
#if MPICKLE_FEATURE_STREAMS
#define MPICKLE_STREAM_FUNCTIONS(X, format) \
    X(format, load, load, load) \
    MPICKLE_IF_WRITE(X(format, dump, dump, dump))
#else
#define MPICKLE_STREAM_FUNCTIONS(X, format)
#endif
#if MPICKLE_FEATURE_FEED
#define MPICKLE_FEED_FUNCTIONS(X, format) X(format, decoder, Decoder, load)
#else
#define MPICKLE_FEED_FUNCTIONS(X, format)
#endif
#if MPICKLE_FEATURE_ASYNC && MICROPY_PY_ASYNC_AWAIT
#define MPICKLE_ASYNC_FUNCTIONS(X, format) \
    X(format, aloader, ALoader, load) \
    X(format, aload, aload, load) \
    MPICKLE_IF_WRITE(X(format, adump, adump, dump))
#else
#define MPICKLE_ASYNC_FUNCTIONS(X, format)
#endif
#if MPICKLE_FEATURE_INTO
#define MPICKLE_INTO_FUNCTIONS(X, format) \
    X(format, load_from, load_from, load) \
    MPICKLE_IF_WRITE(X(format, dump_into, dump_into, dump))
#else
#define MPICKLE_INTO_FUNCTIONS(X, format)
#endif
#if MPICKLE_FEATURE_FILES
#define MPICKLE_FILE_FUNCTIONS(X, format) \
    X(format, restore, restore, load) \
    MPICKLE_IF_WRITE(X(format, save, save, dump))
#else
#define MPICKLE_FILE_FUNCTIONS(X, format)
#endif
#if MPICKLE_FEATURE_PACKETS
#define MPICKLE_PACKET_FUNCTIONS(X, format) \
    X(format, unpacker, Unpacker, load) \
    MPICKLE_IF_WRITE(X(format, pack, pack, dump))
#else
#define MPICKLE_PACKET_FUNCTIONS(X, format)
#endif
#if MPICKLE_FEATURE_LOG
#define MPICKLE_LOG_FUNCTIONS(X, format) \
    X(format, records, records, load) \
    MPICKLE_IF_WRITE(X(format, append, append, dump))
#else
#define MPICKLE_LOG_FUNCTIONS(X, format)
#endif
#define MPICKLE_FORMAT_FUNCTIONS(X, format) \
    X(format, loads, loads, load) \
    MPICKLE_IF_WRITE(X(format, dumps, dumps, dump)) \
    MPICKLE_STREAM_FUNCTIONS(X, format) \
    MPICKLE_FEED_FUNCTIONS(X, format) \
    MPICKLE_ASYNC_FUNCTIONS(X, format) \
    MPICKLE_INTO_FUNCTIONS(X, format) \
    MPICKLE_FILE_FUNCTIONS(X, format) \
    MPICKLE_PACKET_FUNCTIONS(X, format) \
    MPICKLE_LOG_FUNCTIONS(X, format)

#endif

#endif
