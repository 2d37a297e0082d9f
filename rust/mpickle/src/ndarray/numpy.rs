//! The functions that numpy's pickles call.

use micropython::{HeapVec, Obj, buffer, ffi, list, native_type, str};

use super::dtype::DType;
use super::fault::{Blame, Fault, fail};
use super::memory::Payload;
use super::{ANY_ARRAY, NdArray, array, item, layout, place, waiting};
use crate::{encoding, raise};

/// `numpy.dtype`: the byte order comes as state.
#[repr(C)]
pub struct DTypeObject {
    base: ffi::mp_obj_base_t,
    pub dtype: DType,
}

/// numpy's functions that have no name on the board, or none that C can spell, in the order of
/// `mpickle_c_numpy`: module below `numpy.core` (1.x) or `numpy._core` (2.x), and name.
const FUNCTIONS: [(&[u8], &[u8]); 3] =
    [(b"multiarray", b"_reconstruct"), (b"numeric", b"_frombuffer"), (b"multiarray", b"scalar")];

/// The function of this name.
pub fn find(module: &[u8], name: &[u8]) -> Option<Obj> {
    let is = |(part, known_name): &(&[u8], &[u8])| {
        let outer = module.strip_suffix(*part).unwrap_or_default();
        name == *known_name && (outer == b"numpy.core." || outer == b"numpy._core.")
    };
    FUNCTIONS.iter().position(is).map(known)
}

/// Which of these functions this is.
fn position(obj: Obj) -> Option<usize> {
    (0..FUNCTIONS.len()).find(|index| known(*index) == obj)
}

/// Whether `obj` is one of these functions.
pub fn is_function(obj: Obj) -> bool {
    position(obj).is_some()
}

fn known(index: usize) -> Obj {
    // SAFETY: the table in ROM has an object for each index; a rom object has the size and bits
    // of an object reference.
    unsafe { Obj::new(*ffi::mpickle_c_numpy_functions.as_ptr().add(index).cast::<ffi::mp_obj_t>()) }
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
#[inline(never)]
pub fn call(function: Obj, args: &[Obj], brought: Brought<'_>) -> Option<Obj> {
    Some(match position(function) {
        Some(0) => reconstruct(args),
        Some(1) => from_buffer(args, brought),
        Some(_) => scalar(args),
        None if function == native_type!(mpickle_c_type_ndarray).obj() => build_view(args, brought),
        None => {
            // What is read before and after a dtype is made is still nobody else's.
            if function != native_type!(mpickle_c_type_dtype).obj() {
                *brought.fresh = None;
            }
            return None;
        }
    })
}

/// Raises UnpicklingError.
fn refuse(fault: Fault) -> ! {
    fail(Blame::Pickle, fault)
}

/// `_reconstruct(ndarray, (0,), b'b')`: the rest comes as state.
fn reconstruct(args: &[Obj]) -> Obj {
    if args.first() != Some(&native_type!(mpickle_c_type_ndarray).obj()) {
        refuse(Fault::Class);
    }
    waiting()
}

/// Argument `at`, if it is given and not None.
fn given(args: &[Obj], at: usize) -> Option<Obj> {
    args.get(at).copied().filter(|arg| !arg.is_none())
}

/// `_frombuffer(buffer, dtype, shape, order, axes=None)`
fn from_buffer(args: &[Obj], brought: Brought<'_>) -> Obj {
    let ([buffer, dtype, shape, order, ..], ..=5) = (args, args.len()) else { refuse(Fault::Data) };
    let payload = brought.payload(*buffer);
    let fortran = str::text(*order) == Some(b"F");
    let mut array = solid(dtype_of(*dtype), *shape, fortran, payload);
    if let Some(axes) = given(args, 4) {
        array = transposed(array, axes);
    }
    place::place(array, payload)
}

/// An array whose items fill a buffer.
fn solid<'a>(dtype: DType, shape: Obj, fortran: bool, payload: Payload) -> &'a mut NdArray {
    let array = NdArray::shaped(dtype, shape, 0, Blame::Pickle);
    array.lay_out(fortran, Blame::Pickle);
    array.owner = payload.obj.raw();
    if array.size() != payload.bytes(Blame::Pickle).len() {
        refuse(Fault::Data);
    }
    array
}

/// The same array with its axes in another order.
fn transposed<'a>(array: &mut NdArray, order: Obj) -> &'a mut NdArray {
    let order = layout::sequence(order).unwrap_or_else(|| refuse(Fault::Strides));
    if order.len() != array.dimensions {
        refuse(Fault::Shape);
    }
    let made = array.sibling(array.dimensions);
    for (axis, from) in made.axes_mut().iter_mut().zip(order) {
        let from = layout::number(*from).unwrap_or_else(|| refuse(Fault::Strides));
        match array.axes_mut().get_mut(from as usize) {
            Some(from) if from.length >= 0 => {
                *axis = *from;
                // Each is taken once.
                from.length = -1;
            }
            _ => refuse(Fault::Shape),
        }
    }
    made
}

/// `numpy.ndarray(shape, dtype, buffer, offset=0, strides=None)`
fn build_view(args: &[Obj], brought: Brought<'_>) -> Obj {
    let (Some(_), Some(buffer), ..=5) = (given(args, 0), given(args, 2), args.len()) else {
        refuse(Fault::Data);
    };
    let payload = brought.payload(buffer);
    place::place(view(args, payload, Blame::Pickle), payload)
}

/// An array by the arguments of numpy.ndarray, with items somewhere in a buffer; over new memory
/// if the payload is None.
pub fn view<'a>(args: &[Obj], payload: Payload, blame: Blame) -> &'a mut NdArray {
    let dtype = given(args, 1).map_or(DType::DOUBLE, dtype_of);
    let array = NdArray::shaped(dtype, args[0], 0, blame);
    array.lay_out(false, blame);
    let len = if payload.obj.is_none() {
        let mut zeros = HeapVec::<u8>::default();
        zeros.reserve_exact(array.size());
        zeros.extend_with(array.size(), 0);
        array.owner = buffer::adopt_bytearray(&mut zeros).raw();
        array.writable = true;
        array.size()
    } else {
        array.owner = payload.obj.raw();
        array.writable = buffer::is_writable(payload.obj);
        payload.bytes(blame).len()
    };
    if let Some(strides) = given(args, 4) {
        array.set_strides(strides, blame);
    }
    if let Some(offset) = given(args, 3) {
        array.offset = layout::number(offset).unwrap_or(-1) as usize;
    }
    if !array.fits(len) {
        fail(blame, Fault::Data);
    }
    array
}

/// `scalar(dtype, bytes)`: a number.
fn scalar(args: &[Obj]) -> Obj {
    let [dtype, data] = args else { refuse(Fault::Data) };
    let dtype = dtype_of(*dtype);
    let bytes = buffer::bytes(as_bytes(*data)).unwrap_or_default();
    if bytes.len() != dtype.size as usize {
        refuse(Fault::Data);
    }
    item::object(dtype, bytes)
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
        None => unsupported(text),
    }
}

