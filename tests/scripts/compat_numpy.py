# numpy's arrays by register_pickle, as the library's example does it with ulab, here with stand-ins.
try:
    from mpickle.mpickle import dumps, inject_dummy_module_func, loads, register_pickle
except ImportError:
    print("SKIP")  # no compatibility names
    raise SystemExit


class DType:
    def __init__(self, code):
        self.code = code


class NDArray:
    def __init__(self, shape=(0,), dtype=None, data=b""):
        self.shape = shape
        self.dtype = dtype
        self.data = data

    def __repr__(self):
        return "NDArray(%s, %s, %s)" % (self.shape, self.dtype and self.dtype.code, self.data)


def reduce_array(x):
    function = inject_dummy_module_func("numpy.core.multiarray", "_reconstruct")
    return function, (type(x), (0,), b"b"), (1, x.shape, x.dtype, False, x.data)


def reconstruct_array(cls, shape, code):
    return cls()


def set_array(x, state):
    return NDArray(state[1], state[2], state[4])


def reduce_dtype(x):
    return DType, (x.code, False, True), (3, "<", None, None, None, -1, -1, 0)


def reconstruct_dtype(code, align, copy):
    return DType(code)


register_pickle(
    obj_type=NDArray,
    obj_full_name="__main__.NDArray",
    obj_module="__main__",
    reduce_func=reduce_array,
    reconstruct_func=reconstruct_array,
    setstate_func=set_array,
    map_obj_module="numpy",
    map_obj_full_name="numpy.ndarray",
    map_reconstructor_func="numpy.core.multiarray._reconstruct",
)
register_pickle(
    obj_type=DType,
    obj_full_name="__main__.DType",
    obj_module="__main__",
    reduce_func=reduce_dtype,
    reconstruct_func=reconstruct_dtype,
    map_obj_module="numpy",
    map_obj_full_name="numpy.dtype",
    map_reconstructor_func="numpy.dtype",
)

# [numpy.array([1, 2, 3], "<i2")] * 2, by numpy 1.26 at protocol 4.
data = (
    b"\x80\x04\x95\x94\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x15numpy.core.multiarray\x94\x8c\x0c_reconstruct\x94"
    b"\x93\x94\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93\x94K\x00\x85\x94C\x01b\x94\x87\x94R\x94(K\x01K\x03\x85\x94"
    b"h\x04\x8c\x05dtype\x94\x93\x94\x8c\x02i2\x94\x89\x88\x87\x94R\x94(K\x03\x8c\x01<\x94NNNJ\xff\xff\xff\xff"
    b"J\xff\xff\xff\xffK\x00t\x94b\x89C\x06\x01\x00\x02\x00\x03\x00\x94t\x94bh\ne."
)
a, b = loads(data)
print(a, a is b)

x = NDArray((2,), DType("u1"), b"\x07\x08")
for p in range(6):
    written = dumps([x, x], p)
    a, b = loads(written)
    print(p, b"multiarray" in written, b"NDArray" in written, a, a is b)
print(dumps(x))
