//! `str` and `bytes`.

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
        // SAFETY: the struct of both. Data is null in bytes made of an empty bytearray.
        unsafe {
            let object = &*self.0.ptr::<mp_obj_str_t>();
            if object.data.is_null() { &[] } else { core::slice::from_raw_parts(object.data, object.len) }
        }
    }
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
