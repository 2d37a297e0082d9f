MICROPY_FORCE_32BIT := 1
# Ints of frozen modules.
MPY_TOOL_FLAGS = -mlongint-impl=longlong
