//! Python 2's names for what Python 3 calls otherwise (`fix_imports`), as CPython's
//! `_compat_pickle` has them, as far as MicroPython can have the thing.
//!
//! The tables are texts, because a slice of slices takes twice the flash.

/// Module and name in Python 2, module and name in Python 3.
const NAMES: &[u8] = b"\
__builtin__ xrange builtins range
__builtin__ unicode builtins str
__builtin__ basestring builtins str
__builtin__ unichr builtins chr
__builtin__ long builtins int
__builtin__ reduce functools reduce
itertools izip builtins zip
itertools imap builtins map
itertools ifilter builtins filter";

/// The same, from Python 2 only.
const OLD_NAMES: &[u8] = b"\
socket error builtins OSError
select error builtins OSError";

/// Modules in Python 2 and in Python 3.
const MODULES: &[u8] = b"\
__builtin__ builtins
copy_reg copyreg
Queue queue
SocketServer socketserver
ConfigParser configparser
repr reprlib
httplib http.client
thread _thread";

/// Modules of Python 2 whose contents moved into one that has another name in Python 2.
const OLD_MODULES: &[u8] = b"\
cPickle pickle
cStringIO io
StringIO io";

/// Python 2's module `exceptions` has these, and all whose names end in Error or Warning.
const EXCEPTIONS: &[u8] = b"Exception BaseException KeyboardInterrupt SystemExit StopIteration GeneratorExit";

/// Python 3's aliases of OSError.
const OS_ERRORS: &[u8] = b"IOError EnvironmentError WindowsError";

/// Errors that Python 2 does not have: subclasses of OSError by errno.
const NEW_EXCEPTIONS: &[u8] = b"\
BlockingIOError BrokenPipeError ChildProcessError ConnectionAbortedError ConnectionError \
ConnectionRefusedError ConnectionResetError FileExistsError FileNotFoundError InterruptedError \
IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError";

/// What follows these words in their line of a table; an empty name is none.
#[inline(never)]
fn behind(table: &'static [u8], module: &[u8], name: &[u8]) -> Option<&'static [u8]> {
    table.split(|b| *b == b'\n').find_map(|line| {
        let rest = line.strip_prefix(module)?.strip_prefix(b" ")?;
        if name.is_empty() { Some(rest) } else { rest.strip_prefix(name)?.strip_prefix(b" ") }
    })
}

/// What precedes these words in their line of a table; an empty name is none.
#[inline(never)]
fn before(table: &'static [u8], module: &[u8], name: &[u8]) -> Option<&'static [u8]> {
    table.split(|b| *b == b'\n').find_map(|line| {
        let rest = if name.is_empty() { line } else { line.strip_suffix(name)?.strip_suffix(b" ")? };
        rest.strip_suffix(module)?.strip_suffix(b" ")
    })
}

/// Both of two words.
fn pair(words: &[u8]) -> (&[u8], &[u8]) {
    let space = words.iter().position(|b| *b == b' ').unwrap_or(words.len());
    (&words[..space], words.get(space + 1..).unwrap_or_default())
}

#[inline(never)]
fn contains(list: &[u8], name: &[u8]) -> bool {
    list.split(|b| *b == b' ').any(|word| word == name)
}

/// Whether this name of CPython's `builtins` means OSError: an alias, or a subclass by errno, as
/// CPython makes them and MicroPython does not.
#[must_use]
pub fn is_os_error(name: &[u8]) -> bool {
    contains(OS_ERRORS, name) || contains(NEW_EXCEPTIONS, name)
}

/// The Python 2 name of a Python 3 name.
#[inline(never)]
#[must_use]
pub fn to_python2<'a>(module: &'a [u8], name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    if let Some(words) = before(NAMES, module, name) {
        return pair(words);
    }
    if module == b"builtins" {
        if contains(NEW_EXCEPTIONS, name) {
            return (b"exceptions", b"OSError");
        }
        if name.ends_with(b"Error") || name.ends_with(b"Warning") || contains(EXCEPTIONS, name) {
            return (b"exceptions", name);
        }
    }
    (before(MODULES, module, b"").unwrap_or(module), name)
}

/// The Python 3 name of a Python 2 name.
#[inline(never)]
#[must_use]
pub fn to_python3<'a>(module: &'a [u8], name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    if let Some(words) = behind(NAMES, module, name).or_else(|| behind(OLD_NAMES, module, name)) {
        return pair(words);
    }
    if module == b"exceptions" {
        return (b"builtins", if name == b"StandardError" { b"Exception" } else { name });
    }
    let moved = behind(MODULES, module, b"").or_else(|| behind(OLD_MODULES, module, b""));
    (moved.unwrap_or(module), name)
}
