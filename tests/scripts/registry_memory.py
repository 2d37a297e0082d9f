# The registry takes memory when something is registered, and not before.
import gc

try:
    gc.mem_alloc
except AttributeError:
    print("SKIP")  # no gc.mem_alloc
    raise SystemExit

mpickle = before = None
gc.collect()
before = gc.mem_alloc()
try:
    import mpickle
except ImportError:
    print("SKIP")  # no mpickle
    raise SystemExit
print("import", gc.mem_alloc() - before)

before = None
before = gc.mem_alloc()
mpickle.copyreg
mpickle.register
print("names", gc.mem_alloc() - before)


class Thing:
    pass


before = gc.mem_alloc()
mpickle.register(Thing, "a.Thing")
gc.collect()
print("register", gc.mem_alloc() - before < 1000)

# Registering the same again and again does not grow.
gc.collect()
before = gc.mem_alloc()
for i in range(1000):
    mpickle.register(Thing, "a.Thing")
    mpickle.alias("a.function", len)
mpickle.unregister("a.function")
gc.collect()
print("again", gc.mem_alloc() - before < 500)
