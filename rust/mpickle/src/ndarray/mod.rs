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

pub use dtype::DType;
use fault::{Blame, Fault};
pub use layout::Axis;

/// `mpickle.ndarray`: a view of another object's memory.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct NdArray {
    base: ffi::mp_obj_base_t,
    dtype: DType,
    /// Whether items can be assigned. Bytes that nobody else holds can be, too.
    writable: bool,
    dimensions: usize,
    axes: *mut Axis,
    /// Number of items.
    count: usize,
    /// Where the first item is, in bytes.
    offset: usize,
    /// The object with the memory; null in an array that waits for its state.
    owner: ffi::mp_obj_t,
}

/// Room for any kind of array, in bytes, where it is not known which kind it will be.
const ANY_ARRAY: usize = 16 * size_of::<usize>();

/// A block of the collector's, all zero.
fn zeroed<T>(size: usize) -> *mut T {
    // SAFETY: the block has this size.
    // EXCEPTION: MemoryError.
    unsafe {
        let block = ffi::m_malloc(size).cast::<u8>();
        block.write_bytes(0, size);
        block.cast()
    }
}

/// An object of this type and size, without axes and owner.
fn allocate<'a>(size: usize, dtype: DType) -> &'a mut NdArray {
    // SAFETY: the block is large enough for the struct, and the object is complete when this
    // returns.
    unsafe {
        let array = &mut *zeroed::<NdArray>(size);
        array.base.type_ = &raw const ffi::mpickle_c_type_ndarray;
        array.dtype = dtype;
        array
    }
}

/// An array that gets its state later, and may become of another type then.
fn waiting() -> Obj {
    let array = allocate(ANY_ARRAY, DType::DOUBLE);
    array.count = 1;
    array.obj()
}

/// An array of one dimension over all of the memory of `owner`, which holds whole items.
pub fn linear<'a>(dtype: DType, owner: Obj) -> &'a mut NdArray {
    let array = NdArray::new(dtype, 1);
    array.owner = owner.raw();
    array.axes_mut()[0].length =
        (buffer::bytes(owner).unwrap_or_default().len() / dtype.size as usize) as isize;
    array.lay_out(false, Blame::Pickle);
    array
}

/// The same as it is in a pickle that stays where it is; none where it does not stay.
#[cfg(feature = "in-place")]
pub fn in_place(dtype: DType, owner: Obj) -> Option<Obj> {
    let data = buffer::bytes(owner)?;
    if memory::is_block(data) || !data.len().is_multiple_of(dtype.size as usize) {
        return None;
    }
    let payload = memory::Payload { obj: owner, fresh: false, in_place: true };
    Some(place::place(linear(dtype, owner), payload))
}

/// `obj` as an array, if it is a `mpickle.ndarray`.
pub fn array<'a>(obj: Obj) -> Option<&'a mut NdArray> {
    // SAFETY: an object of this type.
    obj.is(native_type!(mpickle_c_type_ndarray)).then(|| unsafe { &mut *obj.ptr::<NdArray>() })
}

impl NdArray {
    /// A new array with room for axes; all numbers are 0.
    fn new<'a>(dtype: DType, dimensions: usize) -> &'a mut Self {
        let array = allocate(size_of::<Self>(), dtype);
        array.axes = zeroed(dimensions * size_of::<Axis>());
        array.dimensions = dimensions;
        array
    }

    /// A new array over the same memory, with room for other axes.
    fn sibling<'a>(&self, dimensions: usize) -> &'a mut Self {
        let array = Self::new(self.dtype, dimensions);
        let axes = array.axes;
        *array = Self { dimensions, axes, ..*self };
        array
    }

    fn obj(&self) -> Obj {
        // SAFETY: a live object.
        unsafe { Obj::from_ptr(&raw const *self) }
    }

    fn axes(&self) -> &[Axis] {
        if self.dimensions == 0 {
            return &[];
        }
        // SAFETY: the block has so many.
        unsafe { core::slice::from_raw_parts(self.axes, self.dimensions) }
    }

    fn axes_mut(&mut self) -> &mut [Axis] {
        if self.dimensions == 0 {
            return &mut [];
        }
        // SAFETY: as above; nobody else looks at the axes of an array that is being made.
        unsafe { core::slice::from_raw_parts_mut(self.axes, self.dimensions) }
    }

    /// Whether its state is still to come.
    fn is_waiting(&self) -> bool {
        self.owner == 0 as ffi::mp_obj_t
    }

    /// Start and length of the owner's memory as it is now: it may have been resized. A waiting
    /// array has none.
    fn memory(&self) -> Option<(*mut u8, usize)> {
        // SAFETY: null or a live object.
        buffer::raw(unsafe { Obj::from_raw(self.owner) }?)
    }

    /// Where `len` bytes are from the item of this index on, for writing: through a slice that can
    /// only be read, the compiler would not see them change.
    fn place(&self, index: usize, len: usize) -> *mut u8 {
        let from = self.at(index);
        match self.memory() {
            // SAFETY: within the memory.
            Some((start, all)) if from <= all && len <= all - from => unsafe { start.add(from) },
            _ => fault::fail(Blame::Program, Fault::Gone),
        }
    }

    /// The bytes of `count` items, at least one, from the one of this index on, which follow each
    /// other.
    fn items<'a>(&self, index: usize, count: usize) -> &'a [u8] {
        let len = count * self.dtype.size as usize;
        // SAFETY: the owner's memory, until something can resize it.
        unsafe { core::slice::from_raw_parts(self.place(index, len), len) }
    }

    /// The bytes of one item.
    fn item<'a>(&self, index: usize) -> &'a [u8] {
        self.items(index, 1)
    }

    /// Number of bytes of all items.
    fn size(&self) -> usize {
        self.count * self.dtype.size as usize
    }

    /// Where the first item is, and number of bytes of all, if all lie within the memory: there
    /// they are, where they follow each other.
    fn solid(&self) -> Option<(*mut u8, usize)> {
        let (start, len) = self.memory()?;
        // SAFETY: within the memory, if it fits.
        self.fits(len).then(|| (unsafe { start.add(self.offset) }, self.size()))
    }

    /// All items, copied together, the last axis fastest.
    fn gather(&self) -> HeapVec<u8> {
        let mut out = HeapVec::default();
        out.reserve_exact(self.size());
        // Rows whose items follow each other are copied at once.
        let run = match self.axes().last() {
            Some(axis) if axis.stride == self.dtype.size as isize => axis.length as usize,
            _ => 1,
        };
        let mut index = 0;
        while index < self.count {
            out.extend(self.items(index, run));
            index += run;
        }
        out
    }
}
