//! Heads: what begins an item in either format, with the number behind it.

#[cfg(feature = "cbor")]
use model::float::{HALF, SINGLE};
use model::{Halt, Reader};

/// Which bytes stand for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// MessagePack
    #[cfg(feature = "msgpack")]
    MessagePack,
    /// CBOR: RFC 8949
    #[cfg(feature = "cbor")]
    Cbor,
}

impl Format {
    /// Whether it is CBOR. Known when the program is compiled if it has one format only.
    #[inline(always)]
    pub(crate) const fn is_cbor(self) -> bool {
        #[cfg(feature = "cbor")]
        return matches!(self, Format::Cbor);
        #[cfg(not(feature = "cbor"))]
        false
    }

    /// Whether it is MessagePack.
    #[inline(always)]
    pub(crate) const fn is_msgpack(self) -> bool {
        #[cfg(feature = "msgpack")]
        return matches!(self, Format::MessagePack);
        #[cfg(not(feature = "msgpack"))]
        false
    }
}

/// What a head announces: the first seven are CBOR's major types, in its order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The number itself.
    Uint,
    /// −1 − the number.
    Nint,
    /// So many bytes.
    Bytes,
    /// So many bytes of text.
    Str,
    /// So many items.
    Array,
    /// So many pairs.
    Map,
    /// The number of a tag; one item.
    Tag,
    /// MessagePack's: a code in bits 32 to 39, and so many bytes.
    Ext,
    /// The bits of a double.
    Float,
    /// CBOR's number of a simple value; see [`FALSE`].
    Simple,
    /// The end of what was begun without a length.
    Break,
}

pub(crate) const FALSE: u8 = 20;
pub(crate) const TRUE: u8 = 21;
pub(crate) const NULL: u8 = 22;

/// The start of an item.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    pub(crate) kind: Kind,
    /// No length is given: a break ends it.
    pub(crate) open: bool,
    pub(crate) number: u64,
}

/// A number of 2 to the power of `log` bytes, the highest first.
#[inline(never)]
pub(crate) fn number(r: &mut Reader<'_>, log: u8) -> Result<u64, Halt> {
    Ok(r.take(1 << log)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// The least `log` so that `number` takes 2 to its power bytes.
#[cfg(any(feature = "write", feature = "cbor"))]
#[inline]
pub(crate) fn log_of(number: u64) -> u8 {
    match number {
        0..=0xff => 0,
        0x100..=0xffff => 1,
        0x1_0000..=0xffff_ffff => 2,
        _ => 3,
    }
}

/// The least `log` so that a float of these bits keeps its value in 2 to its power bytes, and its bits
/// there. All NaNs are one.
#[cfg(feature = "cbor")]
pub(crate) fn shortest_float(value: f64) -> (u8, u64) {
    if value.is_nan() {
        return (1, 0x7e00);
    }
    for (log, format) in [(1, HALF), (2, SINGLE)] {
        let narrow = format.narrow(value);
        if format.widen(narrow).to_bits() == value.to_bits() {
            return (log, u64::from(narrow));
        }
    }
    (3, value.to_bits())
}

/// Whether a string of `len` bytes gets the number `index` (the tag stringref): otherwise the reference
/// would not be shorter.
#[cfg(feature = "cbor")]
pub(crate) fn is_numbered(index: usize, len: usize) -> bool {
    let least = match index as u64 {
        0..24 => 3,
        24..0x100 => 4,
        0x100..0x1_0000 => 5,
        0x1_0000..0x1_0000_0000 => 7,
        _ => 11,
    };
    len >= least
}
