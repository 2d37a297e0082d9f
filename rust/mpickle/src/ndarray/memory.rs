//! The memory that arrays take over, and what is copied.
//!
//! The decoder has just read an array's bytes into a `bytes` or `bytearray` object of its own when
//! numpy's function is called with it. As nothing but such functions ran since, no one else can
//! hold that object, except the pickle itself in its memo: it is *fresh* ([`crate::host::Host`]
//! remembers which one is). Its memory becomes the array's:
//!
//! - `mpickle.ndarray` and ulab's arrays refer to it, and may write to it although it belongs to
//!   a `bytes` object. A pickle that refers to those bytes a second time (numpy writes none) sees
//!   what is written to the array, as with two arrays over one buffer.
//! - `array.array` can be resized, which frees the old block, so it takes the block away: the
//!   object that had it is empty from then on.
//!
//! What is not fresh is shared where it is a buffer of the caller's, and copied otherwise. The
//! block must begin at its head, or the collector would not see that it is in use.

use micropython::{Obj, buffer, ffi, heap, native_type, str};

use super::dtype::{self, DType};
use super::fault::{Blame, Fault, fail};

/// Bytes that a pickle brings along.
#[derive(Clone, Copy)]
pub struct Payload {
    /// The object with the bytes.
    pub obj: Obj,
    /// Nobody else holds it.
    pub fresh: bool,
    /// It is to stay where it is.
    pub in_place: bool,
}

/// Whether memory begins at the head of a block of the collector's.
pub fn is_block(data: &[u8]) -> bool {
    // SAFETY: any address may be asked about.
    !data.is_empty() && unsafe { ffi::gc_nbytes(data.as_ptr().cast()) } >= data.len()
}

impl Payload {
    /// The bytes; `None` of text, and of what has none.
    pub fn data<'a>(self) -> Option<&'a [u8]> {
        if str::text(self.obj).is_some() { None } else { buffer::bytes(self.obj) }
    }

    /// The bytes.
    pub fn bytes<'a>(self, blame: Blame) -> &'a [u8] {
        self.data().unwrap_or_else(|| fail(blame, Fault::Data))
    }

    /// Whether ulab can refer to the memory, which is not ours: it reads items of `unit` bytes at
    /// once, and keeps no pointer to the head of a block.
    pub fn suits_ulab(self, unit: usize) -> bool {
        self.data().is_some_and(|data| {
            let start = data.as_ptr();
            let aligned = (start as usize).is_multiple_of(unit);
            aligned && (is_block(data) || !heap::contains(start))
        })
    }

    /// Whether the memory can be taken over and written to.
    pub fn is_ours(self) -> bool {
        let known = self.obj.is(native_type!(mp_type_bytes)) || self.obj.is(native_type!(mp_type_bytearray));
        self.fresh && known && self.data().is_some_and(|data| data.is_empty() || is_block(data))
    }

    /// Memory that is ours: this one, or a copy.
    pub fn owned(self) -> Self {
        if self.is_ours() {
            return self;
        }
        Self { obj: buffer::new_bytearray(self.bytes(Blame::Pickle)), fresh: true, in_place: false }
    }

    /// Brings the bytes of memory that is ours into the machine's order.
    pub fn make_native(self, dtype: DType) {
        if let Some((start, len)) = buffer::raw(self.obj)
            && len > 0
            && !dtype.is_native()
        {
            // SAFETY: the memory is ours, and nobody else looks at it meanwhile.
            let data = unsafe { core::slice::from_raw_parts_mut(start, len) };
            dtype::swap(data, dtype.unit());
        }
    }

    /// Takes the block out of memory that is ours; its object is empty then. `None` if it is empty.
    pub fn take_block(self) -> Option<(*mut u8, usize)> {
        let block = buffer::raw(self.obj).filter(|block| block.1 > 0)?;
        // SAFETY: the structs of these types; the length goes first.
        unsafe {
            if self.obj.is(native_type!(mp_type_bytes)) {
                let bytes = self.obj.ptr::<ffi::mp_obj_str_t>();
                (*bytes).len = 0;
                (*bytes).hash = 0;
                (*bytes).data = c"".as_ptr().cast();
            } else {
                let bytes = buffer::array(self.obj);
                bytes.len = 0;
                bytes.set_free(0);
                bytes.items = core::ptr::null_mut();
            }
        }
        Some(block)
    }
}
