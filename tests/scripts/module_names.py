# The names and constants of the module.
try:
    import mpickle as pickle
except ImportError:
    import pickle

print(pickle.HIGHEST_PROTOCOL)
print(pickle.DEFAULT_PROTOCOL in (4, 5))
print(pickle.format_version)
print(list(pickle.compatible_formats))
for e in (pickle.PickleError, pickle.PicklingError, pickle.UnpicklingError):
    print(e.__name__, issubclass(e, Exception), issubclass(e, pickle.PickleError))
print(issubclass(pickle.PicklingError, pickle.UnpicklingError))
for name in ("dumps", "loads", "dump", "load"):
    print(name, callable(getattr(pickle, name)))


# The exceptions can be raised, caught and subclassed in Python.
class Mine(pickle.UnpicklingError):
    pass


for cls in (pickle.PicklingError, Mine):
    try:
        raise cls("text", 1)
    except pickle.PickleError as e:
        print(type(e).__name__, e.args)
