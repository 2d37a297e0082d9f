"""Programs of opcodes that mostly fit each other, drawn at random: most of them are pickles.

What an opcode takes is put on the stack first, where it is not there already; now and then it is not,
and now and then a byte is another.
"""

import struct

MODULES = {
    "builtins": (
        "range",
        "complex",
        "set",
        "frozenset",
        "bytes",
        "bytearray",
        "list",
        "dict",
        "tuple",
        "int",
        "float",
        "str",
        "bool",
        "slice",
        "object",
        "ValueError",
        "KeyError",
        "OSError",
        "getattr",
    ),
    "collections": ("OrderedDict", "deque"),
    "array": ("array",),
    "_codecs": ("encode",),
    "copyreg": ("_reconstructor", "__newobj__"),
    "models": ("Plain", "Derived", "Point", "ModelError", "double", "Missing"),
}
OLD = {"builtins": "__builtin__", "copyreg": "copy_reg"}
TEXTS = ("", "a", "b", "key", "Gr\u00fcn", "\U0001f600", "0", "latin1", "i", "x" * 300)
SAMPLES = (0, 1, 2, 3, 5, 10, 127, 128, 255, 256, -1, -2, 65535, 65536, 2**31 - 1, -(2**31), 2**40, -(2**63), 2**100)


