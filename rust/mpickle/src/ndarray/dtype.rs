//! Types of items, which numpy writes as `'<f4'`.

use core::num::NonZero;

use micropython::{HeapVec, Obj, str};
use model::text::write_uint;

use crate::host::memory::Memory;

/// Kind, size and byte order of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(C, align(4))]
pub struct DType {
    /// `b`ool, `i`nt, `u`nsigned, `f`loat, `c`omplex, `M` or `m` for times. No numbers: `U` for text, `S` for
    /// bytes, `O` for objects, `V` for records.
    pub kind: u8,
    /// Bytes an item; where these are no numbers, bytes of one of the units that an item is made of.
    pub size: u8,
    /// Most significant byte first; single bytes have no order.
    pub big: bool,
    /// Of times: 0 for none, else 1 more than the index in [`UNITS`].
    unit: u8,
}

/// Units of times, two letters each.
const UNITS: &[u8; 26] = b"Y M W D h m s msusnspsfsas";

/// Long names of numbers; their sizes are in bits.
const LONG: [&[u8]; 6] = [b"int", b"uint", b"float", b"complex", b"datetime", b"timedelta"];

/// Whether this machine has the most significant byte first.
const MACHINE: bool = cfg!(target_endian = "big");

/// All there are: kind, size, and the type code of `array.array` and memoryviews. Those that have
/// one go first, in the order in which CPython's `array` module numbers its formats.
const TYPES: [(u8, u8, u8); 16] = [
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
    (b'M', 8, b'q'),
    (b'm', 8, b'q'),
];

/// Most letters of a name: order, kind, number and unit.
const LONGEST_NAME: usize = 2 + 20 + 4;

/// How many of them have a type code.
const FORMATS: usize = 10;

impl DType {
    /// A double in the machine's byte order.
    pub const DOUBLE: Self = Self::native(b'f', 8);

    /// Bytes that are no numbers.
    #[cfg(feature = "msgpack")]
    pub const RAW: Self = Self::native(b'V', 1);

    /// This kind and size in the machine's byte order.
    pub const fn native(kind: u8, size: u8) -> Self {
        Self { kind, size, big: MACHINE && size > 1, unit: 0 }
    }

    /// Out of `f4`, `<f4`, `|b1`, `?`, `float32`, `M8[ns]` and the like. Where these are no numbers, `U5` for
    /// example, comes with how many units an item has; `None` for what is no type at all.
    pub fn parse(text: &[u8]) -> Option<(Self, Option<usize>)> {
        let (order, rest) = match text {
            [order @ (b'<' | b'>' | b'=' | b'|'), rest @ ..] => (*order, rest),
            _ => (b'=', text),
        };
        let letters = rest.iter().take_while(|byte| !byte.is_ascii_digit()).count();
        let (stem, mut rest) = rest.split_at(letters);
        let mut number = 0usize;
        while let [digit @ b'0'..=b'9', tail @ ..] = rest {
            number = number.checked_mul(10)?.checked_add((digit - b'0') as usize)?;
            rest = tail;
        }
        let (kind, size) = match stem {
            b"?" | b"bool" if number == 0 => (b'b', 1),
            [kind] => (*kind, number),
            _ if !LONG.contains(&stem) || !number.is_multiple_of(8) => return None,
            [b'd', ..] => (b'M', number / 8),
            [b't', ..] => (b'm', number / 8),
            [kind, ..] => (*kind, number / 8),
            [] => return None,
        };
        let unit = match rest {
            [] => None,
            [b'[', unit @ .., b']'] => Some(unit),
            _ => return None,
        };
        let (dtype, count) = match kind {
            b'U' => (Self::native(kind, 4), Some(number)),
            b'S' | b'V' => (Self::native(kind, 1), Some(number)),
            // As many as fit into any record.
            b'O' => (Self::native(kind, 1), Some(1)),
            _ => (Self::native(kind, u8::try_from(size).ok()?), None),
        };
        if count.is_none() {
            dtype.position()?;
        }
        let dtype = dtype.with_order(order);
        Some((if let Some(unit) = unit { dtype.with_unit(unit)? } else { dtype }, count))
    }

    /// The name of the built-in class for numbers of a numpy class of this name.
    pub fn class_name(name: &[u8]) -> Option<&[u8]> {
        let end = name.iter().rposition(|byte| !byte.is_ascii_digit() && *byte != b'_')?;
        let stem = &name[..=end];
        match stem {
            b"uint" | b"datetime" | b"timedelta" => Some(b"int"),
            _ => (stem.len() < name.len() || name == b"bool").then_some(stem),
        }
    }

    /// Its index in [`TYPES`].
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

    /// As numpy's `dtype.str`: a str. In short, single bytes have no sign for their order. `count` is how many
    /// units an item has, if it is no number.
    pub fn name(self, count: Option<usize>, short: bool) -> Obj {
        let mut text = Memory(HeapVec::<u8>::with_capacity(LONGEST_NAME));
        self.push_name(count, short, &mut text);
        let name = str::new_str(text.0.as_slice());
        text.0.release();
        name
    }

    // Apart, as it needs the C stack that making objects needs.
    #[inline(never)]
    fn push_name(self, count: Option<usize>, short: bool, memory: &mut Memory<u8>) {
        let text = &mut memory.0;
        match (self.size, self.big) {
            (1, _) if short => {}
            (1, _) => text.push(b'|'),
            (_, false) => text.push(b'<'),
            (_, true) => text.push(b'>'),
        }
        text.push(self.kind);
        if self.kind != b'O' {
            let Ok(()) = write_uint(memory, count.unwrap_or(self.size as usize));
        }
        let text = &mut memory.0;
        if let Some(unit) = UNITS.chunks_exact(2).nth((self.unit as usize).wrapping_sub(1)) {
            text.push(b'[');
            text.extend(unit.trim_ascii_end());
            text.push(b']');
        }
    }

    /// Whether items are bools or ints.
    pub fn is_whole(self) -> bool {
        !matches!(self.kind, b'f' | b'c')
    }

    /// Whether items can be negative.
    pub fn is_signed(self) -> bool {
        self.kind == b'i' || self.is_time()
    }

    /// Whether items are points in time, or lengths of it.
    pub fn is_time(self) -> bool {
        matches!(self.kind, b'M' | b'm')
    }

    /// Whether items are numbers.
    pub fn is_number(self) -> bool {
        !matches!(self.kind, b'U' | b'S' | b'O' | b'V')
    }

    /// The same with the unit of this name, as numpy has it. `None` if there is no such unit.
    pub fn with_unit(self, name: &[u8]) -> Option<Self> {
        let mut units = UNITS.chunks_exact(2);
        let unit = match name {
            b"generic" => 0,
            _ => 1 + units.position(|unit| unit.trim_ascii_end() == name)? as u8,
        };
        self.is_time().then_some(Self { unit, ..self })
    }

    /// Whether items are as the machine has them.
    pub fn is_native(self) -> bool {
        self.size == 1 || self.big == MACHINE
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
        Some(Self { big: number % 2 == 1 && size > 1, ..Self::native(kind, size) })
    }
}
