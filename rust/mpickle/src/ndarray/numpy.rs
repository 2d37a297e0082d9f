//! The functions that numpy's pickles call.

use micropython::obj::NULL;
use micropython::{Dict, HeapVec, List, Obj, Tuple, Type, call, dict, ffi, heap, list, native_type, str};
use model::Construct;

use super::dtype::DType;
use super::fault::{Blame, Fault, fail};
use super::{ANY_ARRAY, NdArray, array, layout, memory, objects, place, waiting};
use crate::host::Host;
use crate::host::budget;
use crate::names::interned::name;
use crate::ndarray::names::position;
use crate::raise;
use crate::types::encoding;
use crate::types::encoding::Encoding;

const RECONSTRUCT: usize = ffi::mpickle_c_numpy::RECONSTRUCT as usize;
const RECONSTRUCT_MASKED: usize = ffi::mpickle_c_numpy::MARECONSTRUCT as usize;
const FROM_BUFFER: usize = ffi::mpickle_c_numpy::FROMBUFFER as usize;
const SCALAR: usize = ffi::mpickle_c_numpy::SCALAR as usize;

/// Marks an array's memory as fresh, if it was read last.
fn tell(host: &mut Host, array: &mut NdArray) {
    array.fresh = host.fresh.take() == Some(array.owner());
    array.in_place = host.is_in_place() && !array.data().is_empty();
}

/// One of a function's arguments, or of a state's items; None if it is left out.
fn given(items: &[Obj], at: usize) -> Obj {
    items.get(at).copied().unwrap_or_else(Obj::none)
}

/// The first five of a function's arguments, or of a state's items; None for those that are left
/// out.
fn five(given: &[Obj]) -> [Obj; 5] {
    core::array::from_fn(|at| self::given(given, at))
}

/// `function(*args)`, if it is one of numpy's.
#[inline(never)]
pub fn call(host: &mut Host, function: Obj, args: &[Obj]) -> Option<Obj> {
    let Some(known) = position(function) else {
        host.fresh = None;
        return None;
    };
    if args.len() > 5 {
        refuse(Fault::Data);
    }
    let args = five(args);
    let (array, dtype) = match known {
        // `_reconstruct(class, (0,), b'b')`, `_mareconstruct(class, base, (0,), b'b')`: the rest comes as state.
        RECONSTRUCT | RECONSTRUCT_MASKED => return Some(reconstruct(args[0], known)),
        // `_frombuffer(buffer, dtype, shape, order, axes=None)`
        FROM_BUFFER => {
            let [data, dtype, shape, order, axes] = args;
            let array = solid(dtype, shape, str::text(order) == Some(b"F"), data);
            (if axes.is_none() { array } else { transposed(array, axes) }, dtype)
        }
        SCALAR => return Some(scalar(host, args[0], args[1])),
        // `numpy.ndarray(shape, dtype, buffer, offset=0, strides=None)`
        _ if args[2].is_none() => refuse(Fault::Data),
        _ => (view(&args, Blame::Pickle), Obj::none()),
    };
    tell(host, array);
    Some(objects::finish(host, array, dtype))
}

/// An array of this class, or of any that is written in Python, whose state comes later.
fn reconstruct(class: Obj, known: usize) -> Obj {
    let is_array = class == native_type!(mpickle_c_type_ndarray).obj();
    #[cfg(feature = "stub")]
    let is_array = is_array || class.is(native_type!(mpickle_c_type_stub));
    if !is_array && !Type::from_obj(class).is_some_and(Type::is_python) {
        let class = Type::from_obj(class).unwrap_or_else(|| class.type_of());
        raise::unpickling_named("no array class:", class.name().text(), b"");
    }
    waiting(known == RECONSTRUCT_MASKED)
}

/// Raises UnpicklingError.
fn refuse(fault: Fault) -> ! {
    fail(Blame::Pickle, fault)
}

/// An array whose items fill a buffer.
fn solid<'a>(dtype: Obj, shape: Obj, fortran: bool, data: Obj) -> &'a mut NdArray {
    if data.is_none() {
        refuse(Fault::Data);
    }
    let (dtype, units) = items_of(dtype, Blame::Pickle);
    let array = ordered(dtype, units, shape, fortran, data);
    // Any number of items fits into no bytes, if they have none.
    let endless = units == Some(0) && array.dimensions > 1;
    if array.size() != memory::bytes(array.owner(), Blame::Pickle).len() || endless {
        refuse(Fault::Data);
    }
    array
}

