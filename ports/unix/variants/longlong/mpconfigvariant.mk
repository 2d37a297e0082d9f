MICROPY_FORCE_32BIT := 1
MPY_TOOL_FLAGS = -mlongint-impl longlong
