//! What `mpickle.ndarray` does for Python code.

use micropython::{HeapVec, Obj, buffer, config, ffi, int, list, native_type, str};

#[cfg(feature = "write")]
use super::dtype::DType;
use super::fault::Fault;
use super::layout::{self, number};
use super::{NdArray, Parts, array, item};
use crate::host::name;

/// A tuple of ints.
fn tuple(numbers: &[isize]) -> Obj {
    let mut items = HeapVec::<Obj>::default();
    for number in numbers {
        items.push(int::new(*number as ffi::mp_int_t));
    }
    let tuple = list::new_tuple(items.as_slice());
    items.release();
    tuple
}

impl NdArray {
    /// `self.<name>`
    pub fn attribute(&self, attr: micropython::Qstr) -> Option<Obj> {
        let word = |value: usize| Some(int::new(value as ffi::mp_int_t));
        if attr == name!(shape) {
            Some(tuple(self.shape()))
        } else if attr == name!(strides) {
            Some(tuple(self.strides()))
        } else if attr == name!(dtype) {
            let (text, len) = self.dtype.text();
            Some(str::new_str(&text[..len]))
        } else if attr == name!(ndim) {
            word(self.dimensions as usize)
        } else if attr == name!(size) {
            word(self.size() / self.dtype.size as usize)
        } else if attr == name!(itemsize) {
            word(self.dtype.size as usize)
        } else {
            None
        }
    }

    fn parts(&self, offset: usize, axes: HeapVec<isize>) -> Result<Parts, Fault> {
        Ok(Parts { dtype: self.dtype, writable: self.writable, offset, axes, owner: self.owner()? })
    }

    /// What an index chooses, as a view.
    fn view(&self, index: Obj) -> Result<Parts, Fault> {
        let single = [index];
        let items = if list::is_tuple(index) { list::tuple_items(index) } else { &single };
        // SAFETY: an object in ROM.
        let ellipsis = unsafe { Obj::from_ptr(&raw const ffi::mp_const_ellipsis_obj) };
        let (mut shape, mut strides) = (HeapVec::default(), HeapVec::default());
        let (old_shape, old_strides) = (self.shape(), self.strides());
        let mut offset = self.offset as isize;
        let mut axis = 0;
        for (at, item) in items.iter().enumerate() {
            if *item == ellipsis {
                let rest = items.len() - at - 1;
                while axis + rest < old_shape.len() {
                    shape.push(old_shape[axis]);
                    strides.push(old_strides[axis]);
                    axis += 1;
                }
                continue;
            }
            let (Some(&length), Some(&stride)) = (old_shape.get(axis), old_strides.get(axis)) else {
                return Err(Fault::Index);
            };
            axis += 1;
            if config::PY_BUILTINS_SLICE && item.is(native_type!(mp_type_slice)) {
                let (mut start, mut step) = (0, 0);
                // SAFETY: a slice, and room for the answers.
                // EXCEPTION: TypeError, ValueError for bad bounds.
                let count =
                    unsafe { ffi::mpickle_c_slice(item.raw(), length as usize, &mut start, &mut step) };
                if count > 0 {
                    offset += start as isize * stride;
                }
                shape.push(count as isize);
                // One item needs no step, and a longer step lies within the axis.
                strides.push(if count > 1 { step as isize * stride } else { stride });
                continue;
            }
            let index = number(*item).ok_or(Fault::IndexType)?;
            let index = if index < 0 { index.checked_add(length) } else { Some(index) };
            let index = index.filter(|i| (0..length).contains(i)).ok_or(Fault::Index)?;
            offset += index * stride;
        }
        shape.extend(&old_shape[axis..]);
        strides.extend(&old_strides[axis..]);
        shape.extend(strides.as_slice());
        strides.release();
        self.parts(offset as usize, shape)
    }

    /// `self[index]`: an item, or a view.
    pub fn get(&self, index: Obj) -> Result<Obj, Fault> {
        let view = self.view(index)?;
        if view.axes.is_empty() {
            return Ok(self.value(self.memory()?, view.offset)?.object());
        }
        Ok(view.array())
    }

