//! Functions that pickles call by the names of CPython's standard library.

use micropython::{HeapVec, Obj, Qstr, Type, ffi, native_type, str};

use crate::host::{Encoding, OnError};
use crate::{arg, find, raise, state};

/// `copyreg._reconstructor(class, base, value)`
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_reconstructor(
    class: ffi::mp_obj_t,
    base: ffi::mp_obj_t,
    value: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (class, base, value) = unsafe { (arg(class), arg(base), arg(value)) };
    state::reconstruct(class, base, value).raw()
}

/// `copyreg.__newobj__(class, *args)`
///
/// # Safety
/// `args` points to `count` live objects, at least one.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_newobj(count: usize, args: *const ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise; `Obj` has the layout of `mp_obj_t`.
    let args = unsafe { core::slice::from_raw_parts(args.cast::<Obj>(), count) };
    let rest = micropython::list::new_tuple(&args[1..]);
    state::new_object(args[0], rest, None).raw()
}

/// `copyreg.__newobj_ex__(class, args, kwargs)`
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_newobj_ex(
    class: ffi::mp_obj_t,
    args: ffi::mp_obj_t,
    kwargs: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (class, args, kwargs) = unsafe { (arg(class), arg(args), arg(kwargs)) };
    state::new_object(class, args, Some(kwargs)).raw()
}

/// `getattr(class, name)`, as protocols before 4 spell dotted names. Of classes only.
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_getattr(class: ffi::mp_obj_t, name: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (class, name) = unsafe { (arg(class), arg(name)) };
    let text = str::text(name).unwrap_or_default();
    let found = Type::from_obj(class)
        .filter(|class| class.is_python())
        .and_then(|class| class.lookup(Qstr::find(text)?));
    match found {
        Some(inner) if find::is_reachable(inner) => inner.raw(),
        _ => raise::unpickling_named("not allowed:", b"getattr", text),
    }
}

/// `_codecs.encode(text, encoding='utf-8', errors='strict')`
///
/// # Safety
/// `args` points to `count` live objects, one to three.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_encode(count: usize, args: *const ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise; `Obj` has the layout of `mp_obj_t`.
    encoded(unsafe { core::slice::from_raw_parts(args.cast::<Obj>(), count) }).raw()
}

/// The same, for one argument or more.
#[inline(never)]
pub fn encoded(args: &[Obj]) -> Obj {
    let Some(text) = str::text(args[0]) else {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "encode() wants a str");
    };
    let encoding = args.get(1).map_or(Encoding::Utf8, |name| encoding(*name));
    str::adopt(native_type!(mp_type_bytes), &mut encode(text, encoding))
}

/// UTF-8 text in another encoding.
pub fn encode(text: &[u8], encoding: Encoding) -> HeapVec<u8> {
    let mut bytes = HeapVec::<u8>::default();
    match encoding {
        Encoding::Latin1 => to_latin1(text, &mut bytes),
        Encoding::Ascii if !text.is_ascii() => not_encodable(),
        Encoding::Bytes => not_encodable(),
        _ => bytes.extend(text),
    }
    bytes
}

fn not_encodable() -> ! {
    raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "character not in encoding")
}

/// Appends UTF-8 text as Latin-1.
#[inline(always)]
pub fn to_latin1(text: &[u8], out: &mut HeapVec<u8>) {
    if !str::to_latin1(text, out) {
        not_encodable();
    }
}

/// The encoding of this name, as Python writes it: case and dashes do not matter.
pub fn encoding(name: Obj) -> Encoding {
    let text = str::text(name).unwrap_or_default();
    let is = |wanted: &[u8]| {
        let plain = text.iter().filter(|b| !matches!(b, b'-' | b'_'));
        plain.clone().count() == wanted.len() && plain.zip(wanted).all(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    // The default.
    if text == b"ASCII" || is(b"ascii") {
        Encoding::Ascii
    } else if is(b"latin1") || is(b"iso88591") {
        Encoding::Latin1
    } else if is(b"utf8") {
        Encoding::Utf8
    } else if is(b"bytes") {
        Encoding::Bytes
    } else {
        raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "unknown encoding")
    }
}

/// What `errors` asks for.
pub fn on_error(name: Obj) -> OnError {
    match str::text(name).unwrap_or_default() {
        b"strict" => OnError::Strict,
        b"ignore" => OnError::Ignore,
        b"replace" => OnError::Replace,
        _ => raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "unknown errors"),
    }
}

/// Appends bytes of Python 2's `str` as UTF-8 text.
pub fn decode(bytes: &[u8], encoding: Encoding, on_error: OnError, out: &mut HeapVec<u8>) {
    out.reserve(bytes.len());
    if encoding == Encoding::Utf8 && str::is_utf8(bytes) {
        return out.extend(bytes);
    }
    for &byte in bytes {
        match (byte, encoding, on_error) {
            (0..=0x7f, ..) => out.push(byte),
            (_, Encoding::Latin1, _) => out.extend(&[0xc0 | byte >> 6, 0x80 | byte & 0x3f]),
            (.., OnError::Ignore) => {}
            (.., OnError::Replace) => out.extend("\u{fffd}".as_bytes()),
            _ => raise::raise(ffi::mpickle_c_class::UNICODE_ERROR, "byte not in encoding"),
        }
    }
}