/// An array over a buffer that is to suffice: the last axis is the fastest, or the first with `fortran`.
// In line: the callers' frames are on the C stack anyway.
#[inline(always)]
fn ordered<'a>(dtype: DType, units: Option<usize>, shape: Obj, fortran: bool, data: Obj) -> &'a mut NdArray {
    let array = NdArray::over(dtype, units, shape, data, Blame::Pickle);
    if fortran {
        array.turn(units.is_some());
    }
    array
}

/// The same array with its axes in another order.
#[inline(never)]
fn transposed<'a>(array: &mut NdArray, order: Obj) -> &'a mut NdArray {
    let Some(order) = layout::sequence(order) else { refuse(Fault::Strides) };
    let axes = array.dimensions - usize::from(!array.dtype.is_number());
    if order.len() != axes {
        refuse(Fault::Shape);
    }
    let made = array.sibling(array.dimensions);
    for from in order {
        let Some(from) = layout::number(*from) else { refuse(Fault::Strides) };
        match array.axes_mut()[..axes].get_mut(from as usize) {
            Some(axis) if axis.length >= 0 => {
                made.keep(*axis);
                // Each is taken once.
                axis.length = -1;
            }
            _ => refuse(Fault::Shape),
        }
    }
    for axis in &array.axes()[axes..] {
        made.keep(*axis);
    }
    made
}

/// An array by the arguments of `numpy.ndarray`, with items somewhere in a buffer.
pub fn view<'a>(&[shape, dtype, buffer, offset, strides]: &[Obj; 5], blame: Blame) -> &'a mut NdArray {
    let dtype = if dtype.is_none() { DType::DOUBLE } else { dtype_of(dtype, blame) };
    let array = NdArray::over(dtype, None, shape, buffer, blame);
    if !strides.is_none() {
        array.set_strides(strides, blame);
    }
    if !offset.is_none() {
        array.offset = layout::number(offset).map_or(usize::MAX, |offset| offset as usize);
    }
    if !array.fits(memory::bytes(array.owner(), blame).len()) {
        fail(blame, Fault::Data);
    }
    array
}

/// `scalar(dtype, bytes)`
// Apart from `call`: making the object needs the C stack.
#[inline(never)]
fn scalar(host: &mut Host, dtype: Obj, data: Obj) -> Obj {
    if dict::is_dict(data) {
        // A record with objects comes as an array.
        return data;
    }
    let array = solid(dtype, list::new_tuple(&[]), false, as_bytes(data));
    objects::item(host, array, dtype)
}

/// `numpy.dtype(name, align=False, copy=False)`, if it is that.
// Apart from `call`: making the name needs the C stack, and the payload read before is still nobody else's.
pub fn dtype(function: Obj, args: &[Obj]) -> Option<Obj> {
    if function != native_type!(mpickle_c_type_dtype).obj() || args.is_empty() || args.len() > 3 {
        return None;
    }
    Some(new_dtype(args[0]))
}

/// The dtype of this name. Raises UnpicklingError if there is none.
pub fn new_dtype(name: Obj) -> Obj {
    let (items, units) = items_of(name, Blame::Pickle);
    let base = ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_dtype };
    let name = items.name(units, false).raw();
    let made = heap::place(ffi::mpickle_c_dtype_t { base, name, parts: NULL });
    // SAFETY: the struct of an object.
    unsafe { Obj::from_ptr(made) }
}

/// The struct of a dtype.
fn dtype_struct<'a>(dtype: Obj) -> Option<&'a mut ffi::mpickle_c_dtype_t> {
    // SAFETY: an object of this type.
    dtype
        .is(native_type!(mpickle_c_type_dtype))
        .then(|| unsafe { &mut *dtype.ptr::<ffi::mpickle_c_dtype_t>() })
}

/// The type in a dtype object, or of this name. What is no number comes with how many units an item has.
/// Raises UnpicklingError, or TypeError for the program, if there is no such type.
pub fn items_of(obj: Obj, blame: Blame) -> (DType, Option<usize>) {
    if obj == native_type!(mpickle_c_type_ndarray).obj() {
        // `numpy.record`: the state tells the size.
        return (DType::native(b'V', 1), Some(0));
    }
    // SAFETY: a live object.
    let name = dtype_struct(obj).map_or(obj, |dtype| unsafe { Obj::new(dtype.name) });
    let text = str::text(name).unwrap_or_default();
    DType::parse(text).unwrap_or_else(|| unsupported(text, blame))
}

/// The same, where it must be one of numbers.
fn dtype_of(obj: Obj, blame: Blame) -> DType {
    match items_of(obj, blame) {
        (dtype, None) => dtype,
        _ => unsupported(str::text_or_empty(obj), blame),
    }
}

