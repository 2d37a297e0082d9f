// The modules, which modmpickle.c registers.
#ifndef MPICKLE_MODULES_H
#define MPICKLE_MODULES_H

#include "py/obj.h"

extern const mp_obj_module_t mpickle_module;
extern const mp_obj_module_t mpickle_umsgpack;
extern const mp_obj_module_t mpickle_cbor2;
extern const mp_obj_module_t mpickle_minipb;

#endif
