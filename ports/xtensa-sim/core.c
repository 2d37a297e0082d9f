// What GCC and binutils have to know of a processor, as a library that they load when the variable XTENSA_GNU_CONFIG
// names it. QEMU's source says it: compiled with the folder of one of its cores in the way of headers.

#include <stddef.h>
#include <stdint.h>

typedef uint32_t uint32;
#define ATTRIBUTE_UNUSED __attribute__((unused))

#include "core-isa.h"
#include "xtensa-isa.h"
#include "xtensa-isa-internal.h"
// Its instructions: `xtensa_modules`.
#include "xtensa-modules.c.inc"

// The structs of binutils' include/xtensa-dynconfig.h, which have ints only.

const int xtensa_config_v1[] = {
    XCHAL_HAVE_BE,
    XCHAL_HAVE_DENSITY,
    XCHAL_HAVE_CONST16,
    XCHAL_HAVE_ABS,
    XCHAL_HAVE_ADDX,
    XCHAL_HAVE_L32R,
    0, // no absolute literals
    1, // literals are in sections of code
    XCHAL_HAVE_MAC16,
    XCHAL_HAVE_MUL16,
    XCHAL_HAVE_MUL32,
    XCHAL_HAVE_MUL32_HIGH,
    XCHAL_HAVE_DIV32,
    XCHAL_HAVE_NSA,
    XCHAL_HAVE_MINMAX,
    XCHAL_HAVE_SEXT,
    XCHAL_HAVE_LOOPS,
    XCHAL_HAVE_THREADPTR,
    XCHAL_HAVE_RELEASE_SYNC,
    XCHAL_HAVE_S32C1I,
    XCHAL_HAVE_BOOLEANS,
    XCHAL_HAVE_FP,
    XCHAL_HAVE_FP_DIV,
    XCHAL_HAVE_FP_RECIP,
    XCHAL_HAVE_FP_SQRT,
    XCHAL_HAVE_FP_RSQRT,
    0, // floats' loads and stores do not move the address
    XCHAL_HAVE_DFP,
    XCHAL_HAVE_DFP_DIV,
    XCHAL_HAVE_DFP_RECIP,
    XCHAL_HAVE_DFP_SQRT,
    XCHAL_HAVE_DFP_RSQRT,
    XCHAL_HAVE_WINDOWED,
    XCHAL_NUM_AREGS,
    XCHAL_HAVE_WIDE_BRANCHES,
    XCHAL_HAVE_PREDICTED_BRANCHES,
    XCHAL_ICACHE_SIZE,
    XCHAL_DCACHE_SIZE,
    XCHAL_ICACHE_LINESIZE,
    XCHAL_DCACHE_LINESIZE,
    XCHAL_ICACHE_LINEWIDTH,
    XCHAL_DCACHE_LINEWIDTH,
    XCHAL_DCACHE_IS_WRITEBACK,
    0,  // no MMU
    12, // log2 of a page
    XCHAL_HAVE_DEBUG,
    XCHAL_NUM_IBREAK,
    XCHAL_NUM_DBREAK,
    XCHAL_DEBUGLEVEL,
    XCHAL_MAX_INSTRUCTION_SIZE,
    XCHAL_INST_FETCH_WIDTH,
    0, // functions are called by register windows
    0, // the number of these calls
    1, // the number of calls without
};

const int xtensa_config_v2[] = { 2, XCHAL_HW_VERSION, XCHAL_HW_VERSION };

const int xtensa_config_v3[] = { XCHAL_HAVE_CLAMPS, XCHAL_HAVE_DEPBITS, XCHAL_HAVE_EXCLUSIVE, 0 };

const int xtensa_config_v4[] = {
    XCHAL_DATA_WIDTH,
    XCHAL_UNALIGNED_LOAD_EXCEPTION,
    XCHAL_UNALIGNED_STORE_EXCEPTION,
    XCHAL_UNALIGNED_LOAD_HW,
    XCHAL_UNALIGNED_STORE_HW,
};

// Macros that GCC would define.
const char *const xtensa_config_strings[] = { NULL };

int plugin_is_GPL_compatible;