/// The parts of a dtype: name, dtype and offset of each field; or the dtype and the shape that each item has;
/// nothing, if it is no such type. `None` if its state is still to come.
pub fn parts<'a>(dtype: Obj) -> Option<&'a [Obj]> {
    // SAFETY: null, or a tuple that was made here.
    dtype_struct(dtype)
        .and_then(|dtype| unsafe { Some(Tuple::from_known(Obj::from_raw(dtype.parts)?)) })
        .map(Tuple::items)
}

#[cold]
fn unsupported(text: &[u8], blame: Blame) -> ! {
    match blame {
        Blame::Pickle => {
            raise::unpickling_named("dtype not supported (send .astype(float) or .tolist()):", text, b"")
        }
        _ => raise::named(ffi::mpickle_c_class::TYPE_ERROR, "dtype not supported:", text, b""),
    }
}

/// Gives an array or dtype its state. Returns it, or the object that takes its place; `None` if it is neither.
#[inline(never)]
pub fn build(host: &mut Host, obj: Obj, state: Obj) -> Option<Obj> {
    if let Some(dtype) = dtype_struct(obj) {
        set_dtype_state(host, obj, dtype, budget::items(state));
        return Some(obj);
    }
    if let Some(waiting) = array(obj).filter(|array| array.is_waiting()) {
        let state = budget::items(state);
        let made = filled(host, state);
        return Some(set_array_state(host, waiting, state, made));
    }
    host.fresh = None;
    None
}

/// `(version, order, subdtype, names, fields, size, …)`: only numbers have the first two alone. A ninth says
/// the unit of times: `(…, (b'ns', 1, 1, 1))`.
#[inline(never)]
fn set_dtype_state(host: &mut Host, obj: Obj, dtype: &mut ffi::mpickle_c_dtype_t, state: &[Obj]) {
    let (item, units) = items_of_state(host, obj, dtype, state);
    dtype.name = item.name(units, false).raw();
}

/// The items that a dtype has with this state: their type, and how many units each has if they are no numbers.
#[inline(never)]
fn items_of_state(
    host: &mut Host,
    obj: Obj,
    dtype: &mut ffi::mpickle_c_dtype_t,
    state: &[Obj],
) -> (DType, Option<usize>) {
    let (mut item, mut units) = items_of(obj, Blame::Pickle);
    let name = dtype.name;
    let [_, order, subdtype, names, fields] = five(state);
    // SAFETY: a live object.
    let unsupported = || unsupported(str::text_or_empty(unsafe { Obj::new(name) }), Blame::Pickle);
    let Some([order]) = str::text(order) else { unsupported() };
    item = item.with_order(*order);
    if item.kind == b'V' {
        let size = state.get(5).and_then(|size| usize::try_from(layout::number(*size)?).ok());
        // Sizes that were checked do not change any more.
        let Some(size) = size.filter(|_| dtype.parts == NULL) else { unsupported() };
        units = Some(size);
        dtype.parts = if let Some(subdtype) = layout::sequence(subdtype) {
            subarray(subdtype, size)
        } else {
            records(host, budget::items(names), fields, size)
        }
        .raw();
    } else if !(subdtype.is_none() && names.is_none() && fields.is_none()) {
        unsupported();
    }
    if let Some(unit) = state.get(8).and_then(|data| layout::sequence(*budget::items(*data).get(1)?)) {
        let one = |at: usize| unit.get(at).is_some_and(|n| layout::number(*n) == Some(1));
        let name = unit.first().map_or(&[][..], |name| memory::memory_of(*name));
        let Some(timed) = item.with_unit(name).filter(|_| one(1) && one(2)) else { unsupported() };
        item = timed;
    }
    (item, units)
}

/// Bytes of an item of a dtype that has its state.
fn size_of(dtype: Obj) -> usize {
    let (item, units) = items_of(dtype, Blame::Pickle);
    if item.kind == b'V' && parts(dtype).is_none() {
        refuse(Fault::Data);
    }
    units.unwrap_or(1).saturating_mul(item.size as usize)
}

/// The parts of items that are arrays themselves: `(dtype, shape)`.
#[inline(never)]
fn subarray(subdtype: &[Obj], size: usize) -> Obj {
    let [dtype, shape] = *subdtype else { refuse(Fault::Shape) };
    let (item, units) = items_of(dtype, Blame::Pickle);
    let all = NdArray::laid(item, units, shape, Blame::Pickle).size();
    // A list could change.
    if size_of(dtype) == 0 || all != size || !list::is_tuple(shape) {
        refuse(Fault::Shape);
    }
    list::new_tuple(&[dtype, shape])
}

