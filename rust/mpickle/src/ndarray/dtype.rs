//! Types of items: what numpy writes as `'<f4'`.

use core::num::NonZero;

use micropython::{Obj, str};

/// Kind, size and byte order of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(C, align(4))]
pub struct DType {
    /// `b`ool, `i`nt, `u`nsigned, `f`loat or `c`omplex.
    pub kind: u8,
    /// Bytes an item.
    pub size: u8,
    /// Most significant byte first; single bytes have no order.
    pub big: bool,
}

/// Whether this machine has the most significant byte first.
const MACHINE: bool = cfg!(target_endian = "big");

/// All there are: kind, size, and the type code of `array.array` and memoryviews. Those that have
/// one go first, in the order in which CPython's `array` module numbers its formats.
const TYPES: [(u8, u8, u8); 14] = [
    (b'u', 1, b'B'),
    (b'i', 1, b'b'),
    (b'u', 2, b'H'),
    (b'i', 2, b'h'),
    (b'u', 4, b'I'),
    (b'i', 4, b'i'),
    (b'u', 8, b'Q'),
    (b'i', 8, b'q'),
    (b'f', 4, b'f'),
    (b'f', 8, b'd'),
    (b'f', 2, 0),
    (b'c', 8, 0),
    (b'c', 16, 0),
    (b'b', 1, 0),
];

/// How many of them have a type code.
const FORMATS: usize = 10;

impl DType {
    /// A double in the machine's byte order.
    pub const DOUBLE: Self = Self::native(b'f', 8);

    /// This kind and size in the machine's byte order.
    pub const fn native(kind: u8, size: u8) -> Self {
        Self { kind, size, big: MACHINE && size > 1 }
    }

    /// Out of `f4`, `<f4`, `|b1`, `?` and the like; `None` for what is no number.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (order, rest) = match text {
            [order @ (b'<' | b'>' | b'=' | b'|'), rest @ ..] => (*order, rest),
            _ => (b'=', text),
        };
        let (kind, size) = match rest {
            [b'?'] => (b'b', 1),
            [kind, b'1', b'6'] => (*kind, 16),
            [kind, digit] => (*kind, digit.wrapping_sub(b'0')),
            _ => return None,
        };
        let dtype = Self::native(kind, size);
        dtype.position()?;
        Some(dtype.with_order(order))
    }

    /// Where it stands among [`TYPES`].
    fn position(self) -> Option<usize> {
        TYPES.iter().position(|known| known.0 == self.kind && known.1 == self.size)
    }

    /// The same in the byte order of this sign; single bytes have none.
    pub fn with_order(self, order: u8) -> Self {
        let big = match order {
            b'<' => false,
            b'>' => true,
            _ => MACHINE,
        };
        Self { big: big && self.size > 1, ..self }
    }

    /// As numpy's `dtype.str`: a str. In short, single bytes have no sign for their order.
    pub fn name(self, short: bool) -> Obj {
        let order = match (self.size, self.big) {
            (1, _) => b'|',
            (_, false) => b'<',
            (_, true) => b'>',
        };
        let (tens, ones) = if self.size == 16 { (b'1', b'6') } else { (b'0' + self.size, 0) };
        let text = [order, self.kind, tens, ones];
        str::new_str(&text[usize::from(short && self.size == 1)..if ones > 0 { 4 } else { 3 }])
    }

    /// Whether items are bools or ints.
    pub fn is_whole(self) -> bool {
        !matches!(self.kind, b'f' | b'c')
    }

    /// Whether items are as the machine has them.
    pub fn is_native(self) -> bool {
        self == Self::native(self.kind, self.size)
    }

    /// Whether so many bytes are whole items: all sizes are powers of two.
    pub fn divides(self, bytes: usize) -> bool {
        bytes & (self.size as usize - 1) == 0
    }

    /// Bytes that are turned round together where the byte order differs.
    pub fn unit(self) -> usize {
        let size = self.size as usize;
        if self.kind == b'c' { size / 2 } else { size }
    }

    /// Turns items round that are in the other byte order.
    pub fn swap(self, data: &mut [u8]) {
        let (unit, mut rest) = (self.unit(), data);
        while rest.len() >= unit {
            let (item, others) = rest.split_at_mut(unit);
            item.reverse();
            rest = others;
        }
    }

    /// The type code of `array.array` and memoryviews for items of this kind and size.
    pub fn typecode(self) -> Option<NonZero<u8>> {
        NonZero::new(TYPES[self.position()?].2)
    }

    /// The type of the items of an array of this type code, in the machine's byte order.
    pub fn of_typecode(code: u8, size: u8) -> Self {
        let kind = match code {
            b'f' | b'd' => b'f',
            b'a'..=b'z' => b'i',
            _ => b'u',
        };
        Self::native(kind, size)
    }

    /// The number of the format in CPython's `array` module (`Modules/arraymodule.c`), where all but
    /// single bytes have two: little-endian first.
    #[cfg(feature = "write")]
    pub fn format(self) -> Option<usize> {
        let at = self.position()?;
        Some(if at < 2 { at } else { 2 * at - 2 + usize::from(self.big) })
    }

    /// The type of this number.
    pub fn of_format(number: usize) -> Option<Self> {
        let at = if number < 2 { number } else { number / 2 + 1 };
        let (kind, size, _) = *TYPES[..FORMATS].get(at)?;
        Some(Self { kind, size, big: number % 2 == 1 && size > 1 })
    }
}
