//! The buffer protocol, `bytearray` and `memoryview`.

use crate::ffi::{self, mp_buffer_info_t, mp_obj_array_t};
use crate::heap::HeapVec;
use crate::{Obj, native_type};

/// The memory of an object with the buffer protocol, until anything that can resize it.
#[must_use]
pub fn bytes<'a>(obj: Obj) -> Option<&'a [u8]> {
    get(obj, ffi::MP_BUFFER_READ).map(|(data, _)| data)
}

/// Whether the memory of an object can be written.
#[must_use]
pub fn is_writable(obj: Obj) -> bool {
    get(obj, ffi::MP_BUFFER_RW).is_some()
}

/// The type code of an object's memory.
#[must_use]
pub fn typecode(obj: Obj) -> Option<u8> {
    get(obj, ffi::MP_BUFFER_READ).map(|(_, typecode)| typecode)
}

/// The memory of an object as start and length, for writing: through a slice that can only be
/// read, the compiler would not see it change.
#[must_use]
pub fn raw(obj: Obj) -> Option<(*mut u8, usize)> {
    raw_for(obj, ffi::MP_BUFFER_READ).map(|info| (info.buf.cast(), info.len))
}

/// As [`raw`], if the memory can be written.
#[must_use]
pub fn raw_writable(obj: Obj) -> Option<(*mut u8, usize)> {
    raw_for(obj, ffi::MP_BUFFER_WRITE).map(|info| (info.buf.cast(), info.len))
}

// Much is called for a buffer's memory: one frame on the C stack less.
#[inline(always)]
fn raw_for(obj: Obj, flags: u32) -> Option<mp_buffer_info_t> {
    let mut info = mp_buffer_info_t { buf: core::ptr::null_mut(), len: 0, typecode: 0 };
    // SAFETY: room for the answer. The memory is the object's.
    // EXCEPTION: none without MP_BUFFER_RAISE_IF_UNSUPPORTED.
    unsafe { ffi::mp_get_buffer(obj.raw(), &mut info, flags as _) }.then_some(info)
}

fn get<'a>(obj: Obj, flags: u32) -> Option<(&'a [u8], u8)> {
    let info = raw_for(obj, flags)?;
    if info.len == 0 || info.buf.is_null() {
        return Some((&[], info.typecode as u8));
    }
    // SAFETY: the object's memory, which has this length.
    Some((unsafe { core::slice::from_raw_parts(info.buf.cast(), info.len) }, info.typecode as u8))
}

/// Fields of a bytearray, an array or a memoryview.
///
/// # Safety
/// `obj` is one of these, and nothing else looks at it while the fields are used.
#[must_use]
pub unsafe fn array<'a>(obj: Obj) -> &'a mut mp_obj_array_t {
    // SAFETY: the caller's promise.
    unsafe { &mut *obj.ptr::<mp_obj_array_t>() }
}

/// The bytes of a bytearray.
///
/// # Safety
/// `obj` is a bytearray, and nothing changes it while the slice is used.
#[inline]
#[must_use]
pub unsafe fn bytearray<'a>(obj: Obj) -> &'a [u8] {
    // SAFETY: the caller's promise; `len` bytes are initialised.
    unsafe {
        let array = array(obj);
        if array.len == 0 { &[] } else { core::slice::from_raw_parts(array.items.cast(), array.len) }
    }
}

/// Makes a bytearray that nobody looks into just now `len` bytes long, if its block has room for them.
///
/// # Safety
/// `bytearray` is one.
pub unsafe fn set_len(bytearray: Obj, len: usize) -> bool {
    // SAFETY: the caller's promise.
    let fields = unsafe { array(bytearray) };
    let room = fields.len + fields.free() as usize;
    if len > room {
        return false;
    }
    fields.len = len;
    fields.set_free((room - len) as _);
    true
}

/// A new bytearray with a copy of `data`.
#[must_use]
pub fn new_bytearray(data: &[u8]) -> Obj {
    // SAFETY: pointer and length of one slice, which is copied and not written.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_new_bytearray(data.len(), data.as_ptr().cast())) }
}

/// Turns a new bytearray, which holds so many items of this typecode, into an `array.array` of them.
///
/// # Safety
/// It is a bytearray, and its block holds them.
#[must_use]
pub unsafe fn into_array(bytearray: Obj, typecode: u8, items: usize) -> Obj {
    // SAFETY: the caller's promise.
    let fields = unsafe { array(bytearray) };
    fields.base.type_ = native_type!(mp_type_array).raw();
    fields.set_typecode(typecode as _);
    fields.len = items;
    bytearray
}

/// A new bytearray that takes the block of `data`, which is left empty.
#[must_use]
pub fn adopt_bytearray(data: &mut HeapVec<u8>) -> Obj {
    if data.is_empty() {
        data.release();
        return new_bytearray(&[]);
    }
    data.shrink();
    let len = data.len();
    // SAFETY: the block is ours and becomes the object's.
    // EXCEPTION: MemoryError; the block is the collector's then.
    unsafe {
        let obj = ffi::mp_obj_new_bytearray_by_ref(len, data.as_mut_slice().as_mut_ptr().cast());
        let _ = data.into_block();
        Obj::new(obj)
    }
}

/// A read-only memoryview of `data`, which lies behind `head`: the head of the block, which it
/// keeps alive, or any address outside the heap.
///
/// # Safety
/// Both are in one block or outside the heap; the memory stays as long as the object.
#[must_use]
pub unsafe fn view(head: *const u8, data: &[u8]) -> Obj {
    // SAFETY: the caller's promise. Without the flag for writing nobody writes to it.
    // EXCEPTION: MemoryError.
    unsafe {
        let view = Obj::new(ffi::mp_obj_new_memoryview(b'B', data.len(), head.cast_mut().cast()));
        array(view).set_free((data.as_ptr() as usize - head as usize) as _);
        view
    }
}

/// A bytearray over memory of another object, which it keeps alive if that memory begins at the
/// head of a block.
#[must_use]
pub fn bytearray_by_reference(data: &[u8]) -> Obj {
    // SAFETY: pointer and length of one slice; who writes to the bytearray writes to the memory.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_new_bytearray_by_ref(data.len(), data.as_ptr().cast_mut().cast())) }
}
