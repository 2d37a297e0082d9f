//! Errors of arrays, and their exceptions.

use micropython::ffi::mpickle_c_class as class;

use crate::raise;

/// One reason to refuse.
#[derive(Clone, Copy)]
pub enum Fault {
    /// A shape that is no tuple of lengths.
    Shape,
    /// More bytes than the machine can count.
    Size,
    /// More dimensions than numpy has.
    Dimensions,
    /// Strides that are no tuple, or lead out of the buffer.
    Strides,
    /// Fewer or more bytes than the shape needs.
    Data,
    /// The shape has another number of items.
    Reshape,
    /// A value that the items cannot hold.
    Value,
    /// An index out of range, or too many.
    Index,
    /// An index that is no int or slice.
    IndexType,
    /// The memory must not be written to.
    ReadOnly,
    /// An object that holds no array any more, or whose buffer has shrunk.
    Gone,
}

/// Texts one after the other: the length of each takes a byte, where a reference takes eight.
macro_rules! texts {
    ($($text:literal)*) => {
        const TEXTS: &str = concat!($($text),*);
        const LENGTHS: &[u8] = &[$($text.len() as u8),*];
    };
}

// By [`Fault`].
texts! {
    "bad shape"
    "array is too big"
    "too many dimensions"
    "bad strides"
    "buffer does not match the shape"
    "cannot reshape array"
    "value does not fit dtype"
    "index out of range"
    "bad index"
    "array is read-only"
    "buffer has shrunk"
}

/// The source of the error: a pickle or the program.
#[derive(Clone, Copy, PartialEq)]
pub enum Blame {
    /// A pickle: UnpicklingError.
    Pickle,
    /// CBOR that is read: CBORDecodeValueError.
    #[cfg(feature = "cbor")]
    Cbor,
    /// MessagePack that is read: UnpackException.
    #[cfg(feature = "msgpack")]
    MessagePack,
    /// The program.
    Program,
}

/// Raises the exception for a fault.
#[cold]
#[inline(never)]
pub fn fail(blame: Blame, fault: Fault) -> ! {
    let class = match (blame, fault) {
        (Blame::Pickle, _) => class::UNPICKLING_ERROR,
        #[cfg(feature = "cbor")]
        (Blame::Cbor, _) => class::CBOR_DECODE_VALUE_ERROR,
        #[cfg(feature = "msgpack")]
        (Blame::MessagePack, _) => class::UNPACK_EXCEPTION,
        (_, Fault::Index) => class::INDEX_ERROR,
        (_, Fault::IndexType | Fault::ReadOnly) => class::TYPE_ERROR,
        (_, Fault::Gone) => class::RUNTIME_ERROR,
        _ => class::VALUE_ERROR,
    };
    let (mut start, mut end) = (0, 0);
    for length in &LENGTHS[..=fault as usize] {
        (start, end) = (end, end + *length as usize);
    }
    // SAFETY: the bounds of a text.
    raise::raise(class, unsafe { TEXTS.get_unchecked(start..end) })
}
