//! Python 2's names of modules and functions that Python 3 has renamed (`fix_imports`), as CPython's
//! `_compat_pickle` has them, as far as MicroPython can have the thing.
//!
//! The tables are texts, because a slice of slices takes twice the flash.

/// Python 2's names and Python 3's: of something in a module, or of all else in a module. The first
/// line counts that has what is looked for.
const NAMES: &[u8] = b"\
__builtin__ xrange=builtins range
__builtin__ unicode=builtins str
__builtin__ basestring=builtins str
__builtin__ unichr=builtins chr
__builtin__ long=builtins int
__builtin__ reduce=functools reduce
itertools izip=builtins zip
itertools imap=builtins map
itertools ifilter=builtins filter
socket error=builtins OSError
select error=builtins OSError
exceptions StandardError=builtins Exception
__builtin__=builtins
exceptions=builtins
copy_reg=copyreg
Queue=queue
SocketServer=socketserver
ConfigParser=configparser
repr=reprlib
httplib=http.client
thread=_thread
pickle=pickle
cPickle=pickle
io=io
cStringIO=io
StringIO=io";

/// Python 2's module `exceptions` has these, and all whose names end in Error or Warning.
const EXCEPTIONS: &[u8] = b"Exception BaseException KeyboardInterrupt SystemExit StopIteration GeneratorExit";

/// Python 3's aliases of OSError.
const OS_ERRORS: &[u8] = b"IOError EnvironmentError WindowsError";

/// Errors that Python 2 does not have: subclasses of OSError by errno.
const NEW_EXCEPTIONS: &[u8] = b"\
BlockingIOError BrokenPipeError ChildProcessError ConnectionAbortedError ConnectionError \
ConnectionRefusedError ConnectionResetError FileExistsError FileNotFoundError InterruptedError \
IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError";

/// Substitutes for names of CPython's that MicroPython may lack: modules, the substitute, and the
/// names that it replaces. A substitute may itself be replaced in a line further below.
const NEAREST: &[u8] = b"\
builtins=ImportError=ModuleNotFoundError
builtins=RuntimeError=RecursionError PythonFinalizationError
builtins=ArithmeticError=FloatingPointError
builtins=NameError=UnboundLocalError
builtins=IndentationError=TabError
builtins=UnicodeError=UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError
builtins=ValueError=UnicodeError
builtins=BaseException=BaseExceptionGroup
builtins=Exception=BufferError ExceptionGroup ReferenceError StopAsyncIteration SystemError
socket=OSError=gaierror herror timeout
json.decoder=ValueError=JSONDecodeError
collections=dict=Counter
collections=defaultdict=defaultdict
time os posix nt pwd grp resource=struct_time=struct_time stat_result statvfs_result terminal_size \
uname_result times_result struct_passwd struct_group struct_rusage
dill._dill=_load_type=_load_type _eval_repr";

/// The text before the first `end`, and the text behind it.
#[inline(never)]
fn cut(text: &[u8], end: u8) -> (&[u8], &[u8]) {
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        if *byte == end {
            return (&text[..text.len() - rest.len()], tail);
        }
        rest = tail;
    }
    (text, rest)
}

/// Whether a name is one of a list, which may be a single one: what a comparison becomes where it
/// is written out is longer than this call.
#[inline(never)]
fn contains(mut list: &[u8], name: &[u8]) -> bool {
    while !list.is_empty() {
        let (word, rest) = cut(list, b' ');
        if word == name {
            return true;
        }
        list = rest;
    }
    false
}

/// Module and name in the other Python.
#[inline(never)]
fn translated<'a>(to_python2: bool, module: &'a [u8], name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let mut table = NAMES;
    while !table.is_empty() {
        let (line, rest) = cut(table, b'\n');
        table = rest;
        let (old, new) = cut(line, b'=');
        let (from, to) = if to_python2 { (new, old) } else { (old, new) };
        let (from_module, from_name) = cut(from, b' ');
        if from_module == module {
            if from_name.is_empty() {
                return (to, name);
            }
            if from_name == name {
                return cut(to, b' ');
            }
        }
    }
    (module, name)
}

/// The name of what comes nearest to something of CPython's that MicroPython may lack: a type of
/// `builtins`, which may be missing too, or what the caller has under this name.
#[must_use]
pub fn nearest(module: &[u8], name: &[u8]) -> Option<&'static [u8]> {
    if contains(b"builtins", module) {
        if contains(OS_ERRORS, name) || contains(NEW_EXCEPTIONS, name) {
            return Some(b"OSError");
        }
        if name.ends_with(b"Warning") {
            return Some(b"Exception");
        }
    }
    let mut table = NEAREST;
    while !table.is_empty() {
        let (line, rest) = cut(table, b'\n');
        table = rest;
        let (modules, line) = cut(line, b'=');
        let (here, names) = cut(line, b'=');
        if contains(modules, module) && contains(names, name) {
            return Some(here);
        }
    }
    None
}

/// The Python 2 name of a Python 3 name.
#[must_use]
pub fn to_python2<'a>(module: &'a [u8], name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    if contains(b"builtins", module) {
        if contains(NEW_EXCEPTIONS, name) {
            return (b"exceptions", b"OSError");
        }
        if name.ends_with(b"Error") || name.ends_with(b"Warning") || contains(EXCEPTIONS, name) {
            return (b"exceptions", name);
        }
    }
    translated(true, module, name)
}

/// The Python 3 name of a Python 2 name.
#[inline]
#[must_use]
pub fn to_python3<'a>(module: &'a [u8], name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    translated(false, module, name)
}