    /// `self[index] = value`: one number, for an item or for all of a view.
    pub fn set(&self, index: Obj, value: Obj) -> Result<(), Fault> {
        if !self.writable {
            return Err(Fault::ReadOnly);
        }
        let bytes = item::write(self.dtype, item::value_of(self.dtype, value)?)?;
        let size = self.dtype.size as usize;
        let view = self.view(index)?;
        // Looked up only now: the value's `__float__` may have resized it.
        let (start, len) = buffer::raw(self.owner()?).ok_or(Fault::Gone)?;
        let mut walk = layout::Walk::new(view.shape(), view.strides(), view.offset);
        while let Some(at) = walk.next() {
            if at.checked_add(size).is_none_or(|end| end > len) {
                return Err(Fault::Gone);
            }
            // SAFETY: within the memory, which is in RAM, as the array is writable.
            unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), start.add(at), size) };
        }
        Ok(())
    }

    /// `self[index]` without an object for the index.
    pub fn row(&self, index: usize) -> Result<Obj, Fault> {
        self.get(int::new(index as ffi::mp_int_t))
    }

    /// Nested lists of numbers, or one number.
    pub fn to_list(&self) -> Result<Obj, Fault> {
        let memory = self.memory()?;
        // Below an empty axis there are only empty lists.
        let empty = self.shape().iter().position(|length| *length == 0);
        let shape = &self.shape()[..empty.unwrap_or(self.shape().len())];
        let mut walk = layout::Walk::new(shape, &self.strides()[..shape.len()], self.offset);
        // Lists that are being filled, the outermost first.
        let mut open = HeapVec::<Obj>::default();
        while let Some(at) = walk.next() {
            while open.len() < shape.len() {
                open.push(list::new_list(&[]));
            }
            let mut done =
                if empty.is_some() { list::new_list(&[]) } else { self.value(memory, at)?.object() };
            loop {
                let Some(&list) = open.as_slice().last() else {
                    open.release();
                    return Ok(done);
                };
                list::extend(list, &[done]);
                if list::list_items(list).len() < shape[open.len() - 1] as usize {
                    break;
                }
                open.truncate(open.len() - 1);
                done = list;
            }
        }
        Err(Fault::Gone)
    }

    /// The items as bytes, the last axis fastest.
    pub fn to_bytes(&self) -> Result<Obj, Fault> {
        let class = native_type!(mp_type_bytes);
        if self.is_contiguous(false) {
            return Ok(str::new(class, self.solid()?));
        }
        Ok(str::adopt(class, &mut self.gather()?))
    }

    /// A view of another shape, of a copy where the items do not follow each other.
    pub fn reshape(&self, shape: Obj) -> Result<Obj, Fault> {
        let mut axes = HeapVec::default();
        layout::read_shape(shape, true, &mut axes)?;
        let have = self.size() / self.dtype.size as usize;
        if let Some(free) = axes.as_slice().iter().position(|length| *length < 0) {
            axes.as_mut_slice()[free] = 1;
            let others = layout::count(axes.as_slice())?;
            axes.as_mut_slice()[free] = have.checked_div(others).ok_or(Fault::Reshape)? as isize;
            if axes.as_slice().contains(&-1) {
                return Err(Fault::Shape);
            }
        }
        if layout::count(axes.as_slice())? != have {
            return Err(Fault::Reshape);
        }
        let mut strides = HeapVec::default();
        layout::push_strides(axes.as_slice(), self.dtype.size, false, &mut strides);
        axes.extend(strides.as_slice());
        strides.release();
        let mut parts = self.parts(self.offset, axes)?;
        if !self.is_contiguous(false) {
            parts.owner = buffer::adopt_bytearray(&mut self.gather()?);
            parts.offset = 0;
            parts.writable = true;
        }
        Ok(parts.array())
    }

    /// The memory as bytes in one row, of an array whose items follow each other.
    #[cfg(feature = "write")]
    pub fn line(&self) -> Result<Obj, Fault> {
        let len = self.solid()?.len();
        let mut axes = HeapVec::default();
        axes.extend(&[len as isize, 1]);
        Ok(Parts { dtype: DType::native(b'u', 1), ..self.parts(self.offset, axes)? }.array())
    }

    /// Whether `other` is an array of the same shape with equal numbers.
    pub fn equals(&self, other: &NdArray) -> Result<bool, Fault> {
        if self.shape() != other.shape() {
            return Ok(false);
        }
        let (mine, theirs) = (self.memory()?, other.memory()?);
        let (mut here, mut there) = (self.walk(), other.walk());
        while let (Some(at), Some(at_other)) = (here.next(), there.next()) {
            if !self.value(mine, at)?.equals(other.value(theirs, at_other)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Fills in the buffer protocol's answer. Says whether there is one.
    pub fn buffer(&self, info: &mut ffi::mp_buffer_info_t, write: bool) -> bool {
        if write && !self.writable || !self.is_contiguous(false) {
            return false;
        }
        let (Ok(data), Some((start, _))) = (self.solid(), self.owner().ok().and_then(buffer::raw)) else {
            return false;
        };
        // SAFETY: `solid` checked that it lies within the memory.
        info.buf = unsafe { start.add(self.offset) }.cast();
        info.len = data.len();
        let code = if self.dtype.is_native() { self.dtype.typecode() } else { None };
        info.typecode = code.unwrap_or(b'B').into();
        true
    }
}

/// `obj == other`, if both are arrays.
pub fn equal(obj: Obj, other: Obj) -> Result<Option<bool>, Fault> {
    match (array(obj), array(other)) {
        (Some(a), Some(b)) => a.equals(b).map(Some),
        _ => Ok(None),
    }
}
