// The exceptions of the modules.
#include "py/objexcept.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/types.h"

#define EXCEPTION(exc_name, base) \
    MP_DEFINE_CONST_OBJ_TYPE(mpickle_type_##exc_name, MP_QSTR_##exc_name, MP_TYPE_FLAG_NONE, \
    make_new, mp_obj_exception_make_new, \
    print, mp_obj_exception_print, \
    attr, mp_obj_exception_attr, \
    parent, base \
    )

#if MPICKLE_FEATURE_PICKLE
EXCEPTION(PickleError, &mp_type_Exception);
EXCEPTION(PicklingError, &mpickle_type_PickleError);
EXCEPTION(UnpicklingError, &mpickle_type_PickleError);
#endif

#if MPICKLE_FEATURE_MSGPACK
EXCEPTION(PackException, &mp_type_Exception);
EXCEPTION(UnsupportedTypeException, &mpickle_type_PackException);
EXCEPTION(UnpackException, &mp_type_Exception);
EXCEPTION(InsufficientDataException, &mpickle_type_UnpackException);
EXCEPTION(InvalidStringException, &mpickle_type_UnpackException);
EXCEPTION(ReservedCodeException, &mpickle_type_UnpackException);
EXCEPTION(UnhashableKeyException, &mpickle_type_UnpackException);
EXCEPTION(DuplicateKeyException, &mpickle_type_UnpackException);
#endif

#if MPICKLE_FEATURE_CBOR
EXCEPTION(CBORError, &mp_type_Exception);
EXCEPTION(CBOREncodeError, &mpickle_type_CBORError);
EXCEPTION(CBOREncodeTypeError, &mpickle_type_CBOREncodeError);
EXCEPTION(CBOREncodeValueError, &mpickle_type_CBOREncodeError);
EXCEPTION(CBORDecodeError, &mpickle_type_CBORError);
EXCEPTION(CBORDecodeValueError, &mpickle_type_CBORDecodeError);
EXCEPTION(CBORDecodeEOF, &mpickle_type_CBORDecodeError);
#endif

#if MPICKLE_FEATURE_PROTOBUF_TABLES
EXCEPTION(BadFormatString, &mp_type_ValueError);
EXCEPTION(CodecError, &mp_type_Exception);

// Has the property `partial`: whether some of what was read was there.
static void end_of_message_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (attr == MP_QSTR_partial && dest[0] == MP_OBJ_NULL) {
        dest[0] = mp_obj_new_bool(mp_obj_exception_get_value(self_in) == mp_const_true);
    } else {
        mp_obj_exception_attr(self_in, attr, dest);
    }
}

MP_DEFINE_CONST_OBJ_TYPE(mpickle_type_EndOfMessage, MP_QSTR_EndOfMessage, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, mp_obj_exception_print,
    attr, end_of_message_attr,
    parent, &mp_type_EOFError
    );
#endif
