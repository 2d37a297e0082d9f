// Root pointers, also over a soft reset.
#ifndef MPICKLE_ROOTS_H
#define MPICKLE_ROOTS_H

#include "py/obj.h"

// __init__ of the modules: forgets what a soft reset has swept away.
extern const mp_obj_fun_builtin_fixed_t mpickle_roots_init_obj;

// Forgets what a soft reset has swept away.
void mpickle_roots_check(void);

#if MICROPY_MODULE_BUILTIN_INIT
#define MPICKLE_INIT { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&mpickle_roots_init_obj) },
#else
#define MPICKLE_INIT
#endif

#endif
