import os

# What is frozen where the MicroPython tree has no micropython-lib: nothing.

# `cargo xtask build … --freeze DIR`
if "MPICKLE_FREEZE" in os.environ:
    freeze(os.environ["MPICKLE_FREEZE"])
