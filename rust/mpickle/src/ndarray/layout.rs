//! Shapes and strides: everything is checked here before memory is looked at.

use micropython::{Obj, list, native_type};

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
    if list::is_tuple(obj) {
        return Some(list::tuple_items(obj));
    }
    obj.is(native_type!(mp_type_list)).then(|| list::list_items(obj))
}

/// A small int as a machine word.
pub fn number(obj: Obj) -> Option<isize> {
    isize::try_from(obj.small_int()?).ok()
}

impl NdArray {
    /// A new array with the lengths in a tuple or list, or a single one, all of them `least` or
    /// more. Strides and number of items are to follow: [`Self::lay_out`].
    pub fn shaped<'a>(dtype: DType, shape: Obj, least: isize, blame: Blame) -> &'a mut Self {
        let single = [shape];
        let items = sequence(shape).unwrap_or(&single);
        if items.len() > MAX_DIMENSIONS {
            fail(blame, Fault::Dimensions);
        }
        let array = Self::new(dtype, items.len());
        for (axis, item) in array.axes_mut().iter_mut().zip(items) {
            axis.length = match number(*item) {
                Some(length) if length >= least => length,
                None if item.is(native_type!(mp_type_int)) => fail(blame, Fault::Size),
                _ => fail(blame, Fault::Shape),
            };
        }
        array
    }

    /// Counts the items, whose bytes a machine word with a sign holds; they follow each other, the
    /// last axis fastest (the first with `fortran`).
    pub fn lay_out(&mut self, fortran: bool, blame: Blame) {
        let size = self.dtype.size as usize;
        let (mut bytes, mut empty) = (size, false);
        for at in 0..self.dimensions {
            let at = order(at, fortran, self.dimensions);
            let axis = &mut self.axes_mut()[at];
            axis.stride = bytes as isize;
            let length = axis.length as usize;
            // An empty axis does not hide that the others are absurd.
            if length == 0 {
                empty = true;
            } else if bytes > isize::MAX as usize / length {
                fail(blame, Fault::Size);
            } else {
                bytes *= length;
            }
        }
        self.count = if empty { 0 } else { bytes / size };
    }

    /// Takes strides out of a tuple or list.
    pub fn set_strides(&mut self, strides: Obj, blame: Blame) {
        let items = sequence(strides).unwrap_or_default();
        if items.len() != self.dimensions {
            fail(blame, Fault::Strides);
        }
        for (axis, item) in self.axes_mut().iter_mut().zip(items) {
            axis.stride = number(*item).unwrap_or_else(|| fail(blame, Fault::Strides));
        }
    }

    /// Whether items follow each other without gaps, the last axis fastest (the first with
    /// `fortran`).
    pub fn is_contiguous(&self, fortran: bool) -> bool {
        let mut step = self.dtype.size as isize;
        for at in 0..self.dimensions {
            let axis = self.axes()[order(at, fortran, self.dimensions)];
            if axis.length != 1 && axis.stride != step {
                return self.count == 0;
            }
            step = step.wrapping_mul(axis.length);
        }
        true
    }

    /// Whether every item lies within `len` bytes.
    pub fn fits(&self, len: usize) -> bool {
        let (mut low, mut high) = (self.offset as isize, self.offset as isize);
        if self.count > 0 {
            for axis in self.axes() {
                let Some(reach) = axis.stride.checked_mul(axis.length - 1) else { return false };
                let side = if reach < 0 { &mut low } else { &mut high };
                let Some(at) = side.checked_add(reach) else { return false };
                *side = at;
            }
            high = high.saturating_add(self.dtype.size as isize);
        }
        low >= 0 && high as usize <= len
    }

    /// Where the item of this index is, counted with the last axis fastest.
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

/// The axis that comes in this place when one goes from the fastest to the slowest.
fn order(at: usize, fortran: bool, dimensions: usize) -> usize {
    if fortran { at } else { dimensions - 1 - at }
}
