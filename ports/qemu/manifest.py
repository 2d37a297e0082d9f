# What is frozen where the MicroPython tree has no micropython-lib: nothing.
