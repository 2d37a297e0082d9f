import os

# What is frozen where the MicroPython tree has no micropython-lib.
include("$(MPY_DIR)/extmod/asyncio")

# `cargo xtask build … --freeze DIR`
if "MPICKLE_FREEZE" in os.environ:
    freeze(os.environ["MPICKLE_FREEZE"])
