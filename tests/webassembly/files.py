# Emscripten's file system, in memory, whose errors have other numbers than MicroPython's.
import os

import mpickle

print(mpickle.restore("/tmp/settings", "none"))
try:
    mpickle.restore("/tmp/settings")
except OSError as e:
    print("OSError", e.errno)
mpickle.save({"a": 1}, "/tmp/settings")
print(mpickle.restore("/tmp/settings"), os.listdir("/tmp"))
mpickle.save({"a": 2}, "/tmp/settings")
print(mpickle.restore("/tmp/settings"), os.listdir("/tmp"))
mpickle.append({"t": 21.5}, "/tmp/log")
mpickle.append({"t": 22.5}, "/tmp/log")
print(list(mpickle.records("/tmp/log")), sorted(os.listdir("/tmp")))
