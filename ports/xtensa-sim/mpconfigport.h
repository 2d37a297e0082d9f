// The configuration of MicroPython's own emulated boards (ports/qemu), without what needs a device.

#include <alloca.h>
#include <stdint.h>

#define MICROPY_CONFIG_ROM_LEVEL    (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#define MICROPY_MALLOC_USES_ALLOCATED_SIZE (1)
#define MICROPY_MEM_STATS           (1)
#define MICROPY_READER_VFS          (1)
#define MICROPY_ENABLE_GC           (1)
#define MICROPY_GCREGS_SETJMP       (1)
#define MICROPY_ENABLE_EMERGENCY_EXCEPTION_BUF (1)
#define MICROPY_LONGINT_IMPL        (MICROPY_LONGINT_IMPL_MPZ)
#define MICROPY_FLOAT_IMPL          (MICROPY_FLOAT_IMPL_FLOAT)
#define MICROPY_WARNINGS            (1)
#define MICROPY_PY_SYS_PLATFORM     "xtensa-sim"
#define MICROPY_PY_SYS_STDIO_BUFFER (0)
#define MICROPY_PY_BUILTINS_INPUT   (0)
#define MICROPY_PY_SELECT           (0)
#define MICROPY_PY_TIME             (0)
#define MICROPY_PY_ASYNCIO          (0)
#define MICROPY_PY_MACHINE          (0)
#define MICROPY_VFS                 (1)
#define MICROPY_VFS_ROM             (1)
#define MICROPY_VFS_ROM_IOCTL       (0)

#define MP_SSIZE_MAX (0x7fffffff)
#define UINT_FMT "%lu"
#define INT_FMT "%ld"

typedef int32_t mp_int_t;
typedef uint32_t mp_uint_t;
typedef long mp_off_t;

#define MP_NEED_LOG2 (1)

#define MICROPY_HW_BOARD_NAME "sim"
#ifdef __XTENSA_WINDOWED_ABI__
#define MICROPY_HW_MCU_NAME "de212"
// MicroPython's own way of raising is for the other kind of calls.
#define MICROPY_NLR_SETJMP          (1)
#else
#define MICROPY_HW_MCU_NAME "lx106"
#endif

// Assembly with operands, as in ESP-IDF's headers: what reads headers for Rust has to take both forms.
static inline uint32_t mp_sim_cycles(void) {
    uint32_t cycles;
    __asm__ __volatile__ ("rsr %0, ccount" : "=a" (cycles));
    return cycles;
}

static inline uint32_t mp_sim_no_interrupts(void) {
    uint32_t before;
    __asm__ volatile ("rsil %0, 15" : "=a" (before) : : "memory");
    return before;
}

#define MP_STATE_PORT MP_STATE_VM
