//! Types of items: what numpy writes as `'<f4'`.

use micropython::{Obj, str};

/// Kind, size and byte order of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(C, align(4))]
pub struct DType {
    /// `b`ool, `i`nt, `u`nsigned, `f`loat or `c`omplex.
    pub kind: u8,
    /// Bytes an item.
    pub size: u8,
    /// Most significant byte first.
    pub big: bool,
}

/// Whether this machine has the most significant byte first.
const MACHINE: bool = cfg!(target_endian = "big");

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
        // A bit for each size.
        let known = match kind {
            b'b' => 1 << 1,
            b'i' | b'u' => 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8,
            b'f' => 1 << 2 | 1 << 4 | 1 << 8,
            b'c' => 1 << 8 | 1 << 16,
            _ => 0_u32,
        };
        (size <= 16 && known >> size & 1 != 0).then(|| Self::native(kind, size).with_order(order))
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
        self.size == 1 || self.big == MACHINE
    }

    /// Bytes that are turned round together where the byte order differs.
    pub fn unit(self) -> usize {
        let size = self.size as usize;
        if self.kind == b'c' { size / 2 } else { size }
    }

    /// The type code of `array.array` and memoryviews for items of this kind and size.
    pub fn typecode(self) -> Option<u8> {
        // By size.
        let codes = match self.kind {
            b'i' => b"-bh-i---q",
            b'u' => b"-BH-I---Q",
            b'f' => b"----f---d",
            _ => return None,
        };
        codes.get(self.size as usize).copied().filter(|code| *code != b'-')
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
}

/// Turns every `unit` bytes round.
pub fn swap(data: &mut [u8], unit: usize) {
    if unit > 1 {
        data.chunks_exact_mut(unit).for_each(<[u8]>::reverse);
    }
}
