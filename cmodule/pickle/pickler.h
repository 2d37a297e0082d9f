// The classes Pickler and Unpickler.
#ifndef MPICKLE_PICKLER_H
#define MPICKLE_PICKLER_H

#include "py/obj.h"

// Loads the module attributes that are made at first use: the classes.
void mpickle_pickler_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest);

#endif
