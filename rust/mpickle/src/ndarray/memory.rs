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

use micropython::{HeapVec, Obj, buffer, ffi, heap, native_type, str};

use super::dtype::{self, DType};
use super::fault::Fault;
use super::layout::{self, Walk};

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
    /// The bytes.
    pub fn bytes<'a>(self) -> Result<&'a [u8], Fault> {
        buffer::bytes(self.obj).filter(|_| str::text(self.obj).is_none()).ok_or(Fault::Data)
    }

    /// Whether ulab can refer to the memory, which is not ours: it reads items of `unit` bytes at
    /// once, and keeps no pointer to the head of a block.
    pub fn suits_ulab(self, unit: u8) -> bool {
        self.bytes().is_ok_and(|data| {
            let start = data.as_ptr();
            let aligned = (start as usize).is_multiple_of(unit as usize);
            aligned && (is_block(data) || !heap::contains(start))
        })
    }

    /// Start and length of the memory.
    fn raw(self) -> Result<(*mut u8, usize), Fault> {
        buffer::raw(self.obj).ok_or(Fault::Data)
    }

    /// Whether the memory can be taken over and written to.
    pub fn is_ours(self) -> bool {
        let known = self.obj.is(native_type!(mp_type_bytes)) || self.obj.is(native_type!(mp_type_bytearray));
        self.fresh && known && self.bytes().is_ok_and(|data| data.is_empty() || is_block(data))
    }

    /// Memory that is ours: this one, or a copy.
    pub fn owned(self) -> Result<Self, Fault> {
        if self.is_ours() {
            return Ok(self);
        }
        Ok(Self { obj: buffer::new_bytearray(self.bytes()?), fresh: true, in_place: false })
    }

    /// Brings the bytes of memory that is ours into the machine's order.
    pub fn make_native(self, dtype: DType) -> Result<(), Fault> {
        if !dtype.is_native() {
            let (start, len) = self.raw()?;
            if len > 0 {
                // SAFETY: the memory is ours, and nobody else looks at it meanwhile.
                let data = unsafe { core::slice::from_raw_parts_mut(start, len) };
                dtype::swap(data, dtype.unit());
            }
        }
        Ok(())
    }

    /// Takes the block out of memory that is ours; its object is empty then.
    pub fn take_block(self) -> Result<(*mut u8, usize), Fault> {
        let block = self.raw()?;
        if block.1 == 0 {
            return Ok(block);
        }
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
        Ok(block)
    }
}

/// Copies items together, the last axis fastest.
pub fn gather(
    memory: &[u8],
    item: u8,
    shape: &[isize],
    strides: &[isize],
    offset: usize,
) -> Result<HeapVec<u8>, Fault> {
    let mut out = HeapVec::default();
    let item = item as usize;
    out.reserve_exact(layout::bytes(shape, item as u8)?);
    // Rows whose items follow each other are copied at once.
    let (rows, steps, run) = match (shape.split_last(), strides.split_last()) {
        (Some((length, rows)), Some((step, steps))) if *step == item as isize && *length > 0 => {
            (rows, steps, *length as usize * item)
        }
        _ => (shape, strides, item),
    };
    let mut walk = Walk::new(rows, steps, offset);
    while let Some(at) = walk.next() {
        out.extend(memory.get(at..at + run).ok_or(Fault::Gone)?);
    }
    Ok(out)
}
