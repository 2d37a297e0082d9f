// Types of the module, all in ROM.
#ifndef MPICKLE_TYPES_H
#define MPICKLE_TYPES_H

#include "py/obj.h"

extern const mp_obj_type_t mpickle_type_PickleError;
extern const mp_obj_type_t mpickle_type_PicklingError;
extern const mp_obj_type_t mpickle_type_UnpicklingError;

#endif
