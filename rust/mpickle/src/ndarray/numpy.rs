//! The functions that numpy's pickles call.

use micropython::{HeapVec, Obj, ffi, list, native_type, str};

use super::dtype::DType;
use super::fault::{Fault, pickled};
use super::memory::Payload;
use super::{ANY_ARRAY, Parts, array, item, layout, place, waiting};
use crate::{builtin, raise};

/// `numpy.dtype`: the byte order comes as state.
#[repr(C)]
pub struct DTypeObject {
    base: ffi::mp_obj_base_t,
    pub dtype: DType,
}

/// A function of numpy's that has no name on the board, or none that C can spell.
pub fn find(module: &[u8], name: &[u8]) -> Option<Obj> {
    use ffi::mpickle_c_numpy as function;
    let inner = module.strip_prefix(b"numpy.")?;
    // numpy 1.x, and 2.x.
    let part = inner.strip_prefix(b"core.").or_else(|| inner.strip_prefix(b"_core."))?;
    let index = match (part, name) {
        (b"multiarray", b"_reconstruct") => function::RECONSTRUCT,
        (b"multiarray", b"scalar") => function::SCALAR,
        (b"numeric", b"_frombuffer") => function::FROMBUFFER,
        _ => return None,
    };
    Some(known(index))
}

/// Whether `obj` is one of these functions.
pub fn is_function(obj: Obj) -> bool {
    use ffi::mpickle_c_numpy::{FROMBUFFER, RECONSTRUCT, SCALAR};
    [RECONSTRUCT, SCALAR, FROMBUFFER].iter().any(|index| known(*index) == obj)
}

fn known(index: ffi::mpickle_c_numpy::Type) -> Obj {
    // SAFETY: the table in ROM has an object for each index; a rom object has the size and bits
    // of an object reference.
    unsafe { Obj::new(*ffi::mpickle_c_numpy_functions.as_ptr().add(index as usize).cast::<ffi::mp_obj_t>()) }
}

/// What is known about the bytes that were read last.
pub struct Brought<'a> {
    /// The object with them, if nobody can hold it.
    pub fresh: &'a mut Option<Obj>,
    /// They are to stay where they are.
    pub in_place: bool,
}

impl Brought<'_> {
    fn payload(self, obj: Obj) -> Payload {
        Payload { obj, fresh: self.fresh.take() == Some(obj), in_place: self.in_place }
    }
}

/// `function(*args)`, if it is one of numpy's.
pub fn call(function: Obj, args: &[Obj], brought: Brought<'_>) -> Option<Obj> {
    use ffi::mpickle_c_numpy as known_function;
    let is = |index| function == known(index);
    let result = if is(known_function::RECONSTRUCT) {
        reconstruct(args)
    } else if is(known_function::FROMBUFFER) {
        from_buffer(args, brought)
    } else if is(known_function::SCALAR) {
        scalar(args)
    } else if function == native_type!(mpickle_c_type_ndarray).obj() {
        build_view(args, brought)
    } else {
        // What is read before and after a dtype is made is still nobody else's.
        if function != native_type!(mpickle_c_type_dtype).obj() {
            *brought.fresh = None;
        }
        return None;
    };
    Some(pickled(result))
}

/// `_reconstruct(ndarray, (0,), b'b')`: the rest comes as state.
fn reconstruct(args: &[Obj]) -> Result<Obj, Fault> {
    match args {
        [class, ..] if *class == native_type!(mpickle_c_type_ndarray).obj() => Ok(waiting()),
        _ => Err(Fault::Class),
    }
}

/// `_frombuffer(buffer, dtype, shape, order, axes=None)`
fn from_buffer(args: &[Obj], brought: Brought<'_>) -> Result<Obj, Fault> {
    let (buffer, dtype, shape, order, axes) = match args {
        [buffer, dtype, shape, order] => (*buffer, *dtype, *shape, *order, None),
        [buffer, dtype, shape, order, axes] => (*buffer, *dtype, *shape, *order, Some(*axes)),
        _ => return Err(Fault::Data),
    };
    let payload = brought.payload(buffer);
    let fortran = str::text(order) == Some(b"F");
    let mut parts = solid(dtype_of(dtype), shape, fortran, payload)?;
    if let Some(axes) = axes.filter(|axes| !axes.is_none()) {
        parts.axes = transposed(&parts, axes)?;
    }
    place::place(parts, payload)
}

