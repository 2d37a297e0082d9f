# This module has a version.
try:
    import mpickle as pickle
except ImportError:
    import pickle

v = pickle.__version__
print(type(v) is str, len(v.split(".")) >= 3)
print(pickle.DEFAULT_PROTOCOL)
