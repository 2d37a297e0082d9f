//! The functions that numpy's pickles call.

use micropython::{Obj, ffi, native_type, str};

use super::dtype::DType;
use super::fault::{Blame, Fault, fail};
use super::item::Number;
use super::{ANY_ARRAY, NdArray, array, layout, memory, place, waiting};
use crate::host::{Encoding, Host};
use crate::{budget, encoding, raise};

const RECONSTRUCT: usize = ffi::mpickle_c_numpy::RECONSTRUCT as usize;
const FROM_BUFFER: usize = ffi::mpickle_c_numpy::FROMBUFFER as usize;
const SCALAR: usize = ffi::mpickle_c_numpy::SCALAR as usize;
const COUNT: usize = ffi::mpickle_c_numpy::NDARRAY as usize + 1;

/// The functions that have no name on the board, or none that C can spell, in the order of
/// `mpickle_c_numpy`: module below `numpy.` (1.x) or `numpy._` (2.x), and name.
const NAMES: [(&[u8], &[u8]); 3] = [
    (b"core.multiarray", b"_reconstruct"),
    (b"core.numeric", b"_frombuffer"),
    (b"core.multiarray", b"scalar"),
];

/// The function of this name.
pub fn find(module: &[u8], name: &[u8]) -> Option<Obj> {
    let inner = module.strip_prefix(b"numpy.")?;
    let inner = inner.strip_prefix(b"_").unwrap_or(inner);
    NAMES.iter().position(|known| *known == (inner, name)).map(known)
}

/// Which of these functions this is, or numpy's class.
fn position(obj: Obj) -> Option<usize> {
    (0..COUNT).find(|index| known(*index) == obj)
}

/// Whether `obj` is one of these.
pub fn is_function(obj: Obj) -> bool {
    position(obj).is_some()
}

fn known(index: usize) -> Obj {
    // SAFETY: the table in ROM has an object for each index; a rom object has the size and bits
    // of an object reference.
    unsafe { Obj::new(*ffi::mpickle_c_numpy_functions.as_ptr().add(index).cast::<ffi::mp_obj_t>()) }
}

/// Tells an array what is known about its memory, if that was read last.
fn tell(host: &mut Host, array: &mut NdArray) {
    array.fresh = host.fresh.take() == Some(array.owner());
    array.in_place = host.is_in_place();
}

/// The first five of a function's arguments, or of a state's items; None for those that are left
/// out.
fn five(given: &[Obj]) -> [Obj; 5] {
    core::array::from_fn(|at| given.get(at).copied().unwrap_or_else(Obj::none))
}

/// `function(*args)`, if it is one of numpy's.
#[inline(never)]
pub fn call(host: &mut Host, function: Obj, args: &[Obj]) -> Option<Obj> {
    let Some(known) = position(function) else {
        // What is read before and after a dtype is made is still nobody else's.
        if function != native_type!(mpickle_c_type_dtype).obj() {
            host.fresh = None;
        }
        return None;
    };
    if args.len() > 5 {
        refuse(Fault::Data);
    }
    let args = five(args);
    let array = match known {
        // `_reconstruct(ndarray, (0,), b'b')`: the rest comes as state.
        RECONSTRUCT if args[0] == native_type!(mpickle_c_type_ndarray).obj() => return Some(waiting()),
        RECONSTRUCT => refuse(Fault::Class),
        // `_frombuffer(buffer, dtype, shape, order, axes=None)`
        FROM_BUFFER => {
            let [data, dtype, shape, order, axes] = args;
            let array = solid(dtype, shape, str::text(order) == Some(b"F"), data);
            if axes.is_none() { array } else { transposed(array, axes) }
        }
        SCALAR => return Some(scalar(args[0], args[1])),
        // `numpy.ndarray(shape, dtype, buffer, offset=0, strides=None)`
        _ if args[2].is_none() => refuse(Fault::Data),
        _ => view(&args, Blame::Pickle),
    };
    tell(host, array);
    Some(place::place(array))
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
    let array = NdArray::over(dtype_of(dtype), shape, fortran, data, Blame::Pickle);
    if array.size() != memory::bytes(array.owner(), Blame::Pickle).len() {
        refuse(Fault::Data);
    }
    array
}

