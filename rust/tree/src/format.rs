//! Heads: what begins an item in either format, with the number behind it.

#[cfg(feature = "cbor")]
use model::float::{HALF, SINGLE};

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

/// The kinds of items that a head announces. Bytes, because tables hold them.
pub(crate) mod kind {
    // CBOR's major types, in its order.

    /// The number itself.
    pub const UINT: u8 = 0;
    /// −1 − the number.
    pub const NINT: u8 = 1;
    /// So many bytes.
    pub const BYTES: u8 = 2;
    /// So many bytes of text.
    pub const STR: u8 = 3;
    /// So many items.
    pub const ARRAY: u8 = 4;
    /// So many pairs.
    pub const MAP: u8 = 5;
    /// The number of a tag; one item.
    pub const TAG: u8 = 6;

    /// A simple value, by CBOR's number: see [`super::FALSE`].
    pub const SIMPLE: u8 = 7;
    /// MessagePack's: so many bytes, and a code.
    pub const EXT: u8 = 0x0e;
    /// The bits of a double.
    pub const FLOAT: u8 = 9;
    /// The end of what was begun without a length.
    pub const BREAK: u8 = 10;

    /// With one of the others: no length is given, a break ends it.
    pub const OPEN: u8 = 0x10;
}

pub(crate) const FALSE: u8 = 20;
pub(crate) const TRUE: u8 = 21;
pub(crate) const NULL: u8 = 22;

/// Moves `bytes[from..end]` to `to`, which comes before or after; returns where it ends there.
#[inline(never)]
pub(crate) fn move_bytes(bytes: &mut [u8], from: usize, end: usize, to: usize) -> usize {
    bytes.copy_within(from..end, to);
    to + (end - from)
}

/// The least `log` so that `number` takes 2 to its power bytes.
#[cfg(any(feature = "write", feature = "cbor"))]
pub(crate) fn log_of(number: u64) -> u8 {
    let high = (number >> 32) as u32;
    match number as u32 {
        _ if high > 0 => 3,
        0..=0xff => 0,
        0x100..=0xffff => 1,
        _ => 2,
    }
}

/// The least `log` so that a float keeps its value in 2 to its power bytes, and its bits there. All NaNs
/// are one.
#[cfg(feature = "cbor")]
#[inline(never)]
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
    let least = match index {
        0..24 => 3,
        24..0x100 => 4,
        0x100..0x1_0000 => 5,
        // More than four bytes are never needed.
        _ => 7,
    };
    len >= least
}
