# The library's ways to import.
import sys

try:
    import mpickle.mpickle as pickle
except ImportError:
    print("SKIP")  # no compatibility names
    raise SystemExit
import mpickle
import mpickle.copyreg
from mpickle import Pickler, Unpickler, dump, dumps, load, loads, register_pickle
from mpickle import mpickle as same
from mpickle.mpickle import DEBUG_MODE, HIGHEST_PROTOCOL, inject_dummy_module_func, revert_dummy_module_func
from mpickle.mpickle import dumps as same_dumps

print(pickle, same is pickle, mpickle.mpickle is pickle, sys.modules["mpickle.mpickle"] is pickle)
print(same_dumps is dumps, HIGHEST_PROTOCOL, DEBUG_MODE)
print(Pickler is pickle.Pickler, Unpickler is pickle.Unpickler, register_pickle is pickle.register_pickle)
print(dump is pickle.dump, dumps is pickle.dumps, load is pickle.load, loads is pickle.loads)
for name in ("PickleError", "PicklingError", "UnpicklingError", "DEFAULT_PROTOCOL", "format_version"):
    print(name, getattr(mpickle, name) == getattr(pickle, name))
print(inject_dummy_module_func is mpickle.inject_dummy_module_func)
print(revert_dummy_module_func is mpickle.revert_dummy_module_func)
print(mpickle.copyreg.dispatch_table is pickle.dispatch_table)
print(pickle.loads(pickle.dumps([1, "two"])))

# What one may set: to no effect.
pickle.DEBUG_MODE = True
mpickle.mpickle.DEBUG_MODE = False
print(pickle.DEBUG_MODE)
try:
    pickle.other = 1
except AttributeError:
    print("AttributeError")
try:
    pickle.other
except AttributeError:
    print("AttributeError")
try:
    from mpickle.mpickle import other

    print(other)
except ImportError:
    print("ImportError")
try:
    import mpickle.other
except ImportError:
    print("ImportError")

print(type(pickle.compatible_formats) is list, pickle.compatible_formats == list(mpickle.compatible_formats))
print(pickle.bytes_types)
