//! Shapes and strides: everything is checked here before memory is looked at.

use micropython::{List, Obj, Tuple, ffi, int, native_type};

use super::NdArray;
use super::dtype::DType;
use super::fault::{Blame, Fault, fail};

/// numpy's limit.
pub const MAX_DIMENSIONS: usize = 64;

/// One dimension of an array.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Axis {
    /// Number of items, or of rows.
    pub length: isize,
    /// Bytes from one to the next.
    pub stride: isize,
}

/// The items of a tuple or list.
pub fn sequence<'a>(obj: Obj) -> Option<&'a [Obj]> {
    if let Some(tuple) = Tuple::of(obj) {
        return Some(tuple.items());
    }
    // SAFETY: nothing of the program runs while shapes, strides and records are read.
    List::of(obj).map(|list| unsafe { list.items() })
}

/// An int as a machine word. MicroPython's arrays of 64-bit items give small ones in the form of big ones.
pub fn number(obj: Obj) -> Option<isize> {
    if !int::is_big(obj) {
        return isize::try_from(obj.small_int()?).ok();
    }
    let mut bytes = [0; 8];
    // SAFETY: an int without small form, and room for so many bytes.
    // EXCEPTION: none; it says false if they do not suffice.
    let fits = unsafe { ffi::mpickle_c_int_to_bytes(obj.raw(), bytes.len(), bytes.as_mut_ptr()) };
    fits.then_some(i64::from_le_bytes(bytes)).and_then(|word| isize::try_from(word).ok())
}

impl NdArray {
    /// A new array with room for the lengths in a tuple or list, or a single one, and for `more` axes:
    /// [`Self::set_shape`] is to follow.
    // Apart from the check of the lengths: an allocation needs the C stack.
    #[inline(always)]
    pub fn shaped<'a>(dtype: DType, shape: Obj, more: usize, blame: Blame) -> &'a mut Self {
        let dimensions = sequence(shape).map_or(1, <[Obj]>::len);
        if dimensions > MAX_DIMENSIONS {
            fail(blame, Fault::Dimensions);
        }
        Self::new(dtype, dimensions + more)
    }

    /// Takes lengths, all of them `least` or more. Strides and number of items are to follow: [`Self::lay_out`].
    pub fn set_shape(&mut self, shape: Obj, least: isize, blame: Blame) {
        let single = [shape];
        for item in sequence(shape).unwrap_or(&single) {
            let length = match number(*item) {
                Some(length) if length >= least => length,
                None if item.is(native_type!(mp_type_int)) => fail(blame, Fault::Size),
                _ => fail(blame, Fault::Shape),
            };
            self.keep(Axis { length, stride: 0 });
        }
    }

    /// The axis that comes in this place when one goes from the fastest to the slowest: from the
    /// last to the first, or from the first on with `fortran`.
    pub fn axis<'a>(&self, at: usize, fortran: bool) -> &'a mut Axis {
        let at = if fortran { at } else { self.dimensions - 1 - at };
        // SAFETY: the caller counts the axes, and looks at one at a time.
        unsafe { &mut *self.axes.add(at) }
    }

    /// A new array of a shape, whose items follow each other, the last axis fastest. Items that are no numbers are
    /// made of `units`, which are an axis behind all others.
    pub fn laid<'a>(dtype: DType, units: Option<usize>, shape: Obj, blame: Blame) -> &'a mut Self {
        let array = Self::shaped(dtype, shape, usize::from(units.is_some()), blame);
        array.set_shape(shape, 0, blame);
        if let Some(units) = units {
            let Ok(length) = isize::try_from(units) else { fail(blame, Fault::Size) };
            array.keep(Axis { length, stride: 0 });
        }
        array.lay_out(blame);
        array
    }

    /// Has the first axis be the fastest, of an array that was just laid out: of those before the one of units, if
    /// there is one.
    pub fn turn(&mut self, units: bool) {
        let axes = self.dimensions - usize::from(units);
        self.axes_mut()[..axes].reverse();
        self.lay_out(Blame::Pickle);
        self.axes_mut()[..axes].reverse();
    }

    /// Counts the items, whose bytes a machine word with a sign holds; they follow each other, the
    /// last axis fastest.
    pub fn lay_out(&mut self, blame: Blame) {
        let mut bytes = self.dtype.size as usize;
        self.count = 1;
        for at in 0..self.dimensions {
            let axis = self.axis(at, false);
            axis.stride = bytes as isize;
            let length = axis.length as usize;
            self.count *= length;
            // An empty axis does not hide that the others are absurd.
            if let Some(most) = (isize::MAX as usize).checked_div(length) {
                if bytes > most {
                    fail(blame, Fault::Size);
                }
                bytes *= length;
            }
        }
    }

    /// Takes strides out of a tuple or list.
    pub fn set_strides(&mut self, strides: Obj, blame: Blame) {
        let items = sequence(strides).unwrap_or_default();
        if items.len() != self.dimensions {
            fail(blame, Fault::Strides);
        }
        for (axis, item) in self.axes_mut().iter_mut().zip(items) {
            let Some(stride) = number(*item) else { fail(blame, Fault::Strides) };
            axis.stride = stride;
        }
    }

    /// Whether items follow each other without gaps, the last axis fastest (the first with
    /// `fortran`).
    pub fn is_contiguous(&self, fortran: bool) -> bool {
        let mut step = self.dtype.size as isize;
        for at in 0..self.dimensions {
            let axis = self.axis(at, fortran);
            if axis.length != 1 && axis.stride != step {
                return self.count == 0;
            }
            step = step.wrapping_mul(axis.length);
        }
        true
    }

    /// Whether every item lies within `len` bytes.
    pub fn fits(&self, len: usize) -> bool {
        let Some(above) = len.checked_sub(self.offset) else { return false };
        if self.count == 0 {
            return true;
        }
        let Some(above) = above.checked_sub(self.dtype.size as usize) else { return false };
        // How far an axis can lead up and down.
        let mut room = [above, self.offset];
        for axis in self.axes() {
            let room = &mut room[usize::from(axis.stride < 0)];
            let (stride, steps) = (axis.stride.unsigned_abs(), axis.length as usize - 1);
            if let Some(most) = room.checked_div(steps) {
                if stride > most {
                    return false;
                }
                *room -= stride * steps;
            }
        }
        true
    }

    /// The offset of the item of this index, counted with the last axis fastest.
    pub fn at(&self, mut index: usize) -> usize {
        let mut at = self.offset;
        for axis in self.axes().iter().rev() {
            // An empty axis has no items to ask for, but rows that are empty.
            let length = axis.length as usize;
            if length > 1 {
                at = at.wrapping_add((index % length).wrapping_mul(axis.stride as usize));
                index /= length;
            }
        }
        at
    }
}
