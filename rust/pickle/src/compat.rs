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

/// The line of a table in which `words` stand from column `at` on.
#[inline(never)]
fn find(table: &'static [u8], at: usize, words: &[&[u8]]) -> Option<&'static [u8]> {
    table
        .split(|b| *b == b'\n')
        .find(|line| words.iter().enumerate().all(|(n, word)| column(line, at + n) == *word))
}

/// Column `n` of a line.
fn column(line: &[u8], n: usize) -> &[u8] {
    line.split(|b| *b == b' ').nth(n).unwrap_or_default()
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
    if let Some(line) = find(NAMES, 2, &[module, name]) {
        return (column(line, 0), column(line, 1));
    }
    if module == b"builtins" {
        if contains(NEW_EXCEPTIONS, name) {
            return (b"exceptions", b"OSError");
        }
        if name.ends_with(b"Error") || name.ends_with(b"Warning") || contains(EXCEPTIONS, name) {
            return (b"exceptions", name);
        }
    }
    (find(MODULES, 1, &[module]).map_or(module, |line| column(line, 0)), name)
}

/// The Python 3 name of a Python 2 name.
#[inline(never)]
#[must_use]
pub fn to_python3<'a>(module: &'a [u8], name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let names = [module, name];
    if let Some(line) = find(NAMES, 0, &names).or_else(|| find(OLD_NAMES, 0, &names)) {
        return (column(line, 2), column(line, 3));
    }
    if module == b"exceptions" {
        return (b"builtins", if name == b"StandardError" { b"Exception" } else { name });
    }
    let moved = find(MODULES, 0, &[module]).or_else(|| find(OLD_MODULES, 0, &[module]));
    (moved.map_or(module, |line| column(line, 1)), name)
}
