//! ulab's arrays, through ulab's Python interface only: any build of it will do.

use micropython::{HeapVec, Obj, Qstr, buffer, call, ffi, int, list, str};

use super::dtype::DType;
use super::fault::Fault;
use super::memory::{self, Payload};
use super::{Parts, item, layout};
use crate::find;
use crate::host::name;

/// `ulab.numpy`, on a firmware that has it.
fn numpy() -> Option<Obj> {
    call::attribute(find::loaded(name!(ulab))?, name!(numpy))
}

/// The most dimensions of this build: its version reads `6.7.0-2D-c`.
fn max_dimensions() -> usize {
    let version = find::loaded(name!(ulab)).and_then(|ulab| call::attribute(ulab, name!(__version__)));
    let text = version.and_then(str::text).unwrap_or_default();
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
    match (dtype.kind, dtype.size) {
        (b'b', _) => Some((dtype, b'?')),
        (b'u', 1) => Some((dtype, b'B')),
        (b'i', 1) => Some((dtype, b'b')),
        (b'u', 2) => Some((DType::native(b'u', 2), b'H')),
        (b'i', 2) => Some((DType::native(b'i', 2), b'h')),
        (b'c', _) => Some((DType::native(b'c', 2 * size), code(numpy, name!(complex))?)),
        _ => Some((DType::native(b'f', size), real)),
    }
}

/// The array as one of ulab's, if there is ulab and it has such arrays.
pub fn make(parts: &Parts, payload: Payload) -> Result<Option<Obj>, Fault> {
    let Some(numpy) = numpy() else { return Ok(None) };
    let dimensions = parts.shape().len();
    if dimensions == 0 || dimensions > max_dimensions() {
        return Ok(None);
    }
    let Some((dtype, code)) = target(numpy, parts.dtype) else { return Ok(None) };
    let same = dtype.kind == parts.dtype.kind && dtype.size == parts.dtype.size;
    // The axes the other way round are the same memory in C order.
    let fortran = same && !parts.is_contiguous(false) && parts.is_contiguous(true);
    let data = if payload.in_place {
        let fits = same && parts.dtype.is_native() && super::place::fills(parts, payload);
        if !fits || !payload.suits_ulab(parts.dtype.unit() as u8) {
            return Ok(None);
        }
        payload.obj
    } else if same {
        items(parts, payload, fortran)?
    } else {
        let Some(data) = converted(parts, payload, dtype)? else { return Ok(None) };
        data
    };
    let Some(frombuffer) = call::attribute(numpy, name!(frombuffer)) else { return Ok(None) };
    let flat = call::call_kw(frombuffer, 1, &[data, name!(dtype).obj(), int::new(code.into())]);
    if dimensions == 1 {
        return Ok(Some(flat));
    }
    let mut shape = HeapVec::<Obj>::default();
    for at in 0..dimensions {
        let axis = if fortran { dimensions - 1 - at } else { at };
        shape.push(int::new(parts.shape()[axis] as ffi::mp_int_t));
    }
    let shape = list::new_tuple(shape.as_slice());
    let made = call::call_method(flat, name!(reshape), &[shape]);
    if fortran { Ok(made.and_then(|made| call::attribute(made, name!(T)))) } else { Ok(made) }
}

/// Items as they are, in memory that an array can refer to.
fn items(parts: &Parts, payload: Payload, fortran: bool) -> Result<Obj, Fault> {
    let len = layout::bytes(parts.shape(), parts.dtype.size)?;
    let data = payload.bytes()?;
    let whole = parts.offset == 0 && len == data.len();
    if whole && (fortran || parts.is_contiguous(false)) {
        let shared = buffer::is_writable(payload.obj) && memory::is_block(data) && parts.dtype.is_native();
        if shared {
            return Ok(payload.obj);
        }
        let ours = payload.owned()?;
        ours.make_native(parts.dtype)?;
        return Ok(ours.obj);
    }
    let mut copy = memory::gather(data, parts.dtype.size, parts.shape(), parts.strides(), parts.offset)?;
    super::dtype::swap(copy.as_mut_slice(), if parts.dtype.is_native() { 1 } else { parts.dtype.unit() });
    Ok(buffer::adopt_bytearray(&mut copy))
}

