// A MicroPython with what mpickle is worth having for, and no hardware.
#include <alloca.h>
#include <stdint.h>

#if !PORT_CONFIG
#error flags of the port are missing
#endif

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_CORE_FEATURES)
#define MICROPY_ENABLE_COMPILER (1)
#define MICROPY_ENABLE_GC (1)
#define MICROPY_ENABLE_EXTERNAL_IMPORT (0)
#ifndef MICROPY_FLOAT_IMPL
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_FLOAT)
#endif
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
// Modules' attributes by a function: with them mpickle has Pickler and Unpickler.
#define MICROPY_MODULE_ATTR_DELEGATION (PORT_DELEGATES)
#define MICROPY_PY_SYS_PATH (PORT_DELEGATES)
#define MICROPY_PY_SYS_PS1_PS2 (0)
#define MICROPY_PY_SYS_TRACEBACKLIMIT (0)

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef long mp_off_t;

#define MICROPY_HW_BOARD_NAME "none"
#define MICROPY_HW_MCU_NAME PORT_NAME
#define MP_STATE_PORT MP_STATE_VM
