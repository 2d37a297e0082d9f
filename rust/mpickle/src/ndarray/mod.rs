//! Numerical arrays: numpy's in pickles, ulab's and `mpickle.ndarray` on the board.
//!
//! The way in: [`numpy`] answers for the functions that numpy's pickles call, [`place`] chooses
//! what an array becomes, [`ulab`] makes it one of ulab's. The way out is [`write`]. The rest is
//! `mpickle.ndarray` itself: [`access`] and [`entry`].

mod access;
mod dtype;
mod entry;
mod fault;
mod item;
mod layout;
mod memory;
pub mod numpy;
mod place;
mod ulab;
#[cfg(feature = "write")]
pub mod write;

use micropython::{HeapVec, Obj, buffer, ffi, native_type};

use dtype::DType;
use fault::Fault;

/// `mpickle.ndarray`: a view of another object's memory.
#[repr(C)]
pub struct NdArray {
    base: ffi::mp_obj_base_t,
    dtype: DType,
    dimensions: u8,
    /// Whether items can be assigned. Bytes that nobody else holds can be, too.
    writable: bool,
    /// Where the first item is, in bytes.
    offset: usize,
    /// Lengths, then strides.
    axes: *mut isize,
    /// The object with the memory; null in an array that waits for its state.
    owner: ffi::mp_obj_t,
}

/// Room for any kind of array, in bytes, where it is not known which kind it will be.
const ANY_ARRAY: usize = 16 * size_of::<usize>();

/// What an array is made of: all checked.
pub struct Parts {
    /// Type of the items.
    pub dtype: DType,
    /// Whether items may be assigned.
    pub writable: bool,
    /// Where the first item is.
    pub offset: usize,
    /// Lengths, then strides.
    pub axes: HeapVec<isize>,
    /// The object with the memory.
    pub owner: Obj,
}

impl Parts {
    pub fn shape(&self) -> &[isize] {
        &self.axes.as_slice()[..self.axes.len() / 2]
    }

    pub fn strides(&self) -> &[isize] {
        &self.axes.as_slice()[self.axes.len() / 2..]
    }

    /// Whether items follow each other without gaps; see [`layout::is_contiguous`].
    pub fn is_contiguous(&self, fortran: bool) -> bool {
        layout::is_contiguous(self.shape(), self.strides(), self.dtype.size, fortran)
    }

    /// A new `mpickle.ndarray`.
    pub fn array(mut self) -> Obj {
        // The block of an array has no unused room.
        self.axes.shrink();
        let array = allocate(size_of::<NdArray>());
        // SAFETY: the new object, whose fields are all set here.
        unsafe {
            (*array).dtype = self.dtype;
            (*array).dimensions = (self.axes.len() / 2) as u8;
            (*array).writable = self.writable;
            (*array).offset = self.offset;
            (*array).axes = self.axes.into_block();
            (*array).owner = self.owner.raw();
            Obj::from_ptr(array)
        }
    }
}

/// An object of this type and size, without an owner.
fn allocate(size: usize) -> *mut NdArray {
    // SAFETY: the block is large enough for the struct, and the object is complete when this
    // returns.
    // EXCEPTION: MemoryError.
    unsafe {
        let array = ffi::m_malloc(size).cast::<NdArray>();
        array.cast::<u8>().write_bytes(0, size);
        (*array).base.type_ = &raw const ffi::mpickle_c_type_ndarray;
        (*array).dtype = DType::native(b'f', 8);
        array
    }
}

/// An array that gets its state later, and may become of another type then.
fn waiting() -> Obj {
    // SAFETY: a complete object.
    unsafe { Obj::from_ptr(allocate(ANY_ARRAY)) }
}

/// An array of one dimension over all of the memory of `owner`, if that is none of our own.
#[cfg(feature = "in-place")]
pub fn linear(kind: u8, size: u8, big: bool, owner: Obj) -> Option<Obj> {
    let data = buffer::bytes(owner)?;
    let payload = memory::Payload { obj: owner, fresh: false, in_place: true };
    if memory::is_block(data) {
        return None;
    }
    let dtype = DType::native(kind, size).with_order(if big { b'>' } else { b'<' });
    let mut axes = HeapVec::default();
    axes.extend(&[(data.len() / size as usize) as isize, size as isize]);
    if !data.len().is_multiple_of(size as usize) {
        return None;
    }
    let parts = Parts { dtype, writable: false, offset: 0, axes, owner };
    Some(fault::pickled(place::place(parts, payload)))
}

/// `obj` as an array, if it is a `mpickle.ndarray`.
pub fn array<'a>(obj: Obj) -> Option<&'a mut NdArray> {
    // SAFETY: an object of this type.
    obj.is(native_type!(mpickle_c_type_ndarray)).then(|| unsafe { &mut *obj.ptr::<NdArray>() })
}

impl NdArray {
    fn shape(&self) -> &[isize] {
        self.axes(0)
    }

    fn strides(&self) -> &[isize] {
        self.axes(self.dimensions as usize)
    }

    fn axes(&self, from: usize) -> &[isize] {
        if self.dimensions == 0 {
            return &[];
        }
        // SAFETY: the block has lengths and strides of all dimensions; it is never changed.
        unsafe { core::slice::from_raw_parts(self.axes.add(from), self.dimensions as usize) }
    }

    /// The owner; a waiting array has none.
    fn owner(&self) -> Result<Obj, Fault> {
        // SAFETY: null or a live object.
        unsafe { Obj::from_raw(self.owner) }.ok_or(Fault::Gone)
    }

    /// The owner's memory as it is now: it may have been resized.
    fn memory<'a>(&self) -> Result<&'a [u8], Fault> {
        buffer::bytes(self.owner()?).ok_or(Fault::Gone)
    }

    /// The bytes of the item at this offset.
    fn item<'a>(&self, memory: &'a [u8], at: usize) -> Result<&'a [u8], Fault> {
        at.checked_add(self.dtype.size as usize).and_then(|end| memory.get(at..end)).ok_or(Fault::Gone)
    }

    /// Reads the item at this offset.
    fn value(&self, memory: &[u8], at: usize) -> Result<item::Value, Fault> {
        Ok(item::read(self.dtype, self.item(memory, at)?))
    }

    fn walk(&self) -> layout::Walk<'_> {
        layout::Walk::new(self.shape(), self.strides(), self.offset)
    }

    fn is_contiguous(&self, fortran: bool) -> bool {
        layout::is_contiguous(self.shape(), self.strides(), self.dtype.size, fortran)
    }

    /// Number of bytes of all items.
    fn size(&self) -> usize {
        layout::bytes(self.shape(), self.dtype.size).unwrap_or(0)
    }

    /// The items' memory, where they follow each other.
    fn solid<'a>(&self) -> Result<&'a [u8], Fault> {
        let (from, len) = (self.offset, self.size());
        self.memory()?.get(from..from + len).ok_or(Fault::Gone)
    }

    /// All items, copied together, the last axis fastest.
    fn gather(&self) -> Result<HeapVec<u8>, Fault> {
        memory::gather(self.memory()?, self.dtype.size, self.shape(), self.strides(), self.offset)
    }
}
