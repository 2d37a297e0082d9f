// 32 bits, and ints of 64 bits at most, as a few boards have them instead of ints of any size.
#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_LONGLONG)
#include "ports/unix/variants/mpconfigvariant_common.h"
