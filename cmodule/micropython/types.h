// Types of the module, all in ROM.
#ifndef MPICKLE_TYPES_H
#define MPICKLE_TYPES_H

#include "py/obj.h"

extern const mp_obj_type_t mpickle_type_PickleError;
extern const mp_obj_type_t mpickle_type_PicklingError;
extern const mp_obj_type_t mpickle_type_UnpicklingError;

extern const mp_obj_type_t mpickle_type_PackException;
extern const mp_obj_type_t mpickle_type_UnsupportedTypeException;
extern const mp_obj_type_t mpickle_type_UnpackException;
extern const mp_obj_type_t mpickle_type_InsufficientDataException;
extern const mp_obj_type_t mpickle_type_InvalidStringException;
extern const mp_obj_type_t mpickle_type_ReservedCodeException;
extern const mp_obj_type_t mpickle_type_UnhashableKeyException;
extern const mp_obj_type_t mpickle_type_DuplicateKeyException;

extern const mp_obj_type_t mpickle_type_BadFormatString;
extern const mp_obj_type_t mpickle_type_CodecError;
extern const mp_obj_type_t mpickle_type_EndOfMessage;

extern const mp_obj_type_t mpickle_type_CBORError;
extern const mp_obj_type_t mpickle_type_CBOREncodeError;
extern const mp_obj_type_t mpickle_type_CBOREncodeTypeError;
extern const mp_obj_type_t mpickle_type_CBOREncodeValueError;
extern const mp_obj_type_t mpickle_type_CBORDecodeError;
extern const mp_obj_type_t mpickle_type_CBORDecodeValueError;
extern const mp_obj_type_t mpickle_type_CBORDecodeEOF;

#endif
