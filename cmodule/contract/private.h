// Structs that no header of MicroPython's shows, as they are in v1.22 to v1.29: those of objects that its C files
// keep to themselves. rust/micropython/build/private.rs compares each with the C file of the MicroPython
// that is being built, and a build with another struct ends there.
#ifndef MPICKLE_PRIVATE_H
#define MPICKLE_PRIVATE_H

#include "py/obj.h"

// py/objdeque.c. One item's room is always free.
typedef struct _mpickle_c_deque_t {
    mp_obj_base_t base;
    size_t alloc;
    size_t i_get;
    size_t i_put;
    mp_obj_t *items;
    uint32_t flags;
} mpickle_c_deque_t;
// Appending to a full deque raises IndexError in place of dropping the oldest item.
#define MPICKLE_C_DEQUE_CHECK_OVERFLOW (1)

// py/objset.c: set and frozenset.
typedef struct _mpickle_c_set_t {
    mp_obj_base_t base;
    mp_set_t set;
} mpickle_c_set_t;

// py/objrange.c
typedef struct _mpickle_c_range_t {
    mp_obj_base_t base;
    mp_int_t start;
    mp_int_t stop;
    mp_int_t step;
} mpickle_c_range_t;

// py/objproperty.c: getter, setter, deleter. MicroPython's are objects, which are constants in ROM here.
typedef struct _mpickle_c_property_t {
    mp_obj_base_t base;
    mp_rom_obj_t proxy[3];
} mpickle_c_property_t;

// py/objfloat.c, where floats are objects.
typedef struct _mpickle_c_float_t {
    mp_obj_base_t base;
    mp_float_t value;
} mpickle_c_float_t;

// py/gc.c: kinds of blocks in its table, and how many of them are in a byte.
#define MPICKLE_C_AT_HEAD (1)
#define MPICKLE_C_AT_TAIL (2)
#define MPICKLE_C_BLOCKS_PER_ATB (4)

// py/builtinimport.c: what the paths of frozen modules begin with.
#define MPICKLE_C_FROZEN ".frozen/"

#endif
