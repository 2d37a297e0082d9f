//! Arrays of other items than numbers: text, bytes and objects become nested lists, as numpy's `tolist` has them, and
//! records a dictionary of columns.

use micropython::{HeapVec, Obj, list, native_type, str};
use model::{Construct, push_point};

use super::fault::{Blame, Fault, fail};
use super::layout::{MAX_DIMENSIONS, number, sequence};
use super::numpy::{items_of, parts};
use super::{DType, NdArray, place};
use crate::host::Host;
use crate::host::memory::Memory;

fn refuse(fault: Fault) -> ! {
    fail(Blame::Pickle, fault)
}

/// An array that is still to become an object.
#[derive(Clone, Copy)]
struct Part {
    /// The dictionary that it goes to, and the key there. None for the whole.
    columns: Obj,
    name: Obj,
    array: *mut NdArray,
    dtype: Obj,
}

/// The object for an array of this dtype.
#[inline(never)]
pub fn finish(host: &mut Host, array: &mut NdArray, dtype: Obj) -> Obj {
    if array.dtype.is_number() { place::place(array) } else { item(host, array, dtype) }
}

/// The same without an array of its own: a number, if there are no dimensions; a copy of the bytes.
#[inline(never)]
pub fn item(host: &mut Host, array: &mut NdArray, dtype: Obj) -> Obj {
    let mut todo = HeapVec::<Part>::default();
    let (mut weight, read) = (0, host.budget.read);
    let mut part = Part { columns: Obj::none(), name: Obj::none(), array, dtype };
    let mut whole = part.name;
    loop {
        // SAFETY: the block of an array, and nobody else looks at it.
        let array = unsafe { &mut *part.array };
        let mut add = |columns, name, dtype, offset, shape| {
            let array = array.within(offset, dtype, shape);
            weight += 4 + array.dimensions;
            // Each is named in the pickle, mostly by more bytes than these.
            if weight > read {
                refuse(Fault::Size);
            }
            todo.push(Part { columns, name, array, dtype });
        };
        let made = match parts(part.dtype).unwrap_or_default() {
            [] => Some(leaf(host, array)),
            [dtype, shape] => {
                add(part.columns, part.name, *dtype, 0, *shape);
                None
            }
            fields => {
                let Ok(columns) = host.dict(&[]);
                let shape = list::new_tuple(&[]);
                for field in fields.chunks_exact(3) {
                    let offset = number(field[2]).map_or(usize::MAX, |offset| offset as usize);
                    add(columns, field[0], field[1], offset, shape);
                }
                Some(columns)
            }
        };
        match made {
            Some(made) if part.columns.is_none() => whole = made,
            Some(made) => {
                let Ok(()) = host.set_items(part.columns, &[part.name, made]);
            }
            None => {}
        }
        let Some(next) = todo.as_slice().last() else { break };
        part = *next;
        todo.truncate(todo.len() - 1);
    }
    todo.release();
    whole
}

/// An array that is no record.
fn leaf(host: &mut Host, array: &mut NdArray) -> Obj {
    if array.dtype.is_number() {
        return match array.dimensions {
            0 if !array.dtype.is_time() => array.number(0).object(array.dtype),
            _ => place::place(array.copied()),
        };
    }
    let axes = array.dimensions - 1;
    check_lists(host, array, axes);
    let units = array.axis(0, false).length as usize;
    let mut items = HeapVec::<Obj>::default();
    for index in 0..array.items_along(axes) {
        items.push(plain(array.dtype, array.items(index * units, units)));
    }
    array.nested(axes, &mut items)
}

/// Text without the zeros at its end, bytes without them, or bytes as they are.
fn plain(dtype: DType, item: &[u8]) -> Obj {
    let mut used = item.len();
    while dtype.kind != b'V' && used > 0 && item[used - 1] == 0 {
        used -= 1;
    }
    match dtype.kind {
        b'S' | b'V' => str::new(native_type!(mp_type_bytes), &item[..used]),
        b'U' => {
            let mut text = Memory::<u8>::default();
            for point in item[..used.next_multiple_of(4)].chunks_exact(4) {
                let mut bytes = [point[0], point[1], point[2], point[3]];
                if dtype.big {
                    bytes.reverse();
                }
                let point = u32::from_le_bytes(bytes);
                if point > 0x10_ffff {
                    refuse(Fault::Value);
                }
                let Ok(()) = push_point(&mut text, point);
            }
            let made = str::new_str(text.0.as_slice());
            text.0.release();
            made
        }
        _ => refuse(Fault::Data),
    }
}

/// Objects in a list, in C order: nested lists of them, or of records the columns.
#[inline(never)]
pub fn listed(host: &mut Host, dtype: Obj, shape: Obj, items: &[Obj]) -> Obj {
    let (item, _) = items_of(dtype, Blame::Pickle);
    let array = NdArray::laid(item, None, shape, Blame::Pickle);
    if array.count != items.len() {
        refuse(Fault::Data);
    }
    check_lists(host, array, array.dimensions);
    let mut column = HeapVec::<Obj>::default();
    if item.kind == b'O' {
        column.extend(items);
        return array.nested(array.dimensions, &mut column);
    }
    let fields = parts(dtype).unwrap_or_default();
    // A byte of the pickle each, at least, where no record is there twice.
    let wanted = (fields.len() / 3).saturating_mul(items.len());
    if fields.len() < 3 || wanted > host.budget.read {
        refuse(Fault::Data);
    }
    host.budget.spend(wanted.saturating_mul(LIST_STEPS));
    let Ok(columns) = host.dict(&[]);
    for (at, field) in fields.chunks_exact(3).enumerate() {
        for record in items {
            let Some(item) = sequence(*record).and_then(|record| record.get(at)) else { refuse(Fault::Data) };
            column.push(*item);
        }
        let list = array.nested(array.dimensions, &mut column);
        let Ok(()) = host.set_items(columns, &[field[0], list]);
    }
    columns
}

/// Steps of the budget that a list, or an item of a column, takes.
const LIST_STEPS: usize = 32;

/// Lists take memory, and an empty axis or many of one item make many of few bytes.
fn check_lists(host: &mut Host, array: &NdArray, axes: usize) {
    let lists = (0..axes).fold(0usize, |lists, at| lists.saturating_add(array.items_along(at)));
    if lists / 2 > host.budget.read.saturating_add(array.memory().1) {
        refuse(Fault::Shape);
    }
    // Many arrays share what one pickle may take: about two lists a byte.
    host.budget.spend(lists.saturating_mul(LIST_STEPS));
}

impl NdArray {
    /// The part of each item that begins at this offset, of this dtype; with this shape, if the part is an array.
    fn within<'a>(&self, offset: usize, dtype: Obj, shape: Obj) -> &'a mut Self {
        let (item, units) = items_of(dtype, Blame::Pickle);
        let inner = Self::laid(item, units, shape, Blame::Pickle);
        // The axis of the bytes goes.
        let axes = self.dimensions - 1;
        if axes + inner.dimensions > MAX_DIMENSIONS {
            refuse(Fault::Dimensions);
        }
        let made = self.sibling(axes + inner.dimensions);
        made.dtype = item;
        made.offset += offset;
        for axis in self.axes()[..axes].iter().chain(inner.axes()) {
            made.keep(*axis);
        }
        made
    }
}
