// The standard variant with a deflate that compresses, which few firmwares have: for all features together.
#define MICROPY_PY_DEFLATE_COMPRESS (1)
#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
#include "ports/unix/variants/mpconfigvariant_common.h"