/// Items as floats of this build; `None` if an integer would be rounded.
fn converted(parts: &Parts, payload: Payload, dtype: DType) -> Result<Option<Obj>, Fault> {
    let exact = if dtype.size == 4 { 1u64 << 24 } else { 1 << 53 };
    let data = payload.bytes()?;
    let mut out = HeapVec::<u8>::default();
    out.reserve_exact(layout::bytes(parts.shape(), dtype.size)?);
    let mut walk = layout::Walk::new(parts.shape(), parts.strides(), parts.offset);
    while let Some(at) = walk.next() {
        let value = data.get(at..at + parts.dtype.size as usize).ok_or(Fault::Data)?;
        let value = item::read(parts.dtype, value);
        let rounded = match value {
            item::Value::Int(value) => value.unsigned_abs() > exact,
            item::Value::Large(_) => true,
            _ => false,
        };
        if rounded {
            out.release();
            return Ok(None);
        }
        out.extend(&item::write(dtype, value)?[..dtype.size as usize]);
    }
    Ok(Some(buffer::adopt_bytearray(&mut out)))
}

/// Whether this is the class of ulab's arrays.
#[cfg(feature = "write")]
pub fn is_array_class(class: micropython::Type) -> bool {
    class.name() == name!(ndarray)
        && numpy().and_then(|numpy| call::attribute(numpy, name!(ndarray))) == Some(class.obj())
}

/// Type, shape and items (in C order) of one of ulab's arrays, the items as an object with the
/// buffer protocol.
#[cfg(feature = "write")]
pub fn look(array: Obj) -> Option<(DType, Obj, Obj)> {
    let shape = call::attribute(array, name!(shape))?;
    let size = u8::try_from(call::attribute(array, name!(itemsize))?.small_int()?).ok()?;
    let array =
        if is_solid(array, shape, size) { array } else { call::call_method(array, name!(copy), &[])? };
    let data = match buffer::bytes(array) {
        Some(_) => array,
        None => call::call_method(array, name!(tobytes), &[])?,
    };
    // Some builds have objects for dtypes; the buffer protocol then tells the code.
    let code = call::attribute(array, name!(dtype)).and_then(Obj::small_int);
    let code = code.and_then(|code| u8::try_from(code).ok()).or_else(|| buffer::typecode(data))?;
    let dtype = match code {
        b'B' if has_booleans(array, shape) => DType::native(b'b', 1),
        b'?' => DType::native(b'b', 1),
        b'B' | b'H' => DType::native(b'u', size),
        b'b' | b'h' => DType::native(b'i', size),
        b'f' | b'd' => DType::native(b'f', size),
        b'c' => DType::native(b'c', size),
        _ => return None,
    };
    Some((dtype, shape, data))
}

/// Whether the items follow each other in C order.
#[cfg(feature = "write")]
fn is_solid(array: Obj, shape: Obj, size: u8) -> bool {
    let Some(strides) = call::attribute(array, name!(strides)) else { return true };
    let (mut lengths, mut steps) = (HeapVec::default(), HeapVec::default());
    let read = layout::read_shape(shape, false, &mut lengths).and(layout::read_numbers(strides, &mut steps));
    read.is_ok() && layout::is_contiguous(lengths.as_slice(), steps.as_slice(), size, false)
}

/// ulab holds booleans as bytes, and tells only when an item is asked for.
#[cfg(feature = "write")]
fn has_booleans(array: Obj, shape: Obj) -> bool {
    let mut index = HeapVec::<Obj>::default();
    for length in list::tuple_items(shape) {
        if length.small_int() == Some(0) {
            return false;
        }
        index.push(int::new(0));
    }
    let index = if index.len() == 1 { index.as_slice()[0] } else { list::new_tuple(index.as_slice()) };
    // SAFETY: live objects; the index is in range. The answer to a null value is the item.
    // EXCEPTION: none that ulab raises for such an index.
    let item = unsafe { Obj::new(ffi::mp_obj_subscr(array.raw(), index.raw(), SENTINEL as ffi::mp_obj_t)) };
    item == Obj::bool(true) || item == Obj::bool(false)
}

/// `MP_OBJ_SENTINEL`: the item is wanted.
#[cfg(feature = "write")]
const SENTINEL: usize = ffi::mpickle_c_const::SENTINEL as usize;
