// Registrations for MessagePack: ext_serializable, and umsgpack's sub-modules.
#ifndef MPICKLE_MSGPACK_H
#define MPICKLE_MSGPACK_H

#include "micropython/shim.h"

#if MPICKLE_FEATURE_MSGPACK

// ext_serializable(ext_type, type=None)
extern const mp_obj_fun_builtin_var_t mpickle_ext_serializable_obj;

// The registrations; made if need be.
mpickle_c_msgpack_t *mpickle_msgpack_state(void);

// Called when a program imports umsgpack or one of its sub-modules: those that it names are in force then.
void mpickle_msgpack_import(void);
// The sub-module of this name, if it has been imported, or null.
mp_obj_t mpickle_msgpack_submodule(qstr name);

#endif

#endif
