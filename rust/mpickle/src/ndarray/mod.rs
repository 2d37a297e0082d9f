//! Numerical arrays: numpy's in pickles, ulab's and `mpickle.ndarray` on the board.
//!
//! The way in: [`numpy`] answers for the functions that numpy's pickles call, [`place`] chooses
//! what an array becomes, [`ulab`] makes it one of ulab's. The way out is [`mod@write`]. The rest is
//! `mpickle.ndarray` itself: [`access`] and [`entry`].

mod access;
mod dtype;
mod entry;
mod fault;
mod item;
mod layout;
mod memory;
pub mod names;
pub mod numpy;
mod objects;
#[cfg(feature = "msgpack")]
pub mod packed;
mod place;
#[cfg(feature = "cbor")]
pub mod typed;
#[cfg(feature = "ulab")]
mod ulab;
#[cfg(feature = "write")]
pub mod write;

use core::ptr::NonNull;

use micropython::{HeapVec, Obj, buffer, call, ffi, heap, int, native_type, str};

pub use dtype::DType;
use fault::{Blame, Fault};
use item::Number;
pub use layout::Axis;
#[cfg(feature = "in-place")]
pub use memory::is_elsewhere;

/// `mpickle.ndarray`: a view of another object's memory.
#[repr(C)]
pub struct NdArray {
    base: ffi::mp_obj_base_t,
    dtype: DType,
    /// Whether items can be assigned. Bytes that nobody else holds can be, too.
    writable: bool,
    /// Nobody else holds the owner, a bytes or bytearray that a pickle has brought along.
    fresh: bool,
    /// The owner's memory is to stay where it is.
    in_place: bool,
    dimensions: usize,
    axes: *mut Axis,
    /// Number of items.
    count: usize,
    /// The offset of the first item, in bytes.
    offset: usize,
    /// The object with the memory; null in an array that waits for its state.
    owner: ffi::mp_obj_t,
}

/// Room for any kind of array, in bytes, where it is not known which kind it will be.
const ANY_ARRAY: usize = 16 * size_of::<usize>();

/// An array that gets its state later, and may become of another type then. A masked one is writable meanwhile.
fn waiting(masked: bool) -> Obj {
    let array = NdArray::in_block(ANY_ARRAY, DType::DOUBLE);
    array.writable = masked;
    array.obj()
}

/// An array of one dimension over all of the memory of `owner`, which holds whole items.
pub fn linear<'a>(dtype: DType, owner: Obj) -> &'a mut NdArray {
    let len = memory::memory_of(owner).len().checked_div(dtype.size as usize).unwrap_or(0);
    NdArray::over(dtype, None, int::new(len as ffi::mp_int_t), owner, Blame::Pickle)
}

/// The same as an array of a pickle that stays where it is.
#[cfg(feature = "in-place")]
pub fn in_place(dtype: DType, owner: Obj) -> Obj {
    let array = linear(dtype, owner);
    array.in_place = true;
    place::place(array)
}

/// `obj` as an array, if it is a `mpickle.ndarray`.
pub fn array<'a>(obj: Obj) -> Option<&'a mut NdArray> {
    // SAFETY: an object of this type.
    obj.is(native_type!(mpickle_c_type_ndarray)).then(|| unsafe { &mut *obj.ptr::<NdArray>() })
}