/// The same array with its axes in another order.
#[inline(never)]
fn transposed<'a>(array: &mut NdArray, order: Obj) -> &'a mut NdArray {
    let Some(order) = layout::sequence(order) else { refuse(Fault::Strides) };
    if order.len() != array.dimensions {
        refuse(Fault::Shape);
    }
    let made = array.sibling(array.dimensions);
    for from in order {
        let Some(from) = layout::number(*from) else { refuse(Fault::Strides) };
        match array.axes_mut().get_mut(from as usize) {
            Some(axis) if axis.length >= 0 => {
                made.keep(*axis);
                // Each is taken once.
                axis.length = -1;
            }
            _ => refuse(Fault::Shape),
        }
    }
    made
}

/// An array by the arguments of `numpy.ndarray`, with items somewhere in a buffer.
pub fn view<'a>(&[shape, dtype, buffer, offset, strides]: &[Obj; 5], blame: Blame) -> &'a mut NdArray {
    let dtype = if dtype.is_none() { DType::DOUBLE } else { dtype_of(dtype) };
    let array = NdArray::over(dtype, shape, false, buffer, blame);
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
// Apart from `call`: what is made there needs the C stack.
#[inline(never)]
fn scalar(dtype: Obj, data: Obj) -> Obj {
    let bytes = memory::bytes(as_bytes(data), Blame::Pickle);
    let dtype = dtype_of(dtype);
    if bytes.len() != dtype.size as usize {
        refuse(Fault::Data);
    }
    // SAFETY: it has the right size.
    unsafe { Number::load(dtype, bytes.as_ptr()) }.object(dtype)
}

/// What a dtype object holds: its name.
fn name_of<'a>(dtype: Obj) -> &'a mut ffi::mp_obj_t {
    // SAFETY: the caller knows that it is one.
    unsafe { &mut (*dtype.ptr::<ffi::mpickle_c_dtype_t>()).name }
}

/// The type in a dtype object, or of this name. Raises UnpicklingError for what is no number.
pub fn dtype_of(obj: Obj) -> DType {
    let name = if obj.is(native_type!(mpickle_c_type_dtype)) {
        // SAFETY: a live object.
        unsafe { Obj::new(*name_of(obj)) }
    } else {
        obj
    };
    let text = str::text(name).unwrap_or_default();
    DType::parse(text).unwrap_or_else(|| unsupported(text))
}

#[cold]
fn unsupported(text: &[u8]) -> ! {
    raise::unpickling_named("dtype not supported:", text, b"")
}

/// Gives an array or dtype its state. Says whether it was one.
#[inline(never)]
pub fn build(host: &mut Host, obj: Obj, state: Obj) -> bool {
    if obj.is(native_type!(mpickle_c_type_dtype)) {
        set_dtype_state(obj, budget::items(state));
    } else if array(obj).is_some_and(|array| array.is_waiting()) {
        set_array_state(host, obj, budget::items(state));
    } else {
        host.fresh = None;
        return false;
    }
    true
}

/// `(version, order, subdtype, names, fields, …)`: only numbers have the first two alone.
fn set_dtype_state(obj: Obj, state: &[Obj]) {
    let [_, order, subdtype, names, fields] = five(state);
    let number = subdtype.is_none() && names.is_none() && fields.is_none();
    let Some([order]) = str::text(order).filter(|_| number) else { unsupported(b"V") };
    *name_of(obj) = dtype_of(obj).with_order(*order).name(false).raw();
}

/// `(version, shape, dtype, is_fortran, bytes)`
fn set_array_state(host: &mut Host, obj: Obj, state: &[Obj]) {
    let [_, shape, dtype, fortran, data] = five(state);
    let bytes = as_bytes(data);
    let array = solid(dtype, shape, fortran == Obj::bool(true), bytes);
    tell(host, array);
    array.fresh |= bytes != data;
    // numpy copies here, so nobody expects to share this memory.
    if !array.in_place {
        array.own();
    }
    become_object(obj, place::place(array));
}

/// Bytes that Python 2 wrote may have been read as text.
fn as_bytes(obj: Obj) -> Obj {
    let Some(text) = str::text(obj) else { return obj };
    str::adopt(native_type!(mp_type_bytes), &mut encoding::encode(text, Encoding::Latin1))
}

/// Turns a waiting array into `made`, so that what refers to it already has the right object.
fn become_object(waiting: Obj, made: Obj) {
    // SAFETY: any address may be asked about.
    let size = unsafe { ffi::gc_nbytes(made.ptr()) };
    if cfg!(feature = "ulab") && (size == 0 || size > ANY_ARRAY) {
        raise::unpickling("unknown kind of array");
    }
    // SAFETY: a waiting array has room for any, and no array points to itself. `made` was built
    // here and is forgotten.
    unsafe { core::ptr::copy_nonoverlapping(made.ptr::<u8>(), waiting.ptr::<u8>(), size) };
}
