//! ulab's arrays, through ulab's Python interface only: any build of it will do.

use micropython::{Obj, Qstr, Tuple, buffer, call, ffi, int, list, native_type, str};

use super::NdArray;
use super::dtype::DType;
use super::fault::Blame;
#[cfg(feature = "write")]
use super::layout::number;
use super::memory;
#[cfg(feature = "write")]
use super::write::Look;
#[cfg(feature = "cbor")]
use crate::host::Host;
use crate::names::interned::name;
use crate::names::modules;

fn ulab(name: Qstr) -> Option<Obj> {
    call::attribute(modules::loaded(name!(ulab))?, name)
}

/// `ulab.numpy`, on a firmware that has it.
pub fn numpy() -> Option<Obj> {
    ulab(name!(numpy))
}

/// The most dimensions of this build: its version reads `6.7.0-2D-c`.
fn max_dimensions() -> usize {
    let text = ulab(name!(__version__)).and_then(str::text).unwrap_or_default();
    match text.windows(2).find(|pair| pair[0].is_ascii_digit() && pair[1] == b'D') {
        Some(pair) => (pair[0] - b'0') as usize,
        None => 2,
    }
}

/// A constant of `ulab.numpy`: the type code of a dtype.
fn code(numpy: Obj, name: Qstr) -> Option<u8> {
    u8::try_from(call::attribute(numpy, name)?.small_int()?).ok()
}

/// The type in which ulab holds such items, with its type code.
fn target(numpy: Obj, dtype: DType) -> Option<(DType, u8)> {
    let real = code(numpy, name!(float))?;
    let size = if real == b'f' { 4 } else { 8 };
    let native = DType::native(dtype.kind, dtype.size);
    Some(match (dtype.kind, dtype.size) {
        (b'M' | b'm', _) => return None,
        (b'b', _) => (native, b'?'),
        (b'u' | b'i', 1 | 2) => (native, native.typecode()?.get()),
        (b'c', _) => (DType::native(b'c', 2 * size), code(numpy, name!(complex))?),
        _ => (DType::native(b'f', size), real),
    })
}

/// The array as one of ulab's, if it has such arrays.
// Not inlined: its callers shall not take its C stack where there is no ulab.
#[inline(never)]
pub fn make(numpy: Obj, array: &mut NdArray) -> Option<Obj> {
    if array.dimensions == 0 || array.dimensions > max_dimensions() {
        return None;
    }
    let own = array.dtype;
    let (dtype, code) = target(numpy, own)?;
    let same = dtype.kind == own.kind && dtype.size == own.size;
    // The axes the other way round are the same memory in C order.
    let fortran = same && !array.is_contiguous(false) && array.is_contiguous(true);
    let data = if array.in_place {
        if !same || !own.is_native() || !array.fills() || !array.suits_ulab(own.unit()) {
            return None;
        }
        array.owner()
    } else if same {
        items(array, fortran)
    } else {
        floats(array, dtype)?
    };
    let frombuffer = call::attribute(numpy, name!(frombuffer))?;
    let flat = call::call_kw(frombuffer, 1, &[data, name!(dtype).obj(), int::new(code.into())]);
    if array.dimensions == 1 {
        return Some(flat);
    }
    let made = call::call_method(flat, name!(reshape), &[array.tuple(false, fortran)])?;
    if fortran { call::attribute(made, name!(T)) } else { Some(made) }
}

/// Items as they are, in memory that an array can refer to.
fn items(mut array: &mut NdArray, fortran: bool) -> Obj {
    if !array.is_whole() || !fortran && !array.is_contiguous(false) {
        array = array.copied();
    } else if !buffer::is_writable(array.owner())
        || !memory::is_block(array.data())
        || !array.dtype.is_native()
    {
        array.own();
    } else {
        return array.owner();
    }
    array.make_native();
    array.owner()
}

/// Items as floats of this build; `None` if an integer would be rounded.
fn floats(array: &NdArray, dtype: DType) -> Option<Obj> {
    let exact = if dtype.size == 4 { 1u64 << 24 } else { 1 << 53 };
    let rounded = |index| array.number(index).magnitude() > exact;
    if array.dtype.is_whole() && (0..array.count).any(rounded) { None } else { Some(array.converted(dtype)) }
}