/// An array whose items fill a buffer.
fn solid(dtype: DType, shape: Obj, fortran: bool, payload: Payload) -> Result<Parts, Fault> {
    let mut axes = HeapVec::default();
    layout::read_shape(shape, false, &mut axes)?;
    if layout::bytes(axes.as_slice(), dtype.size)? != payload.bytes()?.len() {
        return Err(Fault::Data);
    }
    append_strides(&mut axes, dtype, fortran);
    Ok(Parts { dtype, writable: false, offset: 0, axes, owner: payload.obj })
}

fn append_strides(axes: &mut HeapVec<isize>, dtype: DType, fortran: bool) {
    let mut strides = HeapVec::default();
    layout::push_strides(axes.as_slice(), dtype.size, fortran, &mut strides);
    axes.extend(strides.as_slice());
    strides.release();
}

/// Lengths and strides in another order of axes.
fn transposed(parts: &Parts, axes: Obj) -> Result<HeapVec<isize>, Fault> {
    let mut order = HeapVec::default();
    layout::read_numbers(axes, &mut order)?;
    let dimensions = parts.shape().len();
    let mut out = HeapVec::default();
    // No collection below: a pointer to the strides alone does not keep their block.
    out.reserve_exact(2 * order.len());
    for source in [parts.shape(), parts.strides()] {
        for (at, axis) in order.as_slice().iter().enumerate() {
            if order.as_slice()[..at].contains(axis) {
                return Err(Fault::Shape);
            }
            out.push(*usize::try_from(*axis).ok().and_then(|a| source.get(a)).ok_or(Fault::Shape)?);
        }
    }
    if out.len() != 2 * dimensions {
        return Err(Fault::Shape);
    }
    Ok(out)
}

/// `numpy.ndarray(shape, dtype, buffer, offset=0, strides=None)`
fn build_view(args: &[Obj], brought: Brought<'_>) -> Result<Obj, Fault> {
    let given = |at: usize| args.get(at).copied().filter(|arg| !arg.is_none());
    let (Some(shape), Some(buffer), true) = (given(0), given(2), args.len() <= 5) else {
        return Err(Fault::Data);
    };
    let dtype = given(1).map_or(DType::native(b'f', 8), dtype_of);
    let payload = brought.payload(buffer);
    let parts = view(dtype, shape, payload.obj, payload.bytes()?, given(3), given(4))?;
    place::place(parts, payload)
}

/// Items somewhere in a buffer.
pub fn view(
    dtype: DType,
    shape: Obj,
    owner: Obj,
    data: &[u8],
    offset: Option<Obj>,
    strides: Option<Obj>,
) -> Result<Parts, Fault> {
    let mut axes = HeapVec::default();
    layout::read_shape(shape, false, &mut axes)?;
    layout::bytes(axes.as_slice(), dtype.size)?;
    let dimensions = axes.len();
    match strides {
        Some(strides) => layout::read_numbers(strides, &mut axes)?,
        None => append_strides(&mut axes, dtype, false),
    }
    if axes.len() != 2 * dimensions {
        return Err(Fault::Strides);
    }
    let offset = offset.map_or(Some(0), layout::number).ok_or(Fault::Data)?;
    let parts = Parts { dtype, writable: false, offset: offset as usize, axes, owner };
    if !layout::fits(parts.shape(), parts.strides(), dtype.size, offset, data.len()) {
        return Err(Fault::Data);
    }
    Ok(parts)
}

/// `scalar(dtype, bytes)`: a number.
fn scalar(args: &[Obj]) -> Result<Obj, Fault> {
    let [dtype, data] = args else { return Err(Fault::Data) };
    let dtype = dtype_of(*dtype);
    let payload = Payload { obj: as_bytes(*data), fresh: false, in_place: false };
    let bytes = payload.bytes()?;
    if bytes.len() != dtype.size as usize {
        return Err(Fault::Data);
    }
    Ok(item::read(dtype, bytes).object())
}

