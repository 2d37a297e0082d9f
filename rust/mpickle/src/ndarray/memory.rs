//! Memory that arrays take over, and memory that is copied.
//!
//! The decoder has just read an array's bytes into a `bytes` or `bytearray` object of its own when
//! numpy's function is called with it. As nothing but such functions ran since, no one else can
//! hold that object, except the pickle itself in its memo: it is *fresh* ([`crate::host::Host`]
//! remembers which one is). Its memory becomes the array's:
//!
//! - `mpickle.ndarray` and ulab's arrays refer to it, and may write to it although it belongs to
//!   a `bytes` object. A pickle that refers to those bytes a second time (numpy writes none) sees
//!   the array's new items, as with two arrays over one buffer.
//! - `array.array` can be resized, which frees the old block, so it takes the block away: the
//!   object that had it is empty from then on.
//!
//! An array that is not fresh is shared if it is a buffer of the caller's, and copied otherwise. The
//! block must begin at its head, or the collector would not see that it is in use.

#[cfg(feature = "ulab")]
use micropython::heap;
use micropython::{Obj, buffer, ffi, native_type, str};

use super::NdArray;
use super::fault::{Blame, Fault, fail};

/// Whether memory begins at the head of a block of the collector's.
pub fn is_block(data: &[u8]) -> bool {
    // SAFETY: any address may be asked about.
    !data.is_empty() && unsafe { ffi::gc_nbytes(data.as_ptr().cast()) } >= data.len()
}

/// Whether these bytes lie in the middle of a buffer or outside of the heap, so that an array over them stays there. No
/// bytes lie nowhere: an array of none is one as any other.
pub fn is_elsewhere(data: &[u8]) -> bool {
    !data.is_empty() && !is_block(data)
}

/// All of an object's memory.
#[inline(never)]
pub fn memory_of<'a>(owner: Obj) -> &'a [u8] {
    buffer::bytes(owner).unwrap_or_default()
}

/// The bytes of an object for items; none for text and for objects without the buffer protocol.
pub fn bytes<'a>(obj: Obj, blame: Blame) -> &'a [u8] {
    match buffer::bytes(obj) {
        Some(data) if str::text(obj).is_none() => data,
        _ => fail(blame, Fault::Data),
    }
}

impl NdArray {
    /// All of the owner's memory.
    pub fn data<'a>(&self) -> &'a [u8] {
        memory_of(self.owner())
    }

    /// Whether the items are all of the memory, in its order.
    pub fn fills(&self) -> bool {
        self.is_whole() && self.is_contiguous(false)
    }

    /// Whether there are as many as the memory has, from its beginning on.
    pub fn is_whole(&self) -> bool {
        self.offset == 0 && self.data().len() == self.size()
    }

    /// Whether ulab can refer to the memory, which is not ours: it reads items of `unit` bytes at
    /// once, and keeps no pointer to the head of a block.
    #[cfg(feature = "ulab")]
    pub fn suits_ulab(&self, unit: usize) -> bool {
        let data = self.data();
        let start = data.as_ptr();
        let aligned = (start as usize).is_multiple_of(unit);
        aligned && (is_block(data) || !heap::contains(start))
    }

    /// Whether the memory can be taken over and written to.
    pub fn is_ours(&self) -> bool {
        let data = self.data();
        self.fresh && (data.is_empty() || is_block(data))
    }

    /// Makes the memory ours, by a copy if need be.
    pub fn own(&mut self) {
        if !self.is_ours() {
            self.owner = buffer::new_bytearray(self.data()).raw();
            self.fresh = true;
        }
    }

    /// Makes the memory ours if it is `bytes` of one byte: CPython has one object for each value of those, and its pickles
    /// write that once, for this array and for whatever else it stands for.
    pub fn unshare(&mut self) {
        if self.data().len() == 1 && self.owner().is(native_type!(mp_type_bytes)) {
            self.owner = buffer::new_bytearray(self.data()).raw();
        }
    }

    /// Brings the bytes of memory that is ours into the machine's order.
    pub fn make_native(&mut self) {
        let (start, len) = self.memory();
        if len > 0 && !self.dtype.is_native() {
            // SAFETY: the memory is ours, and nobody else looks at it meanwhile.
            self.dtype.swap(unsafe { core::slice::from_raw_parts_mut(start, len) });
        }
    }

    /// Takes the block out of memory that is ours; its owner is empty then. Null if it was.
    pub fn take_block(&mut self) -> *mut u8 {
        let (block, len) = self.memory();
        if len == 0 {
            return core::ptr::null_mut();
        }
        // SAFETY: the structs of these types; the length goes first.
        unsafe {
            if self.owner().is(native_type!(mp_type_bytes)) {
                let bytes = self.owner().ptr::<ffi::mp_obj_str_t>();
                (*bytes).len = 0;
                (*bytes).hash = 0;
                (*bytes).data = c"".as_ptr().cast();
            } else {
                let bytes = buffer::array(self.owner());
                // A fresh one has nothing to spare.
                bytes.len = 0;
                bytes.items = core::ptr::null_mut();
            }
        }
        block
    }
}
