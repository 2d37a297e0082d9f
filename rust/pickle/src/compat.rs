//! Python 2's names for what Python 3 calls otherwise (`fix_imports`), as CPython's
//! `_compat_pickle` has them, as far as MicroPython can have the thing.

/// `(module, name)` of Python 2 and of Python 3.
const NAMES: &[[&[u8]; 4]] = &[
    [b"__builtin__", b"xrange", b"builtins", b"range"],
    [b"__builtin__", b"unicode", b"builtins", b"str"],
    [b"__builtin__", b"basestring", b"builtins", b"str"],
    [b"__builtin__", b"unichr", b"builtins", b"chr"],
    [b"__builtin__", b"long", b"builtins", b"int"],
    [b"__builtin__", b"reduce", b"functools", b"reduce"],
    [b"itertools", b"izip", b"builtins", b"zip"],
    [b"itertools", b"imap", b"builtins", b"map"],
    [b"itertools", b"ifilter", b"builtins", b"filter"],
    [b"socket", b"error", b"builtins", b"OSError"],
    [b"select", b"error", b"builtins", b"OSError"],
];

/// Modules of Python 2 and of Python 3, in both directions.
const MODULES: &[[&[u8]; 2]] = &[
    [b"__builtin__", b"builtins"],
    [b"copy_reg", b"copyreg"],
    [b"Queue", b"queue"],
    [b"SocketServer", b"socketserver"],
    [b"ConfigParser", b"configparser"],
    [b"repr", b"reprlib"],
    [b"httplib", b"http.client"],
    [b"thread", b"_thread"],
];

/// Modules of Python 2 whose contents moved into one that has another name in Python 2.
const MOVED: &[[&[u8]; 2]] = &[[b"cPickle", b"pickle"], [b"cStringIO", b"io"], [b"StringIO", b"io"]];

/// Names in Python 2's `exceptions` module that are written so: all that end this way.
fn is_exception(name: &[u8]) -> bool {
    name.ends_with(b"Error")
        || name.ends_with(b"Warning")
        || matches!(
            name,
            b"Exception"
                | b"BaseException"
                | b"KeyboardInterrupt"
                | b"SystemExit"
                | b"StopIteration"
                | b"GeneratorExit"
        )
}

/// Whether this name of CPython's `builtins` means OSError: an alias, or a subclass by errno, as
/// CPython makes them and MicroPython does not.
#[must_use]
pub fn is_os_error(name: &[u8]) -> bool {
    matches!(name, b"IOError" | b"EnvironmentError" | b"WindowsError") || is_new_exception(name)
}

/// Errors that Python 2 does not have under this name.
fn is_new_exception(name: &[u8]) -> bool {
    const NEW: &[&[u8]] = &[
        b"BlockingIOError",
        b"BrokenPipeError",
        b"ChildProcessError",
        b"ConnectionAbortedError",
        b"ConnectionError",
        b"ConnectionRefusedError",
        b"ConnectionResetError",
        b"FileExistsError",
        b"FileNotFoundError",
        b"InterruptedError",
        b"IsADirectoryError",
        b"NotADirectoryError",
        b"PermissionError",
        b"ProcessLookupError",
        b"TimeoutError",
    ];
    NEW.contains(&name)
}

/// The Python 2 name of a Python 3 name.
#[must_use]
pub fn to_python2<'a>(module: &'a [u8], name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    for [module2, name2, module3, name3] in NAMES {
        if *name2 != b"error" && module == *module3 && name == *name3 {
            return (module2, name2);
        }
    }
    if module == b"builtins" && is_exception(name) {
        if is_new_exception(name) {
            return (b"exceptions", b"OSError");
        }
        return (b"exceptions", name);
    }
    for [module2, module3] in MODULES {
        if module == *module3 {
            return (module2, name);
        }
    }
    (module, name)
}

/// The Python 3 name of a Python 2 name.
#[must_use]
pub fn to_python3<'a>(module: &'a [u8], name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    for [module2, name2, module3, name3] in NAMES {
        if module == *module2 && name == *name2 {
            return (module3, name3);
        }
    }
    if module == b"exceptions" {
        return (b"builtins", if name == b"StandardError" { b"Exception" } else { name });
    }
    for [module2, module3] in MODULES.iter().chain(MOVED) {
        if module == *module2 {
            return (module3, name);
        }
    }
    (module, name)
}
