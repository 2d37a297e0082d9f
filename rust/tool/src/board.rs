//! Firmwares: the names that a pickle may have there, and the sizes of their objects.

use clap::ValueEnum;

/// A board, or a port of MicroPython.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Board {
    /// The unix port: 64 bits, double precision.
    Unix,
    /// RP2040, RP2350: 32 bits, single precision.
    Rp2,
    /// ESP32 and its relatives: 32 bits, single precision.
    Esp32,
    /// STM32 and the Pyboard: 32 bits, single precision.
    Stm32,
    /// The boards that QEMU emulates: 32 bits, single precision.
    Qemu,
}

impl Board {
    /// Bytes of a machine word.
    #[must_use]
    pub const fn word(self) -> usize {
        match self {
            Board::Unix => 8,
            _ => 4,
        }
    }

    /// Whether floats have single precision.
    #[must_use]
    pub const fn is_single(self) -> bool {
        !matches!(self, Board::Unix)
    }

    /// Its name, as the option spells it.
    #[must_use]
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_string())
    }
}

/// Features of mpickle's that a pickle can need: those of a firmware that lists none.
pub const FEATURES: [&str; 6] = ["text", "streams", "classes", "buffers", "arrays", "limits"];

/// Data types of MicroPython's `builtins`.
pub(crate) const DATA_TYPES: [&str; 17] = [
    "bool",
    "bytes",
    "bytearray",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "memoryview",
    "object",
    "range",
    "set",
    "slice",
    "str",
    "tuple",
    "type",
];

/// MicroPython's exceptions.
const EXCEPTIONS: [&str; 27] = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "EOFError",
    "Exception",
    "GeneratorExit",
    "ImportError",
    "IndentationError",
    "IndexError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "NameError",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "RuntimeError",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SystemExit",
    "TypeError",
    "UnicodeError",
    "ValueError",
    "ZeroDivisionError",
];

/// Names beside those, and the feature beside `classes` that they need.
const GLOBALS: [(&str, &str, Option<&str>); 17] = [
    ("_codecs", "encode", None),
    ("array", "_array_reconstructor", Some("arrays")),
    ("array", "array", Some("arrays")),
    ("builtins", "Ellipsis", None),
    ("builtins", "NotImplemented", None),
    ("builtins", "getattr", None),
    ("collections", "OrderedDict", None),
    ("collections", "deque", None),
    ("copyreg", "__newobj__", None),
    ("copyreg", "__newobj_ex__", None),
    ("copyreg", "_reconstructor", None),
    ("functools", "partial", None),
    ("numpy", "dtype", Some("arrays")),
    ("numpy", "ndarray", Some("arrays")),
    ("numpy.core.multiarray", "_reconstruct", Some("arrays")),
    ("numpy.core.multiarray", "scalar", Some("arrays")),
    ("numpy.core.numeric", "_frombuffer", Some("arrays")),
];

/// Classes of arrays for which plain arrays stand, in any module of numpy's.
const SUBCLASSES: [&str; 7] = ["matrix", "recarray", "record", "memmap", "chararray", "MaskedArray", "mvoid"];

/// Modules of MicroPython's that are written in C.
const NATIVE: [&str; 42] = [
    "_thread",
    "asyncio",
    "binascii",
    "bluetooth",
    "btree",
    "builtins",
    "cmath",
    "collections",
    "cryptolib",
    "deflate",
    "errno",
    "esp",
    "esp32",
    "framebuf",
    "gc",
    "hashlib",
    "heapq",
    "io",
    "json",
    "machine",
    "math",
    "micropython",
    "mpickle",
    "neopixel",
    "network",
    "nt",
    "os",
    "platform",
    "posix",
    "pyb",
    "random",
    "re",
    "requests",
    "rp2",
    "select",
    "socket",
    "ssl",
    "struct",
    "subprocess",
    "sys",
    "time",
    "vfs",
];

/// Modules of CPython's for which there is a file among the examples.
const REGISTRATIONS: [(&str, &str); 8] = [
    ("collections", "reg_collections.py"),
    ("datetime", "reg_datetime.py"),
    ("decimal", "reg_decimal.py"),
    ("enum", "reg_enum.py"),
    ("fractions", "reg_fraction.py"),
    ("torch", "reg_torch.py"),
    ("uuid", "reg_uuid.py"),
    ("zoneinfo", "reg_datetime.py"),
];

/// The standing of a name in a firmware.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Data, which every firmware with these features has.
    Data(Option<&'static str>),
    /// Something near stands in for it.
    StandsIn,
    /// Native: refused unless the program's `allow` names it.
    Refused,
    /// The program has to have it: a file of the examples registers it.
    Example(&'static str),
    /// The program has to have it.
    Unknown,
}

/// The standing of the class or function of this name in a firmware.
#[must_use]
pub fn standing(module: &str, name: &str) -> Standing {
    if module == "builtins" && (DATA_TYPES.contains(&name) || EXCEPTIONS.contains(&name)) {
        return Standing::Data(None);
    }
    // numpy 2.x has an underscore before `core`.
    let plain = module.strip_prefix("numpy._").map(|rest| format!("numpy.{rest}"));
    let module_of_1 = plain.as_deref().unwrap_or(module);
    if let Some((.., feature)) = GLOBALS.iter().find(|known| (known.0, known.1) == (module_of_1, name)) {
        return Standing::Data(*feature);
    }
    if module_of_1 == "numpy.ma.core" && name == "_mareconstruct"
        || (module == "numpy" || module.starts_with("numpy.")) && SUBCLASSES.contains(&name)
        || module == "numpy" && is_number_class(name)
    {
        return Standing::Data(Some("arrays"));
    }
    if pickle::compat::nearest(module.as_bytes(), name.as_bytes()).is_some() {
        return Standing::StandsIn;
    }
    let root = module.split('.').next().unwrap_or(module);
    if NATIVE.contains(&root) {
        return Standing::Refused;
    }
    match REGISTRATIONS.iter().find(|(known, _)| *known == root) {
        Some((_, file)) => Standing::Example(file),
        None => Standing::Unknown,
    }
}

/// `float64`, `int8`, `bool_`, `str_`, …
fn is_number_class(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let known =
        ["bool", "int", "uint", "float", "complex", "str", "bytes", "object", "datetime", "timedelta"];
    known.contains(&stem) && (stem.len() < name.len() || name == "bool")
}
