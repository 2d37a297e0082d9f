//! `decode_raw` and `encode_raw`: fields without a schema.

#[cfg(feature = "write")]
use micropython::HeapVec;
use micropython::{Dict, List, Obj, Qstr, ffi, int, list, native_type, str};
#[cfg(feature = "write")]
use micropython::{Int, buffer, call};
use protobuf::raw_field;

use crate::codec::Codec;
use crate::entry::load;
use crate::host::Host;
use crate::{arg, raise};

/// The keys of a field.
fn key(name: ffi::mpickle_c_raw_name::Type) -> Obj {
    // SAFETY: the table in ROM has an entry for each name.
    Qstr::new(unsafe { *ffi::mpickle_c_raw_names.as_ptr().add(name as usize) } as usize).obj()
}

/// `decode_raw(data)`: a tuple of `{'id', 'wire_type', 'data'}`.
///
/// # Safety
/// `data` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_protobuf_decode_raw(data: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let data = unsafe { arg(data) };
    let fields = List::new(&[]);
    let mut at = 0;
    loop {
        // Nothing of the program's runs between this and the copy of a field's bytes.
        let Some(message) = load::whole(data) else { raise::not_bytes(data) };
        let field = match raw_field::<Host>(message, &mut at) {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => raise::reading(Codec::Protobuf, error, at, 0),
        };
        let value = if field.wire_type == 0 {
            crate::types::int::unsigned(field.varint)
        } else {
            str::new(native_type!(mp_type_bytes), field.bytes)
        };
        let dict = Dict::new();
        dict.store(key(ffi::mpickle_c_raw_name::RAW_ID), int::new(field.number as ffi::mp_int_t));
        dict.store(key(ffi::mpickle_c_raw_name::RAW_WIRE_TYPE), int::new(field.wire_type.into()));
        dict.store(key(ffi::mpickle_c_raw_name::RAW_DATA), value);
        fields.extend(&[dict.obj()]);
    }
    // SAFETY: nobody else has the list.
    list::new_tuple(unsafe { fields.items() }).raw()
}

#[cfg(feature = "write")]
fn put_varint(out: &mut HeapVec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(feature = "write")]
fn refuse(text: &str) -> ! {
    raise::raise(ffi::mpickle_c_class::VALUE_ERROR, text)
}

/// An int of 0 to 2**64 - 1. Raises ValueError.
#[cfg(feature = "write")]
fn number(obj: Option<Obj>) -> u64 {
    let Some(number) = obj.and_then(Int::of) else { refuse("number out of range") };
    let mut bytes = HeapVec::<u8>::default();
    number.to_bytes(&mut bytes);
    let data = bytes.as_slice();
    let fits = data.len() <= 8 || data.len() == 9 && data[8] == 0;
    if !fits || data.last().is_some_and(|byte| byte & 0x80 != 0) {
        refuse("number out of range");
    }
    let mut word = [0; 8];
    let len = data.len().min(8);
    word[..len].copy_from_slice(&data[..len]);
    bytes.release();
    u64::from_le_bytes(word)
}

/// `encode_raw(fields)`
///
/// # Safety
/// `fields` is a live object.
#[cfg(feature = "write")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_protobuf_encode_raw(fields: ffi::mp_obj_t) -> ffi::mp_obj_t {
    let mut out = HeapVec::<u8>::default();
    // SAFETY: the caller's promise.
    let fields = call::iterator(unsafe { arg(fields) });
    while let Some(field) = call::next(fields) {
        let part = |name| call::item(field, key(name));
        let id = number(part(ffi::mpickle_c_raw_name::RAW_ID));
        if !(1..1 << 29).contains(&id) {
            refuse("no field has this number");
        }
        let wire_type = number(part(ffi::mpickle_c_raw_name::RAW_WIRE_TYPE));
        let data = part(ffi::mpickle_c_raw_name::RAW_DATA);
        if !matches!(wire_type, 0..=3 | 5) {
            refuse("unknown wire type");
        }
        put_varint(&mut out, id << 3 | wire_type);
        if wire_type == 0 {
            put_varint(&mut out, number(data));
            continue;
        }
        let bytes = data.and_then(buffer::bytes).unwrap_or_default();
        let fits = match wire_type {
            1 => bytes.len() == 8,
            5 => bytes.len() == 4,
            _ => data.is_some_and(|data| buffer::bytes(data).is_some()),
        };
        if !fits {
            refuse("data does not fit wire_type");
        }
        if wire_type == 2 {
            put_varint(&mut out, bytes.len() as u64);
        }
        out.extend(bytes);
        if wire_type == 3 {
            put_varint(&mut out, id << 3 | 4);
        }
    }
    str::adopt(native_type!(mp_type_bytes), &mut out).raw()
}
