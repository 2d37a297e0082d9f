//! What `mpickle.ndarray` does for Python code.

use micropython::{HeapVec, Obj, Qstr, buffer, config, ffi, int, list, native_type, str};

#[cfg(feature = "write")]
use super::dtype::DType;
use super::fault::{Blame, Fault, fail};
use super::layout::number;
use super::{Axis, NdArray, item};
use crate::host::name;

/// Raises, for the program.
fn refuse(fault: Fault) -> ! {
    fail(Blame::Program, fault)
}

impl NdArray {
    /// The lengths, or the strides, as a tuple; `reversed` begins with the last axis.
    pub fn tuple(&self, strides: bool, reversed: bool) -> Obj {
        let mut items = HeapVec::<Obj>::default();
        for at in 0..self.dimensions {
            let axis = self.axes()[if reversed { self.dimensions - 1 - at } else { at }];
            items.push(int::new(if strides { axis.stride } else { axis.length } as ffi::mp_int_t));
        }
        let tuple = list::new_tuple(items.as_slice());
        items.release();
        tuple
    }

    /// `self.<name>`
    pub fn attribute(&self, attr: Qstr) -> Option<Obj> {
        let value = if attr == name!(shape) || attr == name!(strides) {
            return Some(self.tuple(attr == name!(strides), false));
        } else if attr == name!(dtype) {
            return Some(self.dtype.name(false));
        } else if attr == name!(ndim) {
            self.dimensions
        } else if attr == name!(size) {
            self.count
        } else if attr == name!(itemsize) {
            self.dtype.size as usize
        } else {
            return None;
        };
        Some(int::new(value as ffi::mp_int_t))
    }

    /// What an index chooses, as a view.
    fn view<'a>(&self, index: Obj) -> &'a mut Self {
        let single = [index];
        let indices = if list::is_tuple(index) { list::tuple_items(index) } else { &single };
        // SAFETY: an object in ROM.
        let ellipsis = unsafe { Obj::from_ptr(&raw const ffi::mp_const_ellipsis_obj) };
        let view = self.sibling(self.dimensions);
        (view.dimensions, view.count) = (0, 1);
        let mut axes = self.axes();
        let mut offset = self.offset as isize;
        let mut left = indices.len();
        for index in indices {
            left -= 1;
            if *index == ellipsis {
                while axes.len() > left {
                    view.keep(axes[0]);
                    axes = &axes[1..];
                }
                continue;
            }
            let [axis, rest @ ..] = axes else { refuse(Fault::Index) };
            axes = rest;
            let Axis { length, stride } = *axis;
            if config::PY_BUILTINS_SLICE && index.is(native_type!(mp_type_slice)) {
                let (mut start, mut step) = (0, 0);
                // SAFETY: a slice, and room for the answers.
                // EXCEPTION: TypeError, ValueError for bad bounds.
                let count =
                    unsafe { ffi::mpickle_c_slice(index.raw(), length as usize, &mut start, &mut step) };
                if count > 0 {
                    offset += start as isize * stride;
                }
                // One item needs no step, and a longer step lies within the axis.
                let stride = if count > 1 { step as isize * stride } else { stride };
                view.keep(Axis { length: count as isize, stride });
                continue;
            }
            let Some(mut at) = number(*index) else { refuse(Fault::IndexType) };
            if at < 0 {
                at += length;
            }
            if !(0..length).contains(&at) {
                refuse(Fault::Index);
            }
            offset += at * stride;
        }
        for axis in axes {
            view.keep(*axis);
        }
        view.offset = offset as usize;
        view
    }

    /// Adds an axis, for which there is room.
    fn keep(&mut self, axis: Axis) {
        self.count *= axis.length as usize;
        self.dimensions += 1;
        if let Some(last) = self.axes_mut().last_mut() {
            *last = axis;
        }
    }

    fn object(&self, index: usize) -> Obj {
        item::object(self.dtype, self.item(index))
    }

    /// `self[index]`: an item, or a view.
    pub fn get(&self, index: Obj) -> Obj {
        let view = self.view(index);
        if view.dimensions == 0 { view.object(0) } else { view.obj() }
    }

