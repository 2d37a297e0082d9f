# What is frozen where the MicroPython tree has no micropython-lib: asyncio on JavaScript's event loop.
include("$(PORT_DIR)/variants/manifest.py")
