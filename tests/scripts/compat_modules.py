# inject_dummy_module_func and revert_dummy_module_func.
import sys

try:
    from mpickle.mpickle import dumps, inject_dummy_module_func, loads, revert_dummy_module_func
except ImportError:
    print("SKIP")  # no compatibility names
    raise SystemExit


def function(x):
    return x * 2


class Twice:
    def __init__(self, value):
        self.value = value

    def __reduce__(self):
        return function, (self.value,)


print(inject_dummy_module_func("pkg.sub.module", "twice", function) is function)
print([name in sys.modules for name in ("pkg", "pkg.sub", "pkg.sub.module")])
import pkg.sub.module  # noqa: E402

print(pkg.sub.module.twice(4))
from pkg.sub.module import twice  # noqa: E402

print(twice is function)

# In pickles it has that name.
data = dumps(function)
print(data, loads(data) is function)
print(loads(dumps(Twice(21))))
print(loads(b"cpkg.sub.module\ntwice\n(I5\ntR."))

# Two in one module; the module goes with the last.
inject_dummy_module_func("pkg.sub.module", "other", len)
print(loads(b"cpkg.sub.module\nother\n((I5\nltR."))
revert_dummy_module_func("pkg.sub.module", "twice")
print(hasattr(pkg.sub.module, "twice"), "pkg.sub.module" in sys.modules)
print(dumps(function))
revert_dummy_module_func("pkg.sub.module", "other")
print([name in sys.modules for name in ("pkg", "pkg.sub", "pkg.sub.module")])
try:
    loads(data)
except Exception as e:
    print(type(e).__name__, e)

# A stand-in, which can be written and read.
f = inject_dummy_module_func("numpy.core.multiarray", "_reconstruct")
print(f(), f(1, 2), callable(f))
data = dumps(f)
print(data, loads(data) is f)
g = inject_dummy_module_func(module_path="numpy.core.multiarray", function_name="_reconstruct", function=None)
print(g() == f(), loads(data) is g)
revert_dummy_module_func("numpy.core.multiarray", "_reconstruct")

# A module that is there already stays.
inject_dummy_module_func("sys", "extra", function)
print(loads(b"csys\nextra\n.") is function, hasattr(sys, "maxsize"))
revert_dummy_module_func("sys", "extra")
print(hasattr(sys, "maxsize"))
import __main__  # noqa: E402

inject_dummy_module_func("__main__", "extra", function)
revert_dummy_module_func("__main__", "extra")
print(hasattr(__main__, "extra"))
print(dumps(function))

# Nothing there.
revert_dummy_module_func("no.such.module", "function")
inject_dummy_module_func("", "name")
print("" in sys.modules)
revert_dummy_module_func("", "name")
print("" in sys.modules)