    /// `self[index] = value`: one number, for an item or for all of a view.
    pub fn set(&self, index: Obj, value: Obj) {
        if !self.writable {
            refuse(Fault::ReadOnly);
        }
        let mut bytes = [0; item::LONGEST];
        let bytes = &mut bytes[..self.dtype.size as usize];
        if !item::write(self.dtype, value, bytes) {
            refuse(Fault::Value);
        }
        let view = self.view(index);
        for index in 0..view.count {
            // The value's `__float__` may have resized it.
            let place = view.place(index, bytes.len());
            // SAFETY: an item's memory, which is in RAM, as the array is writable.
            unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len()) };
        }
    }

    /// Nested lists of numbers, or one number.
    pub fn list(&self) -> Obj {
        let mut items = HeapVec::<Obj>::default();
        if self.memory().is_none() {
            refuse(Fault::Gone);
        }
        for index in 0..self.count {
            items.push(self.object(index));
        }
        // Rows become lists, from the innermost axis on.
        let mut axes = self.axes();
        while let [outer @ .., axis] = axes {
            axes = outer;
            let length = axis.length as usize;
            let rows: usize = outer.iter().map(|axis| axis.length as usize).product();
            for row in 0..rows {
                let list = list::new_list(
                    items.as_slice().get(row * length..(row + 1) * length).unwrap_or_default(),
                );
                if row < items.len() {
                    items.as_mut_slice()[row] = list;
                } else {
                    items.push(list);
                }
            }
            items.truncate(rows);
        }
        let list = items.as_slice()[0];
        items.release();
        list
    }

    /// The items as bytes, the last axis fastest.
    pub fn bytes(&self) -> Obj {
        let class = native_type!(mp_type_bytes);
        if !self.is_contiguous(false) {
            return str::adopt(class, &mut self.gather());
        }
        // None of them have no place.
        let data = if self.count == 0 { &[] } else { self.items(0, self.count) };
        str::new(class, data)
    }

    /// A view of another shape, of a copy where the items do not follow each other.
    pub fn reshape<'a>(&self, shape: Obj) -> &'a mut Self {
        let layout = Self::shaped(self.dtype, shape, -1, Blame::Program);
        if let Some(free) = layout.axes().iter().position(|axis| axis.length < 0) {
            layout.axes_mut()[free].length = 1;
            if layout.axes().iter().any(|axis| axis.length < 0) {
                refuse(Fault::Shape);
            }
            layout.lay_out(false, Blame::Program);
            let Some(length) = self.count.checked_div(layout.count) else { refuse(Fault::Reshape) };
            layout.axes_mut()[free].length = length as isize;
        }
        layout.lay_out(false, Blame::Program);
        if layout.count != self.count {
            refuse(Fault::Reshape);
        }
        (layout.writable, layout.offset, layout.owner) = (self.writable, self.offset, self.owner);
        if !self.is_contiguous(false) {
            (layout.writable, layout.offset) = (true, 0);
            layout.owner = buffer::adopt_bytearray(&mut self.gather()).raw();
        } else if self.memory().is_none() {
            refuse(Fault::Gone);
        }
        layout
    }

    /// The memory as bytes in one row, of an array whose items follow each other.
    #[cfg(feature = "write")]
    pub fn line<'a>(&self) -> &'a mut Self {
        let line = self.sibling(1);
        line.dtype = DType::native(b'u', 1);
        line.axes_mut()[0] = Axis { length: self.size() as isize, stride: 1 };
        line.count = self.size();
        line
    }

    /// Whether `other` is an array of the same shape with equal numbers.
    pub fn equals(&self, other: &NdArray) -> bool {
        self.dimensions == other.dimensions
            && self.tuple(false, false).equals(other.tuple(false, false))
            && (0..self.count).all(|at| item::equal(self.dtype, self.item(at), other.dtype, other.item(at)))
    }

    /// Fills in the buffer protocol's answer. Says whether there is one.
    pub fn buffer(&self, info: &mut ffi::mp_buffer_info_t, write: bool) -> bool {
        if write && !self.writable || !self.is_contiguous(false) {
            return false;
        }
        let Some((start, len)) = self.solid() else { return false };
        info.buf = start.cast();
        info.len = len;
        let code = if self.dtype.is_native() { self.dtype.typecode() } else { None };
        info.typecode = code.unwrap_or(b'B').into();
        true
    }
}
