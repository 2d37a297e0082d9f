//! Typed arrays of CBOR: RFC 8746, both ways.
//!
//! The tags 64 to 87 are around the bytes of items, 40 and 1040 around a shape and such an array.

#[cfg(feature = "write")]
use micropython::List;
use micropython::{Obj, buffer, native_type, str};
use model::Error;
#[cfg(feature = "write")]
use tree::Form;

use super::dtype::DType;
use super::fault::Blame;
use super::{NdArray, array, layout, linear, memory, place};
use crate::host::Host;
use crate::host::budget;
use crate::raise;
use crate::types::native::array::native;

/// A shape and an array, the last axis fastest; the first one.
const ROW_MAJOR: u64 = 40;
const COLUMN_MAJOR: u64 = 1040;
/// The tags of items. Their bits: float, signed, least significant byte first, and two of size.
const FIRST: u64 = 64;
const LAST: u64 = 87;
const FLOAT: u64 = 16;
const SIGNED: u64 = 8;
const LITTLE: u64 = 4;
/// Would be a signed byte, least significant byte first.
const RESERVED: u64 = 76;

/// The type of the items behind a tag. None have 16 bytes here.
fn dtype(tag: u64) -> Option<DType> {
    if !(FIRST..=LAST).contains(&tag) || tag == RESERVED {
        return None;
    }
    let float = tag & FLOAT != 0;
    let size = 1 << ((tag & 3) + u64::from(float));
    let kind = match tag & (FLOAT | SIGNED) {
        0 => b'u',
        SIGNED => b'i',
        _ => b'f',
    };
    let order = if tag & LITTLE != 0 { b'<' } else { b'>' };
    (size < 16).then(|| DType::native(kind, size).with_order(order))
}

/// Raises CBORDecodeValueError for content that does not fit its tag.
#[cold]
pub fn unfit(host: &Host) -> ! {
    raise::reading(host.codec, Error::WrongType, host.budget.read, 0)
}

/// The array of a tag around `content`; `None` if it is no tag of arrays, or holds no such array. Raises
/// CBORDecodeValueError.
pub fn read(host: &mut Host, tag: u64, content: Obj) -> Option<Obj> {
    if matches!(tag, ROW_MAJOR | COLUMN_MAJOR) {
        return shaped(host, tag, content);
    }
    let dtype = dtype(tag)?;
    match buffer::bytes(content) {
        Some(data) if str::text(content).is_none() && dtype.divides(data.len()) => {}
        _ => unfit(host),
    }
    let array = linear(dtype, content);
    array.fresh = host.fresh.take() == Some(content);
    array.in_place = host.is_in_place() && memory::is_elsewhere(array.data());
    if !array.in_place {
        array.own();
    }
    Some(place::place(array))
}

/// The array of a list of its shape and of its items in one row.
#[inline(never)]
fn shaped(host: &Host, tag: u64, content: Obj) -> Option<Obj> {
    let [shape, items] = *budget::items(content) else { return None };
    #[cfg_attr(not(feature = "ulab"), allow(unused_variables))]
    let lengths = layout::sequence(shape)?;
    let fortran = tag == COLUMN_MAJOR;
    let line = match array(items) {
        Some(line) => line,
        None if items.is(native_type!(mp_type_array)) => {
            // SAFETY: it is one.
            let code = unsafe { buffer::array(items) }.typecode() as u8;
            linear(native(code), items)
        }
        #[cfg(feature = "ulab")]
        None if super::ulab::is_array_class(items.type_of()) => {
            return super::ulab::shaped(host, items, lengths, fortran);
        }
        None => return None,
    };
    let made = NdArray::laid(line.dtype, None, shape, Blame::Cbor);
    if made.count != line.count || line.dimensions != 1 {
        unfit(host);
    }
    if fortran {
        made.turn(false);
    }
    (made.writable, made.fresh, made.in_place) = (line.writable, line.fresh, line.in_place);
    (made.offset, made.owner) = (line.offset, line.owner);
    Some(made.obj())
}

/// The tag of items of this type, if there is one. Booleans are bytes.
#[cfg(feature = "write")]
fn tag(dtype: DType) -> Option<u64> {
    let log = u64::from(dtype.size.trailing_zeros());
    let kind = match dtype.kind {
        b'u' | b'b' => log,
        b'i' => SIGNED + log,
        b'f' => FLOAT + log - 1,
        _ => return None,
    };
    let order = if dtype.size > 1 && !dtype.big { LITTLE } else { 0 };
    Some(FIRST + kind + order)
}

/// How an array is written: array.array, mpickle.ndarray, ulab's. `None` for anything else, and for arrays of
/// what is no int and no float.
#[cfg(feature = "write")]
#[inline(never)]
pub fn form(obj: Obj) -> Option<Form<Obj>> {
    use super::write::{self, Look};
    if obj.is(native_type!(mp_type_array)) {
        // SAFETY: it is one.
        let code = unsafe { buffer::array(obj) }.typecode() as u8;
        let is_number = b"bBhHiIlLqQfd".contains(&code);
        return is_number.then(|| Form::Data(tag(native(code)).unwrap_or(FIRST), obj));
    }
    let Look { dtype, shape, data, strides, .. } = match array(obj) {
        Some(array) => write::look(array),
        #[cfg(feature = "ulab")]
        None => super::ulab::look(obj)?,
        #[cfg(not(feature = "ulab"))]
        None => return None,
    };
    let tag = tag(dtype)?;
    if layout::sequence(shape).is_some_and(|lengths| lengths.len() == 1) {
        return Some(Form::Data(tag, data));
    }
    let order = if strides.is_some() { COLUMN_MAJOR } else { ROW_MAJOR };
    Some(Form::Tag(order, List::new(&[shape, linear(dtype, data).obj()]).obj()))
}