/// An array of one dimension as one of this shape, if ulab has so many dimensions. Raises CBORDecodeValueError.
#[cfg(feature = "cbor")]
pub fn shaped(host: &Host, array: Obj, lengths: &[Obj], fortran: bool) -> Option<Obj> {
    if lengths.is_empty() || lengths.len() > max_dimensions() {
        return None;
    }
    let shape =
        list::tuple_of(lengths.len(), |at| lengths[if fortran { lengths.len() - 1 - at } else { at }]);
    let layout = NdArray::laid(DType::native(b'u', 1), None, shape, Blame::Cbor);
    let len = buffer::bytes(array).map_or(0, <[u8]>::len);
    let itemsize = call::attribute(array, name!(itemsize)).and_then(Obj::small_int);
    if itemsize.and_then(|size| len.checked_div(size as usize)) != Some(layout.count) {
        super::typed::unfit(host);
    }
    let made = call::call_method(array, name!(reshape), &[shape])?;
    if fortran { call::attribute(made, name!(T)) } else { Some(made) }
}

/// Whether this is the class of ulab's arrays.
#[cfg(any(feature = "write", feature = "cbor"))]
pub fn is_array_class(class: micropython::Type) -> bool {
    class.name() == name!(ndarray)
        && numpy().and_then(|numpy| call::attribute(numpy, name!(ndarray))) == Some(class.obj())
}

/// One of ulab's arrays as it is written.
#[cfg(feature = "write")]
#[inline(never)]
pub fn look(array: Obj) -> Option<Look> {
    if !is_array_class(array.type_of()) {
        return None;
    }
    let shape = call::attribute(array, name!(shape))?;
    let size = u8::try_from(call::attribute(array, name!(itemsize))?.small_int()?).ok()?;
    let layout = NdArray::laid(DType::native(b'u', size), None, shape, Blame::Program);
    let array = if is_solid(array, layout) { array } else { call::call_method(array, name!(copy), &[])? };
    let data = match buffer::bytes(array) {
        // ulab takes some of these for arrays with gaps.
        _ if layout.is_empty() => str::new(native_type!(mp_type_bytes), b""),
        Some(_) => array,
        None => call::call_method(array, name!(tobytes), &[])?,
    };
    // Some builds have objects for dtypes; the buffer protocol then tells the code.
    let code = call::attribute(array, name!(dtype)).and_then(Obj::small_int);
    let code = code.and_then(|code| u8::try_from(code).ok()).or_else(|| buffer::typecode(array))?;
    let dtype = match code {
        b'B' if has_booleans(array, layout) => DType::native(b'b', 1),
        b'?' => DType::native(b'b', 1),
        b'c' => DType::native(b'c', size),
        b'B' | b'b' | b'H' | b'h' | b'f' | b'd' => DType::of_typecode(code, size),
        _ => return None,
    };
    Some(Look { dtype, shape, data, writable: true, strides: None })
}

/// Whether the strides are those of the layout, in C order: of axes with one item too, by which ulab
/// may tell.
#[cfg(feature = "write")]
fn is_solid(array: Obj, layout: &NdArray) -> bool {
    let Some(strides) = call::attribute(array, name!(strides)) else { return true };
    let solid = layout.axes().iter().map(|axis| Some(axis.stride));
    // A module of this name may be the program's own.
    let strides = Tuple::of(strides).map_or(&[][..], Tuple::items);
    solid.eq(strides.iter().map(|stride| number(*stride)))
}

/// ulab holds booleans as bytes, and tells only when an item is asked for, or where there is none,
/// when the array is printed.
#[cfg(feature = "write")]
fn has_booleans(array: Obj, layout: &NdArray) -> bool {
    let zero = int::new(0);
    if layout.is_empty() {
        // An array of more dimensions is printed to the console in part.
        let shape = list::new_tuple(&[zero]);
        let line = call::call_method(array, name!(reshape), &[shape]).unwrap_or(array);
        let text = call::call(native_type!(mp_type_str).obj(), &[line]);
        return str::text_or_empty(text).ends_with(b"bool)");
    }
    let index = if layout.dimensions == 1 { zero } else { list::tuple_of(layout.dimensions, |_| zero) };
    // SAFETY: live objects; the index is in range. The answer to a null value is the item.
    // EXCEPTION: none that ulab raises for such an index.
    let item = unsafe { Obj::new(ffi::mp_obj_subscr(array.raw(), index.raw(), SENTINEL as ffi::mp_obj_t)) };
    item == Obj::bool(true) || item == Obj::bool(false)
}

/// `MP_OBJ_SENTINEL`: the item is wanted.
#[cfg(feature = "write")]
const SENTINEL: usize = ffi::mpickle_c_const::SENTINEL as usize;
