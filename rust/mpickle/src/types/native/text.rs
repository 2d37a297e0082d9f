//! str, bytes and bytearray, made from an encoding, which MicroPython's constructors ignore.

#[cfg(feature = "write")]
use micropython::Type;
use micropython::{HeapVec, Obj, buffer, int, native_type, str};
#[cfg(feature = "write")]
use pickle::Reduced;

use crate::host::memory::Memory;
use crate::raise;
#[cfg(feature = "write")]
use crate::types::encoding::Encoding;
use crate::types::encoding::{self, OnError};
#[cfg(feature = "write")]
use crate::types::recipe::call_class;

/// Whether `arg` may be the argument at place `at` of bytes or bytearray: no size, which is believed.
#[inline(always)]
pub fn suits(at: usize, arg: Obj) -> bool {
    let is_int = arg.small_int().is_some() || int::is_big(arg);
    // After it come an encoding and `errors`.
    if at == 0 { !is_int } else { str::text(arg).is_some() }
}

/// Calls of `str`, `bytes` and `bytearray` with an encoding.
#[inline(never)]
pub fn make(function: Obj, args: &[Obj]) -> Option<Obj> {
    if function == native_type!(mp_type_str).obj()
        && let [data, encoding, ..] = args
    {
        // MicroPython takes any encoding for UTF-8.
        let mut text = Memory::<u8>::default();
        let data = buffer::bytes(*data).unwrap_or_default();
        encoding::decode(data, encoding::named(*encoding), OnError::Strict, usize::MAX, &mut text);
        return Some(str::adopt(native_type!(mp_type_str), &mut text.0));
    }
    let is_bytearray = function == native_type!(mp_type_bytearray).obj();
    if (is_bytearray || function == native_type!(mp_type_bytes).obj())
        && let [text, encoding, ..] = args
    {
        let Some(text) = str::text(*text) else {
            raise::unpickling_type("cannot encode", *text);
        };
        let encoding = encoding::named(*encoding);
        if !is_bytearray {
            return Some(encoding::to_bytes(text, encoding));
        }
        let mut bytes = Memory(HeapVec::<u8>::with_capacity(text.len()));
        encoding::encode(text, encoding, &mut bytes);
        return Some(buffer::adopt_bytearray(&mut bytes.0));
    }
    None
}

/// `bytearray(bytes)`; before protocol 3 `bytearray(text, 'latin-1')`.
#[cfg(feature = "write")]
#[inline(always)]
pub fn reduce_bytearray(obj: Obj, class: Type, protocol: u8, recipe: &mut Reduced<Obj>) {
    // SAFETY: the caller checked the type, and its bytes are copied before anything of the program runs.
    let data = unsafe { buffer::bytearray(obj) };
    if data.is_empty() {
        call_class(recipe, class, &[]);
    } else if protocol >= 3 {
        call_class(recipe, class, &[str::new(native_type!(mp_type_bytes), data)]);
    } else {
        let mut text = Memory::default();
        encoding::decode(data, Encoding::Latin1, OnError::Strict, usize::MAX, &mut text);
        call_class(recipe, class, &[str::adopt(native_type!(mp_type_str), &mut text.0), Obj::latin_1()]);
    }
}