impl NdArray {
    /// A new array in a block of this size: one item, in no memory yet.
    // Much is called for a new array: one frame on the C stack less.
    #[inline(always)]
    fn in_block<'a>(size: usize, dtype: DType) -> &'a mut Self {
        let array = heap::block(size).cast::<Self>();
        let new = Self {
            base: ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_ndarray },
            dtype,
            writable: false,
            fresh: false,
            in_place: false,
            dimensions: 0,
            axes: NonNull::dangling().as_ptr(),
            count: 1,
            offset: 0,
            owner: 0 as ffi::mp_obj_t,
        };
        // SAFETY: the block has room for it.
        unsafe {
            array.write(new);
            &mut *array
        }
    }

    /// The same with room for so many axes, which [`Self::keep`] adds.
    #[inline(always)]
    fn new<'a>(dtype: DType, room: usize) -> &'a mut Self {
        let array = Self::in_block(size_of::<Self>(), dtype);
        if room > 0 {
            array.axes = heap::block(room * size_of::<Axis>()).cast();
        }
        array
    }

    /// A new array over the same memory, with room for other axes.
    fn sibling<'a>(&self, room: usize) -> &'a mut Self {
        let array = Self::new(self.dtype, room);
        (array.writable, array.offset, array.owner) = (self.writable, self.offset, self.owner);
        array
    }

    /// Adds an axis, for which there is room.
    fn keep(&mut self, axis: Axis) {
        // SAFETY: the caller made the room.
        unsafe { self.axes.add(self.dimensions).write(axis) };
        self.count = self.count.wrapping_mul(axis.length as usize);
        self.dimensions += 1;
    }

    /// An array as [`Self::laid`] makes it, over the memory of `owner`, from its beginning on, or over new
    /// memory if that is None. That it suffices is to be checked.
    fn over<'a>(dtype: DType, units: Option<usize>, shape: Obj, owner: Obj, blame: Blame) -> &'a mut Self {
        let array = Self::laid(dtype, units, shape, blame);
        let owner = if owner.is_none() {
            call::call(native_type!(mp_type_bytearray).obj(), &[int::new(array.size() as ffi::mp_int_t)])
        } else {
            owner
        };
        array.owner = owner.raw();
        array.writable = buffer::is_writable(owner);
        array
    }

    fn obj(&self) -> Obj {
        // SAFETY: a live object.
        unsafe { Obj::from_ptr(&raw const *self) }
    }

    fn axes(&self) -> &[Axis] {
        // SAFETY: the block has so many.
        unsafe { core::slice::from_raw_parts(self.axes, self.dimensions) }
    }

    fn axes_mut(&mut self) -> &mut [Axis] {
        // SAFETY: as above; nobody else looks at the axes of an array that is being made.
        unsafe { core::slice::from_raw_parts_mut(self.axes, self.dimensions) }
    }

    /// Whether its state is still to come.
    fn is_waiting(&self) -> bool {
        self.owner == 0 as ffi::mp_obj_t
    }

    /// The object with the memory of an array that does not wait.
    fn owner(&self) -> Obj {
        // SAFETY: a live object.
        unsafe { Obj::new(self.owner) }
    }

    /// Start and length of the owner's memory as it is now: it may have been resized. A waiting
    /// array has none.
    fn memory(&self) -> (*mut u8, usize) {
        let memory = if self.is_waiting() { None } else { buffer::raw(self.owner()) };
        memory.unwrap_or((core::ptr::null_mut(), 0))
    }

    /// A pointer to `len` bytes from the item of this index on, for writing: through a slice that can
    /// only be read, the compiler would not see them change.
    fn place(&self, index: usize, len: usize) -> *mut u8 {
        self.place_in(self.memory(), index, len)
    }

    /// The same, where the memory is known.
    fn place_in(&self, (start, all): (*mut u8, usize), index: usize, len: usize) -> *mut u8 {
        let from = self.at(index);
        if from > all || len > all - from {
            fault::fail(Blame::Program, Fault::Gone);
        }
        // SAFETY: within the memory.
        unsafe { start.add(from) }
    }

    /// The bytes of `count` items, at least one, from the one of this index on, which follow each
    /// other.
    fn items<'a>(&self, index: usize, count: usize) -> &'a [u8] {
        let len = count * self.dtype.size as usize;
        // SAFETY: the owner's memory, until something can resize it.
        unsafe { core::slice::from_raw_parts(self.place(index, len), len) }
    }

    /// One item.
    fn number(&self, index: usize) -> Number {
        self.number_in(self.memory(), index)
    }

    /// The same, where the memory is known.
    #[inline(always)]
    fn number_in(&self, memory: (*mut u8, usize), index: usize) -> Number {
        // SAFETY: one of the items.
        unsafe { Number::load(self.dtype, self.place_in(memory, index, self.dtype.size as usize)) }
    }

    /// Whether there are no items.
    #[cfg(all(feature = "ulab", feature = "write"))]
    fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Number of bytes of all items.
    fn size(&self) -> usize {
        self.count * self.dtype.size as usize
    }

    /// The items as bytes, the last axis fastest.
    fn bytes(&self) -> Obj {
        let mut out = HeapVec::default();
        out.reserve_exact(self.size() + 1);
        // Items that follow each other are copied at once.
        let run = match self.axes().last() {
            _ if self.is_contiguous(false) => self.count,
            Some(axis) if axis.stride == self.dtype.size as isize => axis.length as usize,
            _ => 1,
        };
        let mut index = 0;
        while index < self.count {
            out.extend(self.items(index, run));
            index += run;
        }
        str::adopt(native_type!(mp_type_bytes), &mut out)
    }

    /// The items as others of this type, one after the other, in a bytearray. Raises ValueError if
    /// one does not fit.
    #[inline(always)]
    pub fn converted(&self, dtype: DType) -> Obj {
        let mut out = HeapVec::default();
        out.extend_with(self.count * dtype.size as usize, 0);
        self.convert(dtype, out.as_mut_slice());
        buffer::adopt_bytearray(&mut out)
    }

    /// Writes them into `out`, which has room for all.
    // Takes much C stack, and allocates nothing.
    #[inline(never)]
    fn convert(&self, dtype: DType, out: &mut [u8]) {
        let memory = self.memory();
        for (index, place) in out.chunks_exact_mut(dtype.size as usize).enumerate() {
            let mut number = self.number_in(memory, index);
            if !dtype.is_whole() {
                number.become_float(self.dtype, dtype);
            }
            place.copy_from_slice(number.store(dtype));
        }
    }

    /// A copy whose items follow each other.
    fn copied<'a>(&self) -> &'a mut Self {
        let copy = self.sibling(self.dimensions);
        for axis in self.axes() {
            copy.keep(*axis);
        }
        copy.lay_out(Blame::Program);
        (copy.writable, copy.fresh, copy.offset, copy.owner) = (true, true, 0, self.bytes().raw());
        copy
    }
}
