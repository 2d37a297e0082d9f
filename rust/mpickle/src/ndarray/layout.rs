//! Shapes and strides: everything is checked here before memory is looked at.

use micropython::{HeapVec, Obj, list, native_type};

use super::fault::Fault;

/// numpy's limit.
pub const MAX_DIMENSIONS: usize = 64;

/// Appends the lengths in a tuple or list, or a single one; with `free` one of them may be -1.
pub fn read_shape(obj: Obj, free: bool, out: &mut HeapVec<isize>) -> Result<(), Fault> {
    let single = [obj];
    let items = sequence(obj).unwrap_or(&single);
    if items.len() > MAX_DIMENSIONS {
        return Err(Fault::Dimensions);
    }
    for item in items {
        match number(*item) {
            Some(length) if length >= 0 || free && length == -1 => out.push(length),
            None if item.is(native_type!(mp_type_int)) => return Err(Fault::Size),
            _ => return Err(Fault::Shape),
        }
    }
    Ok(())
}

/// The numbers in a tuple or list: strides and axes.
pub fn read_numbers(obj: Obj, out: &mut HeapVec<isize>) -> Result<(), Fault> {
    for item in sequence(obj).ok_or(Fault::Strides)? {
        out.push(number(*item).ok_or(Fault::Strides)?);
    }
    Ok(())
}

fn sequence<'a>(obj: Obj) -> Option<&'a [Obj]> {
    if list::is_tuple(obj) {
        return Some(list::tuple_items(obj));
    }
    obj.is(native_type!(mp_type_list)).then(|| list::list_items(obj))
}

/// A small int as a machine word.
pub fn number(obj: Obj) -> Option<isize> {
    isize::try_from(obj.small_int()?).ok()
}

/// Number of items.
pub fn count(shape: &[isize]) -> Result<usize, Fault> {
    let mut count = 1usize;
    for &length in shape {
        // An empty axis does not hide that the others are absurd.
        count = count.checked_mul((length as usize).max(1)).ok_or(Fault::Size)?;
    }
    Ok(if shape.contains(&0) { 0 } else { count })
}

/// Number of bytes, which a machine word with a sign holds.
pub fn bytes(shape: &[isize], item: u8) -> Result<usize, Fault> {
    let count = count(shape)?;
    count.checked_mul(item as usize).filter(|n| isize::try_from(*n).is_ok()).ok_or(Fault::Size)
}

/// Appends strides without gaps. The bytes of `shape` have been counted.
pub fn push_strides(shape: &[isize], item: u8, fortran: bool, out: &mut HeapVec<isize>) {
    let start = out.len();
    out.extend_with(shape.len(), 0);
    let strides = &mut out.as_mut_slice()[start..];
    let mut step = item as isize;
    for at in 0..shape.len() {
        let axis = if fortran { at } else { shape.len() - 1 - at };
        strides[axis] = step;
        // What an empty axis stands beside need not fit.
        step = step.wrapping_mul(shape[axis].max(1));
    }
}

/// Whether items follow each other without gaps, the last axis fastest (the first with `fortran`).
pub fn is_contiguous(shape: &[isize], strides: &[isize], item: u8, fortran: bool) -> bool {
    if shape.contains(&0) {
        return true;
    }
    let mut step = item as isize;
    for at in 0..shape.len() {
        let axis = if fortran { at } else { shape.len() - 1 - at };
        if shape[axis] != 1 && strides[axis] != step {
            return false;
        }
        step *= shape[axis];
    }
    true
}

/// Whether every item lies within `len` bytes, the first being at `offset`.
pub fn fits(shape: &[isize], strides: &[isize], item: u8, offset: isize, len: usize) -> bool {
    if shape.contains(&0) {
        return offset >= 0 && offset as usize <= len;
    }
    let (mut low, mut high) = (offset, offset);
    for (&length, &stride) in shape.iter().zip(strides) {
        let Some(reach) = stride.checked_mul(length - 1) else { return false };
        let side = if reach < 0 { &mut low } else { &mut high };
        match side.checked_add(reach) {
            Some(at) => *side = at,
            None => return false,
        }
    }
    low >= 0 && high.checked_add(item as isize).is_some_and(|end| end as usize <= len)
}

/// Offsets of the items, the last axis fastest.
pub struct Walk<'a> {
    shape: &'a [isize],
    strides: &'a [isize],
    index: HeapVec<isize>,
    at: isize,
    left: usize,
}

impl<'a> Walk<'a> {
    /// `count` of `shape` has been checked.
    pub fn new(shape: &'a [isize], strides: &'a [isize], offset: usize) -> Self {
        let mut index = HeapVec::default();
        index.extend_with(shape.len(), 0);
        Self { shape, strides, index, at: offset as isize, left: count(shape).unwrap_or(0) }
    }

    /// The next item's offset. Gives its memory back after the last.
    pub fn next(&mut self) -> Option<usize> {
        if self.left == 0 {
            self.index.release();
            return None;
        }
        self.left -= 1;
        let at = self.at;
        let index = self.index.as_mut_slice();
        for axis in (0..self.shape.len()).rev() {
            index[axis] += 1;
            self.at += self.strides[axis];
            if index[axis] < self.shape[axis] {
                break;
            }
            self.at -= self.strides[axis] * self.shape[axis];
            index[axis] = 0;
        }
        Some(at as usize)
    }
}
