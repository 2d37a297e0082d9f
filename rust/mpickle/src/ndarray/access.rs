//! The methods and attributes of `mpickle.ndarray`.

use core::num::NonZero;

use micropython::{HeapVec, List, Obj, Qstr, Tuple, config, ffi, int, list, native_type};

#[cfg(feature = "write")]
use super::dtype::DType;
use super::fault::{Blame, Fault, fail};
use super::item;
use super::layout::number;
use super::{Axis, NdArray};
use crate::names::interned::name;

/// Raises, for the program.
fn refuse(fault: Fault) -> ! {
    fail(Blame::Program, fault)
}

impl NdArray {
    /// The lengths, or the strides, as a tuple; `reversed` begins with the last axis.
    pub fn tuple(&self, strides: bool, reversed: bool) -> Obj {
        list::tuple_of(self.dimensions, |at| {
            let axis = self.axis(at, !reversed);
            int::new(if strides { axis.stride } else { axis.length } as ffi::mp_int_t)
        })
    }

    /// `self.<name>`
    pub fn attribute(&self, attr: Qstr) -> Option<Obj> {
        let value = if attr == name!(ndim) {
            self.dimensions
        } else if attr == name!(size) {
            self.count
        } else if attr == name!(itemsize) {
            self.dtype.size as usize
        } else if attr == name!(dtype) {
            return Some(self.dtype.name(None, false));
        } else {
            let strides = attr == name!(strides);
            return (strides || attr == name!(shape)).then(|| self.tuple(strides, false));
        };
        Some(int::new(value as ffi::mp_int_t))
    }

    /// The items that an index chooses, as a view.
    fn view<'a>(&self, index: Obj) -> &'a mut Self {
        let single = [index];
        let indices = Tuple::of(index).map_or(&single[..], Tuple::items);
        // SAFETY: an object in ROM.
        let ellipsis = unsafe { Obj::from_ptr(&raw const ffi::mp_const_ellipsis_obj) };
        let view = self.sibling(self.dimensions);
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
            let (mut start, mut step) = (0, 0);
            if config::PY_BUILTINS_SLICE && index.is(native_type!(mp_type_slice)) {
                // SAFETY: a slice, and room for the answers.
                // EXCEPTION: TypeError, ValueError for bad bounds.
                let count =
                    unsafe { ffi::mpickle_c_slice(index.raw(), length as usize, &mut start, &mut step) };
                view.keep(Axis { length: count as isize, stride: stride.wrapping_mul(step as isize) });
            } else {
                let Some(at) = number(*index) else { refuse(Fault::IndexType) };
                start = at as ffi::mp_int_t;
                if start < 0 {
                    start += length as ffi::mp_int_t;
                }
                if start as usize >= length as usize {
                    refuse(Fault::Index);
                }
            }
            offset += start as isize * stride;
        }
        for axis in axes {
            view.keep(*axis);
        }
        // Nothing begins where the memory may not reach, if there are no items.
        view.offset = if view.count == 0 { 0 } else { offset as usize };
        view
    }

    fn object(&self, index: usize) -> Obj {
        self.number(index).object(self.dtype)
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
        let mut number = item::ZERO;
        number.set(self.dtype, value);
        let bytes = number.store(self.dtype);
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
        let mut items = HeapVec::<Obj>::with_capacity(self.count);
        self.collect(&mut items);
        self.nested(self.dimensions, &mut items)
    }

    /// All numbers as objects.
    // Its frame is not on the C stack when lists are made.
    #[inline(never)]
    fn collect(&self, items: &mut HeapVec<Obj>) {
        let memory = self.memory();
        for index in 0..self.count {
            // Nothing but objects is made meanwhile, so the memory stays.
            items.push(self.number_in(memory, index).object(self.dtype));
        }
    }

    /// The objects in nested lists, along so many of the axes; the only one, if there are none.
    pub fn nested(&self, axes: usize, items: &mut HeapVec<Obj>) -> Obj {
        // Rows become lists, from the innermost axis on.
        for at in (0..axes).rev() {
            let length = self.axis(at, true).length as usize;
            let rows = self.items_along(at);
            for row in 0..rows {
                // SAFETY: all rows are there, of an empty axis too.
                let list = List::new(unsafe {
                    core::slice::from_raw_parts(items.as_slice().as_ptr().add(row * length), length)
                })
                .obj();
                match items.as_mut_slice().get_mut(row) {
                    Some(first) => *first = list,
                    None => items.push(list),
                }
            }
            items.truncate(rows);
        }
        let list = items.as_slice()[0];
        items.release();
        list
    }

    /// How many items there are along the first so many axes.
    pub fn items_along(&self, axes: usize) -> usize {
        (0..axes).fold(1, |rows, at| rows * self.axis(at, true).length as usize)
    }

    /// A view of another shape, of a copy where the items do not follow each other.
    pub fn reshape<'a>(&self, shape: Obj) -> &'a mut Self {
        let layout = Self::shaped(self.dtype, shape, 0, Blame::Program);
        layout.set_shape(shape, -1, Blame::Program);
        let mut free = None::<&mut Axis>;
        for at in 0..layout.dimensions {
            let axis = layout.axis(at, true);
            if axis.length < 0 {
                axis.length = 1;
                if free.replace(axis).is_some() {
                    refuse(Fault::Shape);
                }
            }
        }
        layout.lay_out(Blame::Program);
        if let Some(axis) = free {
            let Some(length) = self.count.checked_div(layout.count) else { refuse(Fault::Reshape) };
            axis.length = length as isize;
            layout.lay_out(Blame::Program);
        }
        if layout.count != self.count {
            refuse(Fault::Reshape);
        }
        if self.is_waiting() {
            refuse(Fault::Gone);
        }
        let items = if self.is_contiguous(false) { self } else { self.copied() };
        (layout.writable, layout.offset, layout.owner) = (items.writable, items.offset, items.owner);
        layout
    }

    /// The memory as bytes in one row, of an array whose items follow each other.
    #[cfg(feature = "write")]
    pub fn line<'a>(&self) -> &'a mut Self {
        let line = self.sibling(1);
        line.dtype = DType::native(b'u', 1);
        line.keep(Axis { length: self.size() as isize, stride: 1 });
        line
    }

    /// Whether `other` is an array of the same shape with equal numbers.
    pub fn equals(&self, other: &NdArray) -> bool {
        self.dimensions == other.dimensions
            && self.axes().iter().zip(other.axes()).all(|(axis, other)| axis.length == other.length)
            && (0..self.count)
                .all(|at| item::equal(self.dtype, self.number(at), other.dtype, other.number(at)))
    }

    /// Whether it stands for one int, a time: MicroPython's `int` looks at memory first, if there is any.
    pub fn is_int(&self) -> bool {
        self.dimensions == 0 && self.dtype.is_time()
    }

    /// Fills in the buffer protocol's answer. Says whether there is one.
    pub fn buffer(&self, info: &mut ffi::mp_buffer_info_t, write: bool) -> bool {
        let (start, len) = self.memory();
        if write && !self.writable || !self.is_contiguous(false) || !self.fits(len) || self.is_int() {
            return false;
        }
        info.buf = start.wrapping_add(self.offset).cast();
        info.len = self.size();
        let code = if self.dtype.is_native() { self.dtype.typecode() } else { None };
        info.typecode = code.map_or(b'B', NonZero::get).into();
        true
    }
}
