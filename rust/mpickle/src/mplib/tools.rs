//! Helpers that programs and tests take from the library.

use micropython::{Dict, HeapVec, Int, Obj, Qstr, Type, call, ffi, int, list, native_type, str};

use pickle::opcode;

use crate::names::interned::name;
#[cfg(feature = "write")]
use crate::names::locate;
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
        if let Some(entries) = Dict::of(dict)
            && entries.get(key).unwrap_or_else(Obj::none).equals(value)
        {
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
    let Some(value) = Int::of(value) else {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "an int is required");
    };
    let mut bytes = HeapVec::<u8>::default();
    value.to_bytes(&mut bytes);
    str::adopt(native_type!(mp_type_bytes), &mut bytes).raw()
}

fn bytes<'a>(obj: ffi::mp_obj_t) -> &'a [u8] {
    // SAFETY: the exported functions below are given live objects.
    let obj = unsafe { arg(obj) };
    micropython::buffer::bytes(obj).unwrap_or_else(|| raise::not_bytes(obj))
}

/// `decode_long(data)`
///
/// # Safety
/// `data` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decode_long(data: ffi::mp_obj_t) -> ffi::mp_obj_t {
    crate::types::int::new(None, bytes(data)).raw()
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
        let name = Qstr::intern(str::text_or_empty(name));
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
    let names = if python { locate::global(None, obj, None) } else { locate::anywhere(None, obj) };
    names.0.raw()
}

/// Types that do not know their module in the library.
static NAMELESS: [Type; 4] = [
    native_type!(mp_type_complex),
    native_type!(mp_type_bytearray),
    native_type!(mp_type_object),
    native_type!(mp_type_range),
];

/// `_handle_none_module_name(module_name, obj)`: a module for an object that does not know its own.
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
    if let Some(class) = Type::from_obj(obj)
        && NAMELESS.contains(&class)
    {
        return name!(builtins).obj().raw();
    }
    if let Some((module, _)) = call::python_function(obj) {
        return module.obj().raw();
    }
    Obj::none().raw()
}

/// Opcodes as they end their names: as bytes that no name has.
const fn as_end(opcode: u8) -> u8 {
    opcode | 0x80
}

/// Length of [`OPCODES`].
const OPCODES_LEN: usize = {
    let (mut len, mut at) = (0, 0);
    while at < opcode::ALL.len() {
        len += opcode::ALL[at].0.len() + 1;
        at += 1;
    }
    len
};

/// The name of each opcode, and behind it the opcode.
static OPCODES: [u8; OPCODES_LEN] = {
    let mut all = [0; OPCODES_LEN];
    let (mut len, mut at) = (0, 0);
    while at < opcode::ALL.len() {
        let (name, opcode) = opcode::ALL[at];
        let (_, room) = all.split_at_mut(len);
        room.split_at_mut(name.len()).0.copy_from_slice(name.as_bytes());
        len += name.len() + 1;
        all[len - 1] = as_end(opcode);
        at += 1;
    }
    all
};

/// The opcode of this name, as bytes; null if there is none.
#[unsafe(no_mangle)]
pub extern "C-unwind" fn mpickle_opcode(name: ffi::qstr) -> ffi::mp_obj_t {
    let name = Qstr::new(name as usize).text();
    let bytes = |text: &[u8]| str::new(native_type!(mp_type_bytes), text).raw();
    if str::is_word(name, "TRUE") {
        return bytes(b"I01\n");
    }
    if str::is_word(name, "FALSE") {
        return bytes(b"I00\n");
    }
    let mut start = 0;
    for (at, &end) in OPCODES.iter().enumerate() {
        if end >= 0x80 {
            if &OPCODES[start..at] == name {
                // Those of ASCII are behind all others now.
                return bytes(&[if end > opcode::READONLY_BUFFER { end & 0x7f } else { end }]);
            }
            start = at + 1;
        }
    }
    Obj::raw_or_null(None)
}
