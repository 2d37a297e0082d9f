//! Helpers that programs and tests take from the library.

#[cfg(feature = "write")]
use micropython::Type;
use micropython::{HeapVec, Obj, Qstr, call, dict, ffi, int, list, native_type, str};

use crate::host::name;
#[cfg(feature = "write")]
use crate::locate;
use crate::{arg, raise};

/// `find_dict_by_key_value(dict_list, key, value)`
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_find_dict(
    dicts: ffi::mp_obj_t,
    key: ffi::mp_obj_t,
    value: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (dicts, key, value) = unsafe { (arg(dicts), arg(key), arg(value)) };
    let iterator = call::iterator(dicts);
    while let Some(dict) = call::next(iterator) {
        if dict::is_dict(dict) && dict::get(dict, key).unwrap_or_else(Obj::none).equals(value) {
            return dict.raw();
        }
    }
    Obj::none().raw()
}

/// `encode_long(x)`: little-endian two's complement, empty for 0.
///
/// # Safety
/// `value` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_encode_long(value: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let value = unsafe { arg(value) };
    if value.small_int().is_none() && !int::is_big(value) {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "an int is required");
    }
    let mut bytes = HeapVec::<u8>::default();
    int::to_bytes(value, &mut bytes);
    str::adopt(native_type!(mp_type_bytes), &mut bytes).raw()
}

fn bytes<'a>(obj: ffi::mp_obj_t) -> &'a [u8] {
    // SAFETY: the exported functions below are given live objects.
    match micropython::buffer::bytes(unsafe { arg(obj) }) {
        Some(bytes) => bytes,
        None => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "a bytes-like object is required"),
    }
}

/// `decode_long(data)`
///
/// # Safety
/// `data` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decode_long(data: ffi::mp_obj_t) -> ffi::mp_obj_t {
    match int::from_bytes(bytes(data)) {
        Some(value) => value.raw(),
        None => raise::raise(ffi::mpickle_c_class::OVERFLOW_ERROR, "int too big for this build"),
    }
}

/// `codecs.escape_decode(data)`: the bytes, and how many they are. A backslash before anything
/// else than the letters here stands for itself.
///
/// # Safety
/// `data` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_escape_decode(data: ffi::mp_obj_t) -> ffi::mp_obj_t {
    const LETTERS: &[u8] = b"ntr\\'\"bfva0";
    const MEANINGS: &[u8] = b"\n\t\r\\'\"\x08\x0c\x0b\x07\0";
    let mut rest = bytes(data);
    let mut out = HeapVec::<u8>::default();
    while let [byte, tail @ ..] = rest {
        rest = tail;
        let meaning = match tail {
            [letter, after @ ..] if *byte == b'\\' => {
                LETTERS.iter().position(|l| l == letter).map(|at| (MEANINGS[at], after))
            }
            _ => None,
        };
        match meaning {
            Some((meaning, after)) => {
                out.push(meaning);
                rest = after;
            }
            None => out.push(*byte),
        }
    }
    let len = out.len();
    let decoded = str::adopt(native_type!(mp_type_bytes), &mut out);
    list::new_tuple(&[decoded, int::new(len as ffi::mp_int_t)]).raw()
}

/// `_getattribute(obj, path)`: attribute after attribute.
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_getattribute(
    obj: ffi::mp_obj_t,
    path: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (mut at, path) = unsafe { (arg(obj), call::iterator(arg(path))) };
    while let Some(name) = call::next(path) {
        let name = Qstr::intern(str::text(name).unwrap_or_default());
        // SAFETY: a live object.
        // EXCEPTION: AttributeError.
        at = unsafe { Obj::new(ffi::mp_load_attr(at.raw(), name.raw())) };
    }
    at.raw()
}

/// `whichmodule(obj, name)`: the module under which it would be written.
///
/// # Safety
/// All arguments are live objects.
#[cfg(feature = "write")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_whichmodule(
    obj: ffi::mp_obj_t,
    _name: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let obj = unsafe { arg(obj) };
    let python = Type::from_obj(obj).is_some_and(Type::is_python) || call::python_function(obj).is_some();
    let names = if python { locate::global(obj, None) } else { locate::anywhere(obj) };
    names.0.raw()
}

/// `_handle_none_module_name(module_name, obj)`: a module for what does not know its own.
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_none_module(
    module: ffi::mp_obj_t,
    obj: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (module, obj) = unsafe { (arg(module), arg(obj)) };
    if !module.is_none() {
        return module.raw();
    }
    let types = [
        native_type!(mp_type_complex),
        native_type!(mp_type_bytearray),
        native_type!(mp_type_object),
        native_type!(mp_type_range),
    ];
    if types.iter().any(|class| class.obj() == obj) {
        return name!(builtins).obj().raw();
    }
    if let Some((module, _)) = call::python_function(obj) {
        return module.obj().raw();
    }
    Obj::none().raw()
}

/// Names of opcodes and what they stand for, each pair ended by a NUL, since opcodes have none.
const OPCODES: &[u8] =
    b"MARK\0(STOP\0.POP\x000POP_MARK\x001DUP\x002FLOAT\0FINT\0IBININT\0JBININT1\0KLONG\0LBININT2\0MNONE\0N\
PERSID\0PBINPERSID\0QREDUCE\0RSTRING\0SBINSTRING\0TSHORT_BINSTRING\0UUNICODE\0VBINUNICODE\0XAPPEND\0aBUILD\0b\
GLOBAL\0cDICT\0dEMPTY_DICT\0}APPENDS\0eGET\0gBINGET\0hINST\0iLONG_BINGET\0jLIST\0lEMPTY_LIST\0]OBJ\0oPUT\0p\
BINPUT\0qLONG_BINPUT\0rSETITEM\0sTUPLE\0tEMPTY_TUPLE\0)SETITEMS\0uBINFLOAT\0G\
PROTO\0\x80NEWOBJ\0\x81EXT1\0\x82EXT2\0\x83EXT4\0\x84TUPLE1\0\x85TUPLE2\0\x86TUPLE3\0\x87NEWTRUE\0\x88\
NEWFALSE\0\x89LONG1\0\x8aLONG4\0\x8bBINBYTES\0BSHORT_BINBYTES\0CSHORT_BINUNICODE\0\x8cBINUNICODE8\0\x8d\
BINBYTES8\0\x8eEMPTY_SET\0\x8fADDITEMS\0\x90FROZENSET\0\x91NEWOBJ_EX\0\x92STACK_GLOBAL\0\x93MEMOIZE\0\x94\
FRAME\0\x95BYTEARRAY8\0\x96NEXT_BUFFER\0\x97READONLY_BUFFER\0\x98";

/// The opcode of this name, as bytes; null if there is none.
#[unsafe(no_mangle)]
pub extern "C-unwind" fn mpickle_opcode(name: ffi::qstr) -> ffi::mp_obj_t {
    let name = Qstr::new(name as usize).text();
    let class = native_type!(mp_type_bytes);
    match name {
        b"TRUE" => return str::new(class, b"I01\n").raw(),
        b"FALSE" => return str::new(class, b"I00\n").raw(),
        _ => {}
    }
    let mut rest = OPCODES;
    while let Some(end) = rest.iter().position(|b| *b == 0) {
        if &rest[..end] == name {
            return str::new(class, &rest[end + 1..end + 2]).raw();
        }
        rest = &rest[end + 2..];
    }
    core::ptr::null_mut::<core::ffi::c_void>() as ffi::mp_obj_t
}