#[cold]
fn unsupported(text: &[u8]) -> ! {
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
#[inline(never)]
pub fn build(obj: Obj, state: Obj, brought: Brought<'_>) -> bool {
    if obj.is(native_type!(mpickle_c_type_dtype)) {
        set_dtype_state(obj, state);
        return true;
    }
    if array(obj).is_some_and(|array| array.is_waiting()) {
        set_array_state(obj, state, brought);
        return true;
    }
    *brought.fresh = None;
    false
}

/// `(version, order, subdtype, names, fields, …)`: only numbers have the first two alone.
fn set_dtype_state(obj: Obj, state: Obj) {
    let items = if list::is_tuple(state) { list::tuple_items(state) } else { &[] };
    let structured = (2..5).any(|at| given(items, at).is_some());
    let (Some([order]), false) = (given(items, 1).and_then(str::text), structured) else {
        unsupported(b"V");
    };
    // SAFETY: an object of this type.
    unsafe {
        let object = obj.ptr::<DTypeObject>();
        (*object).dtype = (*object).dtype.with_order(*order);
    }
}

/// `(version, shape, dtype, is_fortran, bytes)`
fn set_array_state(obj: Obj, state: Obj, brought: Brought<'_>) {
    let items = if list::is_tuple(state) { list::tuple_items(state) } else { &[] };
    let [_, shape, dtype, fortran, data] = items else { refuse(Fault::Data) };
    let bytes = as_bytes(*data);
    // numpy copies here, so nobody expects to share this memory.
    let mut payload = brought.payload(*data);
    if bytes != *data {
        payload = Payload { obj: bytes, fresh: true, in_place: false };
    }
    let array = solid(dtype_of(*dtype), *shape, *fortran == Obj::bool(true), payload);
    if !payload.in_place {
        payload = payload.owned();
        array.owner = payload.obj.raw();
    }
    become_object(obj, place::place(array, payload));
}

/// Bytes that Python 2 wrote may have been read as text.
fn as_bytes(obj: Obj) -> Obj {
    let Some(text) = str::text(obj) else { return obj };
    let mut bytes = HeapVec::default();
    encoding::to_latin1(text, &mut bytes);
    str::adopt(native_type!(mp_type_bytes), &mut bytes)
}

/// Turns a waiting array into `made`, so that what refers to it already has the right object.
fn become_object(waiting: Obj, made: Obj) {
    let size = if array(made).is_some() {
        size_of::<NdArray>()
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
