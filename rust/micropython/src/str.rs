//! `str` and `bytes`.

use crate::config;
use crate::ffi::{self, mp_obj_str_t};
use crate::heap::HeapVec;
use crate::{Obj, Pool, Type, native_type};

/// The text of a str, or the bytes of a bytes object; `None` for others. The slice lives as long
/// as the object.
#[inline]
#[must_use]
pub fn text<'a>(obj: Obj) -> Option<&'a [u8]> {
    if let Some(number) = obj.qstr_number() {
        return Some(crate::Qstr::new(number).text());
    }
    obj.is(native_type!(mp_type_str)).then(|| Str(obj).data())
}

/// Whether `text` is this word. What would be inlined is longer than a call.
#[inline(never)]
#[must_use]
pub fn is_word(text: &[u8], word: &str) -> bool {
    text == word.as_bytes()
}

/// The text of a str; nothing for what is no str.
#[inline(never)]
#[must_use]
pub fn text_or_empty<'a>(obj: Obj) -> &'a [u8] {
    text(obj).unwrap_or_default()
}

/// A str that is not interned, or bytes.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Str(Obj);

impl Str {
    /// `obj`, which is known to be one.
    ///
    /// # Safety
    /// `obj` is a bytes object, or a str with a struct of its own.
    #[inline]
    #[must_use]
    pub const unsafe fn from_known(obj: Obj) -> Self {
        Self(obj)
    }

    /// Its bytes, which do not change.
    #[inline]
    #[must_use]
    pub fn data<'a>(self) -> &'a [u8] {
        // SAFETY: the struct of both; data is never null.
        unsafe {
            let object = &*self.0.ptr::<mp_obj_str_t>();
            core::slice::from_raw_parts(object.data, object.len)
        }
    }
}

/// Whether `text` is UTF-8, in which surrogates pass as in CPython's pickles; any bytes are, where
/// this MicroPython has no Unicode.
#[inline]
#[must_use]
pub fn is_utf8(text: &[u8]) -> bool {
    !config::PY_BUILTINS_STR_UNICODE || text.is_ascii() || is_utf8_beyond_ascii(text)
}

#[inline(never)]
fn is_utf8_beyond_ascii(text: &[u8]) -> bool {
    // Continuation bytes that are still to come, and the range of the next one: behind some first bytes
    // it tells forms that are longer than need be, and what is beyond the last code point.
    let (mut more, mut low, mut high) = (0, 0x80, 0xbf);
    for &byte in text {
        if more > 0 {
            if byte < low || byte > high {
                return false;
            }
            (more, low, high) = (more - 1, 0x80, 0xbf);
        } else if byte >= 0x80 {
            (more, low) = match byte {
                0xc2..=0xdf => (1, 0x80),
                0xe0 => (2, 0xa0),
                0xe1..=0xef => (2, 0x80),
                0xf0 => (3, 0x90),
                0xf1..=0xf4 => (3, 0x80),
                _ => return false,
            };
            if byte == 0xf4 {
                high = 0x8f;
            }
        }
    }
    more == 0
}

/// Appends UTF-8 text as Latin-1. Returns whether that has all its characters.
#[inline(always)]
#[must_use]
pub fn to_latin1(text: &[u8], out: &mut HeapVec<u8>) -> bool {
    out.reserve(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            0..=0x7f => out.push(byte),
            // The two-byte forms of U+0080 to U+00FF.
            0xc2 | 0xc3 => {
                let low = text.get(at).copied().unwrap_or(0);
                out.push((byte & 3) << 6 | low & 0x3f);
                at += 1;
            }
            _ => return false,
        }
    }
    true
}

/// A new str or bytes with a copy of `data`. Its hash is computed when it is first needed, which
/// for payloads is never.
#[inline]
#[must_use]
pub fn new(class: Type, data: &[u8]) -> Obj {
    let mut copy = HeapVec::<u8>::default();
    copy.reserve_exact(data.len() + 1);
    copy.extend(data);
    copy.push(0);
    over(class, copy.into_block(), data.len())
}

/// As [`new`], in a pool's memory.
#[inline]
#[must_use]
pub fn new_in(pool: &mut Pool, class: Type, data: &[u8]) -> Obj {
    let text = pool.block(data.len() + 1);
    // SAFETY: a new block with room for the text and a NUL; the struct of a str. A hash of 0 says that it is not
    // computed.
    unsafe {
        core::ptr::copy_nonoverlapping(data.as_ptr(), text, data.len());
        let base = ffi::mp_obj_base_t { type_: class.raw() };
        Obj::from_ptr(pool.place(mp_obj_str_t { base, hash: 0, len: data.len(), data: text }))
    }
}

/// A str or bytes over memory that ends with a NUL or is never read as a C string.
fn over(class: Type, data: *const u8, len: usize) -> Obj {
    // SAFETY: without data, MicroPython leaves the data pointer and the hash to us; a hash of 0
    // says that it is not computed.
    // EXCEPTION: MemoryError; the block is the collector's then.
    unsafe {
        let obj = Obj::new(ffi::mp_obj_new_str_copy(class.raw(), core::ptr::null(), len));
        let object = obj.ptr::<mp_obj_str_t>();
        (*object).hash = 0;
        (*object).data = data;
        obj
    }
}

/// A new str, or the interned one of this text.
#[must_use]
pub fn new_str(text: &[u8]) -> Obj {
    // SAFETY: pointer and length of one slice.
    // EXCEPTION: MemoryError; UnicodeError for bad UTF-8.
    unsafe { Obj::new(ffi::mp_obj_new_str(text.as_ptr().cast(), text.len())) }
}

/// A new str or bytes that takes the block of `data`, which is left empty.
#[must_use]
pub fn adopt(class: Type, data: &mut HeapVec<u8>) -> Obj {
    let len = data.len();
    // MicroPython ends str and bytes with a NUL.
    data.push(0);
    data.shrink();
    over(class, data.into_block(), len)
}

/// A str or bytes over other memory, which it keeps alive by pointing to its head.
///
/// # Safety
/// `data` begins at the head of a block of the collector's or lies outside its heap, and does
/// not change while the object is used.
#[must_use]
pub unsafe fn by_reference(class: Type, data: &[u8]) -> Obj {
    over(class, data.as_ptr(), data.len())
}
