// A port in name only: the configuration for which `cargo xtask dist` makes prebuilt objects, as ports have it. The
// kinds of floats and ints come from the command line. A firmware's build proves that its own is the same
// as far as the objects depend on it.
#include <stdint.h>

#define MICROPY_CONFIG_ROM_LEVEL    (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
#define MICROPY_ENABLE_GC           (1)
// As on 32 bits; the unix port has it so on every machine.
#ifndef MPZ_DIG_SIZE
#define MPZ_DIG_SIZE                (16)
#endif
#define MICROPY_PY_SYS_PLATFORM     "prebuilt"

// Before v1.26 a port has to say what pointers are.
#define MP_SSIZE_MAX INTPTR_MAX
typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef long mp_off_t;

#define MP_STATE_PORT MP_STATE_VM
#include <alloca.h>