/// The parts of records: name, dtype and offset of each field. They are within the item, and have no more bytes
/// together.
#[inline(never)]
fn records(host: &mut Host, names: &[Obj], fields: Obj, size: usize) -> Obj {
    let mut parts = HeapVec::<Obj>::default();
    let mut room = size;
    for name in names {
        let Some(columns) = Dict::of(fields).filter(|_| str::text(*name).is_some()) else {
            refuse(Fault::Data)
        };
        host.budget.spend(columns.count());
        let field = call::item(fields, *name);
        let Some([dtype, offset, ..]) = field.and_then(layout::sequence) else { refuse(Fault::Data) };
        let taken = size_of(*dtype);
        let fits = layout::number(*offset).is_some_and(|at| size.checked_sub(taken) >= Some(at as usize));
        if taken == 0 || taken > room || !fits {
            refuse(Fault::Data);
        }
        room -= taken;
        parts.extend(&[*name, *dtype, *offset]);
    }
    let made = list::new_tuple(parts.as_slice());
    parts.release();
    made
}

/// `(version, shape, dtype, is_fortran, bytes)`, with objects in a list instead of bytes; a masked array has the
/// mask behind these. Returns what the array became.
#[inline(never)]
fn set_array_state(host: &mut Host, waiting: &mut NdArray, state: &[Obj], mut made: Obj) -> Obj {
    let shape = given(state, 1);
    if waiting.writable {
        let mask = mask(as_bytes(given(state, 5)), shape, given(state, 3) == Obj::bool(true));
        let Ok(both) = host.dict(&[name!(data).obj(), made, name!(mask).obj(), place::place(mask)]);
        made = both;
    } else if !is_number(given(state, 2)) && budget::items(shape).is_empty() {
        // Other objects may hold the item of an array without dimensions.
        return made;
    }
    become_object(waiting.obj(), made)
}

/// An array of this state, or the object that takes its place.
// Little is held here, as much of the C stack is needed to make it.
#[inline(never)]
fn filled(host: &mut Host, state: &[Obj]) -> Obj {
    let (dtype, data) = (given(state, 2), given(state, 4));
    if let Some(data) = List::of(data) {
        // SAFETY: nothing of the program runs meanwhile.
        return objects::listed(host, dtype, given(state, 1), unsafe { data.items() });
    }
    let bytes = as_bytes(data);
    let array = solid(dtype, given(state, 1), given(state, 3) == Obj::bool(true), bytes);
    tell(host, array);
    array.fresh |= bytes != data;
    // numpy copies here, so nobody expects to share this memory.
    if !array.in_place && is_number(dtype) {
        array.own();
    }
    objects::finish(host, array, dtype)
}

/// Whether items of this dtype are numbers.
fn is_number(dtype: Obj) -> bool {
    items_of(dtype, Blame::Pickle).1.is_none()
}

/// A bool an item; of records one a field, along one more axis.
#[inline(never)]
fn mask<'a>(data: Obj, shape: Obj, fortran: bool) -> &'a mut NdArray {
    let dtype = DType::native(b'b', 1);
    let items = NdArray::laid(dtype, None, shape, Blame::Pickle).count;
    let len = memory::bytes(data, Blame::Pickle).len();
    let fields = len.checked_div(items).unwrap_or(1);
    let units = (fields != 1).then_some(fields);
    let mask = ordered(dtype, units, shape, fortran, data);
    if fields == 0 || mask.size() != len {
        refuse(Fault::Data);
    }
    mask
}

/// Bytes that Python 2 wrote may have been read as text.
fn as_bytes(obj: Obj) -> Obj {
    let Some(text) = str::text(obj) else { return obj };
    encoding::to_bytes(text, Encoding::Latin1)
}

/// Turns a waiting array into `made`, so that objects which refer to it already have the right one. Returns it, or
/// `made` where it is of an unknown size.
fn become_object(waiting: Obj, made: Obj) -> Obj {
    // SAFETY: any address may be asked about.
    let size = unsafe { ffi::gc_nbytes(made.ptr()) };
    if size == 0 || size > ANY_ARRAY {
        return made;
    }
    // SAFETY: a waiting array has room for any, and no array points to itself. `made` was built
    // here and is forgotten.
    unsafe { core::ptr::copy_nonoverlapping(made.ptr::<u8>(), waiting.ptr::<u8>(), size) };
    waiting
}
