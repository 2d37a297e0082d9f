"""Arrays over the memory of a buffer, as ulab.numpy has them."""

import builtins
import struct

# Type codes are numbers, as in ulab; the float is that of the firmware.
bool = ord("?")
uint8 = ord("B")
int8 = ord("b")
uint16 = ord("H")
int16 = ord("h")
float = ord("f" if 1 + 1e-9 == 1 else "d")
complex = ord("c")
NAMES = {uint8: "uint8", int8: "int8", uint16: "uint16", int16: "int16", complex: "complex"}


def size_of(code):
    """Bytes an item."""
    if code == complex:
        return 2 * struct.calcsize(chr(float))
    return struct.calcsize(chr(uint8 if code == bool else code))


def dense(shape, size):
    """Strides without gaps; an empty axis makes those before it 0, as ulab's are."""
    strides = []
    for length in reversed(shape):
        strides.insert(0, size)
        size *= length
    return tuple(strides)


class ndarray:
    """One dimension or more; views share the memory."""

    def __init__(self, data, code, shape, strides, offset=0):
        self.data = data
        # Booleans are bytes; only items and the text show the difference.
        self.boolean = code == bool
        self.dtype = uint8 if self.boolean else code
        self.shape = shape
        self.strides = strides
        self.offset = offset
        self.itemsize = size_of(code)

    def code(self):
        return bool if self.boolean else self.dtype

    @property
    def T(self):
        return ndarray(self.data, self.code(), tuple(reversed(self.shape)), tuple(reversed(self.strides)), self.offset)

    def is_dense(self):
        """ulab asks the first stride alone, of an axis with one item too."""
        return self.strides[0] == dense(self.shape, self.itemsize)[0]

    def __str__(self):
        if 0 in self.shape and len(self.shape) > 1:
            # ulab prints the shape to the console.
            print(self.shape, end="")
        name = "bool" if self.boolean else NAMES.get(self.dtype, "float%d" % (8 * self.itemsize))
        return "array(%s, dtype=%s)" % (self.tolist(), name)

    def __getitem__(self, index):
        """An item, or a view."""
        index = index if isinstance(index, tuple) else (index,)
        at = self.offset
        shape, strides = [], []
        for i, length, stride in zip(index, self.shape, self.strides):
            if isinstance(i, slice):
                start, stop, step = i.indices(length)
                at += start * stride
                shape.append(len(range(start, stop, step)))
                strides.append(step * stride)
                continue
            if not 0 <= i < length:
                raise IndexError("index out of bounds")
            at += i * stride
        shape.extend(self.shape[len(index) :])
        strides.extend(self.strides[len(index) :])
        if shape:
            return ndarray(self.data, self.code(), tuple(shape), tuple(strides), at)
        if self.dtype == complex:
            return builtins.complex(*struct.unpack_from("2" + chr(float), self.data, at))
        item = struct.unpack_from(chr(self.dtype), self.data, at)[0]
        return item != 0 if self.boolean else item

    def tolist(self):
        return self.rows(())

    def rows(self, index):
        if len(index) == len(self.shape):
            return self[index]
        return [self.rows(index + (i,)) for i in range(self.shape[len(index)])]

    def copy(self):
        size = self.itemsize
        out = bytearray()
        ends = [()]
        for length in self.shape:
            ends = [end + (i,) for end in ends for i in range(length)]
        for end in ends:
            at = self.offset
            for i, stride in zip(end, self.strides):
                at += i * stride
            out.extend(bytes(self.data[at : at + size]))
        return ndarray(out, self.code(), self.shape, dense(self.shape, size))

    def tobytes(self):
        if not self.is_dense():
            raise ValueError("tobytes can be invoked for dense arrays only")
        count = 1
        for length in self.shape:
            count *= length
        return bytearray(self.data[self.offset : self.offset + count * self.itemsize])

    def reshape(self, shape):
        data, offset = self.data, self.offset
        code = self.code()
        if not self.is_dense():
            # ulab forgets here that they are booleans.
            data, offset, code = self.copy().data, 0, self.dtype
        return ndarray(data, code, shape, dense(shape, self.itemsize), offset)


def frombuffer(buffer, *, dtype=float, count=-1, offset=0):
    """An array over the memory of a buffer."""
    data = memoryview(buffer)
    size = size_of(dtype)
    if len(data) % size:
        raise ValueError("buffer size must be a multiple of element size")
    return ndarray(data, dtype, (len(data) // size,), (size,))
