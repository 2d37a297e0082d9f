# What is frozen where the MicroPython tree has no micropython-lib.
include("$(MPY_DIR)/extmod/asyncio")