/// The type in a dtype object, or of this name. Raises UnpicklingError for what is no number.
pub fn dtype_of(obj: Obj) -> DType {
    if obj.is(native_type!(mpickle_c_type_dtype)) {
        // SAFETY: an object of this type.
        return unsafe { (*obj.ptr::<DTypeObject>()).dtype };
    }
    let text = str::text(obj).unwrap_or_default();
    match DType::parse(text) {
        Some(dtype) => dtype,
        None => refuse(text),
    }
}

#[cold]
fn refuse(text: &[u8]) -> ! {
    raise::unpickling_named("dtype not supported:", text, b"")
}

/// A dtype object.
pub fn new_dtype(dtype: DType) -> Obj {
    // SAFETY: a block of the struct's size, filled in before anything can raise.
    // EXCEPTION: MemoryError.
    unsafe {
        let object = ffi::m_malloc(size_of::<DTypeObject>()).cast::<DTypeObject>();
        (*object).base.type_ = &raw const ffi::mpickle_c_type_dtype;
        (*object).dtype = dtype;
        Obj::from_ptr(object)
    }
}

/// Gives an array or dtype its state. Says whether it was one.
pub fn build(obj: Obj, state: Obj, brought: Brought<'_>) -> bool {
    if obj.is(native_type!(mpickle_c_type_dtype)) {
        set_dtype_state(obj, state);
        return true;
    }
    if array(obj).is_some_and(|array| array.owner().is_err()) {
        pickled(set_array_state(obj, state, brought));
        return true;
    }
    *brought.fresh = None;
    false
}

/// `(version, order, subdtype, names, fields, …)`: only numbers have the first two alone.
fn set_dtype_state(obj: Obj, state: Obj) {
    let items = if list::is_tuple(state) { list::tuple_items(state) } else { &[] };
    let order = items.get(1).copied().and_then(str::text).unwrap_or_default();
    let structured = items.iter().skip(2).take(3).any(|part| !part.is_none());
    let ([order], false) = (order, structured) else {
        refuse(b"V");
    };
    // SAFETY: an object of this type.
    unsafe {
        let object = obj.ptr::<DTypeObject>();
        (*object).dtype = (*object).dtype.with_order(*order);
    }
}

/// `(version, shape, dtype, is_fortran, bytes)`
fn set_array_state(obj: Obj, state: Obj, brought: Brought<'_>) -> Result<(), Fault> {
    let items = if list::is_tuple(state) { list::tuple_items(state) } else { &[] };
    let [_, shape, dtype, fortran, data] = items else { return Err(Fault::Data) };
    let fortran = *fortran == Obj::bool(true);
    let dtype = dtype_of(*dtype);
    let bytes = as_bytes(*data);
    // numpy copies here, so nobody expects to share this memory.
    let mut payload = brought.payload(*data);
    if bytes != *data {
        payload = Payload { obj: bytes, fresh: true, in_place: false };
    }
    let parts = solid(dtype, *shape, fortran, payload)?;
    let payload = if payload.in_place { payload } else { payload.owned()? };
    let made = place::place(Parts { owner: payload.obj, ..parts }, payload)?;
    become_object(obj, made);
    Ok(())
}

/// Bytes that Python 2 wrote may have been read as text.
fn as_bytes(obj: Obj) -> Obj {
    let Some(text) = str::text(obj) else { return obj };
    let mut bytes = HeapVec::default();
    builtin::to_latin1(text, &mut bytes);
    str::adopt(native_type!(mp_type_bytes), &mut bytes)
}

/// Turns a waiting array into `made`, so that what refers to it already has the right object.
fn become_object(waiting: Obj, made: Obj) {
    let size = if array(made).is_some() {
        size_of::<super::NdArray>()
    } else {
        // SAFETY: any address may be asked about.
        unsafe { ffi::gc_nbytes(made.ptr()) }
    };
    if size == 0 || size > ANY_ARRAY {
        raise::unpickling("unknown kind of array");
    }
    // SAFETY: a waiting array has room for any, and no array points to itself. `made` was built
    // here and is forgotten.
    unsafe { core::ptr::copy_nonoverlapping(made.ptr::<u8>(), waiting.ptr::<u8>(), size) };
}