class Writer:
    """One program."""

    def __init__(self, random):
        self.random = random
        self.out = bytearray()
        self.stack = []
        self.memo = []
        self.protocol = 0

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def push(self, code, kind):
        self.out += code
        self.stack.append(kind)

    # Things without parts.

    def number(self):
        value = self.pick(SAMPLES)
        way = self.random.randrange(8)
        if way == 0 and 0 <= value < 256:
            code = b"K" + bytes((value,))
        elif way == 1 and 0 <= value < 65536:
            code = b"M" + struct.pack("<H", value)
        elif way < 4 and -(2**31) <= value < 2**31:
            code = b"J" + struct.pack("<i", value)
        elif way == 4:
            code = b"I%d\n" % value
        elif way == 5:
            code = b"L%dL\n" % value
        else:
            data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
            code = b"\x8a" + bytes((len(data),)) + data if way == 6 else b"\x8b" + struct.pack("<i", len(data)) + data
        self.push(code, "int")

    def real(self):
        value = self.pick((0.0, -0.0, 1.5, -2.25, 1e300, float("inf"), float("nan"), 3.0))
        self.push(b"G" + struct.pack(">d", value) if self.random.random() < 0.7 else b"F%r\n" % value, "float")

    def single(self):
        self.push(self.pick((b"N", b"\x88", b"\x89", b"I00\n", b"I01\n")), "none")

    def text(self, text=None):
        text = self.pick(TEXTS) if text is None else text
        data = text.encode()
        way = self.random.randrange(6)
        if way < 2 and len(data) < 256:
            code = b"\x8c" + bytes((len(data),)) + data
        elif way == 2:
            code = b"\x8d" + struct.pack("<Q", len(data)) + data
        elif way == 3:
            code = b"V" + text.encode("raw_unicode_escape") + b"\n"
        elif way == 4 and text.isascii():
            code = self.pick((b"S'%s'\n" % data, b"T" + struct.pack("<i", len(data)) + data))
        else:
            code = b"X" + struct.pack("<I", len(data)) + data
        self.push(code, "str")

    def bytes(self):
        data = self.random.randbytes(self.pick((0, 1, 3, 8, 70, 300)))
        way = self.random.randrange(4)
        if way == 0 and len(data) < 256:
            self.push(b"C" + bytes((len(data),)) + data, "bytes")
        elif way == 1:
            self.push(b"\x8e" + struct.pack("<Q", len(data)) + data, "bytes")
        elif way == 2:
            self.push(b"\x96" + struct.pack("<Q", len(data)) + data, "bytearray")
        else:
            self.push(b"B" + struct.pack("<I", len(data)) + data, "bytes")

    def atom(self):
        self.pick((self.number, self.number, self.real, self.single, self.text, self.text, self.bytes))()

    def name(self, module=None, name=None):
        module = self.pick(list(MODULES)) if module is None else module
        name = self.pick(MODULES[module]) if name is None else name
        if self.random.random() < 0.5:
            if self.protocol < 3 and self.random.random() < 0.5:
                module = OLD.get(module, module)
            self.push(f"c{module}\n{name}\n".encode(), "class")
        else:
            self.text(module)
            self.text(name)
            del self.stack[-2:]
            self.push(b"\x93", "class")

    # Things with parts.

    def value(self):
        if self.memo and self.random.random() < 0.3:
            self.fetch()
        elif self.random.random() < 0.2:
            self.push(self.pick((b"]", b"}", b")", b"\x8f")), self.pick(("list", "dict", "tuple", "set")))
        else:
            self.atom()

    def items(self, op, pairs=False):
        """Some objects above a mark, which `op` takes."""
        self.out += b"("
        height = len(self.stack)
        for _ in range(self.random.randrange(4)):
            if pairs:
                self.atom()
            self.value()
        if pairs and self.random.random() < 0.02:
            self.atom()
        del self.stack[height:]
        self.out += op

    def want(self, kind):
        if not self.stack or self.stack[-1] != kind:
            code = {"list": b"]", "dict": b"}", "set": b"\x8f", "tuple": b")"}.get(kind)
            if self.random.random() < 0.03:
                self.value()
            elif code is None:
                self.instance()
            else:
                self.push(code, kind)

    def append(self):
        self.want("list")
        if self.random.random() < 0.5:
            self.items(b"e")
        else:
            self.value()
            self.stack.pop()
            self.out += b"a"

    def set_items(self):
        self.want("dict")
        if self.random.random() < 0.7:
            self.items(b"u", pairs=True)
        else:
            self.atom()
            self.value()
            del self.stack[-2:]
            self.out += b"s"

    def add(self):
        self.want("set")
        self.items(b"\x90")

    def container(self):
        op, kind = self.pick(((b"t", "tuple"), (b"l", "list"), (b"\x91", "frozenset"), (b"d", "dict")))
        self.items(op, pairs=op == b"d")
        self.stack.append(kind)

    def short_tuple(self):
        count = self.random.randrange(1, 4)
        for _ in range(count):
            self.value()
        del self.stack[-count:]
        self.push(bytes((0x84 + count,)), "tuple")

    def call(self):
        self.name()
        if self.random.random() < 0.9:
            self.items(b"t")
        else:
            self.value()
            self.stack.pop()
        self.stack.pop()
        self.push(self.pick((b"R", b"R", b"R", b"\x81")), "object")

    def call_known(self):
        """One that makes sense."""
        module, name, arguments = self.pick(
            (
                ("builtins", "range", (3, 10, 2)),
                ("builtins", "complex", (1, 2)),
                ("builtins", "set", ([],)),
                ("builtins", "frozenset", ([],)),
                ("builtins", "bytearray", (b"abc",)),
                ("builtins", "bytearray", ("abc", "latin1")),
                ("_codecs", "encode", ("Gr\u00fcn", "latin1")),
                ("collections", "OrderedDict", ()),
                ("collections", "deque", ([], 5)),
                ("array", "array", ("i", [])),
                ("builtins", "ValueError", ("a", 1)),
                ("models", "Point", (1, 2)),
                ("copyreg", "__newobj__", None),
            )
        )
        self.name(module, name)
        self.out += b"("
        if arguments is None:
            self.name("models", "Point")
            self.stack.pop()
        for value in arguments or ():
            if value == []:
                self.items(b"l")
                continue
            if isinstance(value, int):
                self.out += b"K" + bytes((value,))
                continue
            if isinstance(value, bytes):
                self.out += b"C" + bytes((len(value),)) + value
                continue
            self.text(value)
            self.stack.pop()
        self.stack.pop()
        self.push(b"tR", {"OrderedDict": "dict", "set": "set", "deque": "list", "array": "list"}.get(name, "object"))

    def instance(self):
        self.name("models", self.pick(MODULES["models"][:2]))
        self.stack.pop()
        self.push(self.pick((b")\x81", b")R", b")}\x92")), "object")

    def old_instance(self):
        name = self.pick(MODULES["models"])
        self.out += b"("
        if self.random.random() < 0.5:
            self.items(b"i" + f"models\n{name}\n".encode())
            # Its mark is the inner one.
            self.out += b"1" if self.random.random() < 0.5 else b"t"
            self.stack.append("object")
        else:
            self.name("models", name)
            for _ in range(self.random.randrange(3)):
                self.value()
                self.stack.pop()
            self.stack.pop()
            self.push(b"o", "object")

    def build(self):
        if not self.stack or self.stack[-1] != "object":
            self.instance()
        if self.random.random() < 0.7:
            self.out += b"}("
            for _ in range(self.random.randrange(3)):
                self.text(self.pick(("a", "b", "x", "items")))
                self.value()
                del self.stack[-2:]
            self.out += b"u"
        else:
            self.value()
            self.stack.pop()
        self.out += b"b"

    # The memo and the stack.

    def put(self):
        if not self.stack:
            self.atom()
        index = len(self.memo)
        way = self.random.randrange(8)
        if way < 4:
            self.out += b"\x94"
        elif way < 6:
            self.out += b"q" + bytes((index % 256,))
        elif way == 6:
            self.out += b"p%d\n" % index
        else:
            self.out += b"r" + struct.pack("<I", index)
        self.memo.append(self.stack[-1])

    def fetch(self):
        if not self.memo:
            return
        index = self.random.randrange(len(self.memo))
        codes = b"h" + bytes((index % 256,)), b"g%d\n" % index, b"j" + struct.pack("<I", index)
        self.push(self.pick(codes), self.memo[index])

    def rare(self):
        way = self.random.randrange(8)
        if way == 0 and self.stack:
            self.push(b"2", self.stack[-1])
        elif way == 1 and self.stack:
            self.stack.pop()
            self.out += b"0"
        elif way == 2:
            self.items(b"1")
        elif way == 3:
            self.protocol = self.random.randrange(6)
            self.out += b"\x80" + bytes((self.protocol,))
        elif way == 4:
            self.out += self.random.randbytes(1)
        else:
            self.old_instance()

    def program(self):
        steps = (
            [self.atom] * 6
            + [self.container, self.short_tuple, self.append, self.set_items, self.add, self.call_known] * 2
            + [self.call, self.instance, self.build, self.build, self.rare]
            + [self.put] * 3
            + [self.fetch] * 3
        )
        if self.random.random() < 0.6:
            self.protocol = self.random.randrange(6)
            self.out += b"\x80" + bytes((self.protocol,))
        if self.random.random() < 0.5:
            self.out += b"("
            for _ in range(self.random.randrange(1, 14)):
                self.pick(steps)()
            self.out += self.pick((b"t.", b"l."))
        else:
            for _ in range(self.random.randrange(1, 14)):
                self.pick(steps)()
            self.out += b"."
        if self.random.random() < 0.08:
            at = self.random.randrange(len(self.out))
            self.out[at] = self.random.randrange(256)
        return bytes(self.out)


def program(random):
    """A program, by a random.Random."""
    return Writer(random).program()
