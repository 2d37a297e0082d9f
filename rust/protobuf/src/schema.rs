//! Schemas: which fields messages have.
//!
//! A schema is a table of bytes, all of whose numbers are little-endian:
//!
//! | bytes | |
//! |---|---|
//! | 4 | `MPB`, and the version of the table: 1 |
//! | 1 | flags: 1 for the defaults of proto3, 2 if a field of another wire type is an unknown field |
//! | 1 | reserved: 0 |
//! | 2 | how many messages and enums there are; the first of them is the schema's own |
//! | 4 for each | which entry is its first (2 bytes), and how many it has |
//! | 12 for each entry | number (4), kind (1), label and flags (1: 16 for a varint of 32 bits, 32 for a closed enum, 64 if a default value stands behind its name), message or enum of its own (2), where its name begins in the table (2), bytes of the name (1), number of its oneof (1) |
//! | | names, in UTF-8; default values: 8 bytes with the bits of a number, or the length of a string (2) and its bytes |
//!
//! The entries of an enum are its values, each with its number and name. A map has the fields 1, the key, and
//! 2, the value. A table that was compiled by the program that uses it has no names: its objects have.

/// An error in the bytes of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSchema {
    /// It is no table, or of another version.
    NoTable,
    /// It ends too early.
    Short,
    /// An entry, which has this number, has a kind, a label or a number that there is not, or points to nothing.
    Entry(u16),
    /// A message, which has this number, has entries that there are not.
    Message(u16),
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// `double`
    Double = b'd',
    /// `float`
    Float = b'f',
    /// `int32`, `int64`: a varint in two's complement.
    Int = b't',
    /// `uint32`, `uint64`
    Uint = b'T',
    /// `sint32`, `sint64`: a varint in zigzag.
    Sint = b'z',
    /// `sfixed32`
    Sfixed32 = b'i',
    /// `fixed32`
    Fixed32 = b'I',
    /// `sfixed64`
    Sfixed64 = b'q',
    /// `fixed64`
    Fixed64 = b'Q',
    /// `bool`
    Bool = b'b',
    /// `string`
    String = b'U',
    /// `bytes`
    Bytes = b'a',
    /// A message with its length.
    Message = b'[',
    /// A message between the tags of a group.
    Group = b'{',
    /// A map: messages of a key and a value.
    Map = b'm',
    /// An enum.
    Enum = b'e',
    /// Nothing: a name without a field.
    Empty = b'x',
}

impl Kind {
    /// The kind of this letter, which is its byte in a table.
    #[must_use]
    pub const fn of(letter: u8) -> Option<Self> {
        Some(match letter {
            b'd' => Self::Double,
            b'f' => Self::Float,
            b't' => Self::Int,
            b'T' => Self::Uint,
            b'z' => Self::Sint,
            b'i' => Self::Sfixed32,
            b'I' => Self::Fixed32,
            b'q' => Self::Sfixed64,
            b'Q' => Self::Fixed64,
            b'b' => Self::Bool,
            b'U' => Self::String,
            b'a' => Self::Bytes,
            b'[' => Self::Message,
            b'{' => Self::Group,
            b'm' => Self::Map,
            b'e' => Self::Enum,
            b'x' => Self::Empty,
            _ => return None,
        })
    }

    /// The wire type of one value: 0 for a varint, 1 for 8 bytes, 2 for a length and bytes, 3 for a group, 5 for
    /// 4 bytes.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    #[must_use]
    pub const fn wire(self) -> u8 {
        match self {
            Self::Int | Self::Uint | Self::Sint | Self::Bool | Self::Enum => wire::VARINT,
            Self::Double | Self::Sfixed64 | Self::Fixed64 => wire::I64,
            Self::Float | Self::Sfixed32 | Self::Fixed32 => wire::I32,
            Self::Group => wire::GROUP,
            Self::String | Self::Bytes | Self::Message | Self::Map | Self::Empty => wire::LEN,
        }
    }

    /// Whether many of them can stand behind one tag.
    #[must_use]
    pub const fn is_packable(self) -> bool {
        // Neither a length nor a group.
        !matches!(self.wire(), wire::LEN | wire::GROUP)
    }

    /// Whether a field of this kind has a message or an enum of its own.
    #[must_use]
    pub const fn has_own(self) -> bool {
        matches!(self, Self::Message | Self::Group | Self::Map | Self::Enum)
    }
}

/// Wire types, the low three bits of a tag.
pub(crate) mod wire {
    pub const VARINT: u8 = 0;
    pub const I64: u8 = 1;
    pub const LEN: u8 = 2;
    pub const GROUP: u8 = 3;
    pub const END: u8 = 4;
    pub const I32: u8 = 5;
}

/// Whether text, which is UTF-8 otherwise, has halves of surrogate pairs.
#[inline]
pub(crate) fn has_surrogates(text: &[u8]) -> bool {
    // Most has no such byte at all, and is gone through quickly: by words where that takes little flash.
    let is_plain = cfg!(target_pointer_width = "64") && text.is_ascii();
    !is_plain && text.contains(&0xed) && text.windows(2).any(|pair| pair[0] == 0xed && pair[1] >= 0xa0)
}

/// How often a field comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Label {
    /// Once or not at all; that it is not there can be told from its default value.
    Optional = 0,
    /// Once.
    Required = 1,
    /// Any number of times, each with a tag.
    Repeated = 2,
    /// Any number of times behind one tag.
    Packed = 3,
    /// Once; its default value is not written, and is what it has when it does not come (proto3).
    Implicit = 4,
}

/// The largest number of a field.
pub(crate) const MOST_NUMBER: u32 = (1 << 29) - 1;
/// Bytes of the parts of a table.
const HEAD: usize = 8;
const PER_MESSAGE: usize = 4;
const PER_ENTRY: usize = 12;
/// In the byte of the label: the number has 32 bits.
pub(crate) const NARROW: u8 = 0x10;

/// Of a field's label byte: its enum is closed.
const CLOSED: u8 = 0x20;
/// A default value stands behind its name.
const DEFAULT: u8 = 0x40;

/// A field of a message, or a value of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its number; of an enum's value the value, in two's complement.
    pub number: u32,
    /// Its type.
    pub kind: Kind,
    /// How often it comes.
    pub label: Label,
    /// A varint of 32 bits: `int32`, `uint32`, `sint32`. More bits are cut off.
    pub narrow: bool,
    /// An enum that has the values of its schema and no others, as in proto2: a value that it has not is an unknown field.
    pub closed: bool,
    /// The number of its message or enum in the schema, if its kind has one.
    pub own: u16,
    /// Fields of one message that have the same number here, which is not 0, are one oneof.
    pub oneof: u8,
    /// The place and the length of the name in the table.
    pub(crate) name: (u16, u8),
}

impl Field {
    /// Whether it has any number of values.
    #[must_use]
    pub const fn is_repeated(&self) -> bool {
        matches!(self.label, Label::Repeated | Label::Packed)
    }
}

/// Which entries of the table are the fields of a message, or the values of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// The number of the first one.
    pub first: u16,
    /// How many there are.
    pub count: u16,
}

impl Message {
    /// A message without fields.
    pub(crate) const NONE: Self = Self { first: 0, count: 0 };

    /// The numbers of its entries.
    #[inline]
    #[must_use]
    pub const fn entries(self) -> core::ops::Range<u16> {
        self.first..self.first + self.count
    }
}

/// A schema over its table.
#[derive(Clone, Copy, Debug)]
pub struct Schema<'a>(&'a [u8]);

impl<'a> Schema<'a> {
    /// A table that was checked once.
    #[inline]
    #[must_use]
    pub const fn new(table: &'a [u8]) -> Self {
        Self(table)
    }

    /// A table of bytes from elsewhere: after this nothing in it leads outside of it.
    ///
    /// # Errors
    /// The error in the table.
    pub fn check(table: &'a [u8]) -> Result<Self, BadSchema> {
        let schema = Self(table);
        if table.len() < HEAD || &table[..4] != b"MPB\x01" || table[5] != 0 {
            return Err(BadSchema::NoTable);
        }
        let messages = schema.messages();
        let mut entries = 0;
        if messages == 0 || table.len() < HEAD + usize::from(messages) * PER_MESSAGE {
            return Err(BadSchema::Short);
        }
        for at in 0..messages {
            // They stand one after the other, so that none is in two messages.
            let message = schema.message(at);
            if message.first != entries {
                return Err(BadSchema::Message(at));
            }
            entries = entries.checked_add(message.count).ok_or(BadSchema::Message(at))?;
        }
        if table.len() < schema.entry_at(entries) {
            return Err(BadSchema::Short);
        }
        for at in 0..entries {
            schema.check_entry(at, messages).ok_or(BadSchema::Entry(at))?;
        }
        Ok(schema)
    }

    fn check_entry(self, at: u16, messages: u16) -> Option<()> {
        let bytes = self.entry(at);
        let kind = Kind::of(bytes[4])?;
        if bytes[5] & !(NARROW | CLOSED | DEFAULT | 7) != 0 || bytes[5] & 7 > Label::Implicit as u8 {
            return None;
        }
        let field = self.field(at);
        let end = usize::from(field.name.0) + usize::from(field.name.1);
        if end > self.0.len() || kind.has_own() && field.own >= messages {
            return None;
        }
        // The values of enums have no kind, and any number.
        if kind != Kind::Empty && !(1..=MOST_NUMBER).contains(&field.number) {
            return None;
        }
        // A message has no default value: one that has itself would have no end.
        if field.label == Label::Implicit && kind.has_own() && kind != Kind::Enum {
            return None;
        }
        if bytes[5] & DEFAULT != 0 {
            let single = matches!(field.label, Label::Optional | Label::Required);
            let has_value = kind.is_packable() || matches!(kind, Kind::String | Kind::Bytes);
            (single && has_value && self.default_of(at).is_some()).then_some(())?;
        }
        if kind == Kind::Map {
            let entry = self.message(field.own);
            let (key, value) = (self.field(entry.first), self.field(entry.first + 1));
            let known = entry.count == 2 && key.number == 1 && value.number == 2;
            let single = !key.is_repeated() && !value.is_repeated();
            // A key is no float, message or bytes.
            let hashable = key.kind.is_packable() && !matches!(key.kind, Kind::Double | Kind::Float)
                || key.kind == Kind::String;
            let once = field.label == Label::Optional;
            (known && single && hashable && once && value.kind != Kind::Map).then_some(())?;
        }
        if field.label == Label::Packed {
            kind.is_packable().then_some(())?;
        }
        Some(())
    }

    /// Whether fields have the default values of proto3.
    #[inline]
    #[must_use]
    pub fn is_proto3(self) -> bool {
        self.0[4] & 1 != 0
    }

    /// Whether a field with another wire type than the schema has is an unknown field; otherwise it is an error.
    #[inline]
    #[must_use]
    pub fn is_lenient(self) -> bool {
        self.0[4] & 2 != 0
    }

    /// How many messages and enums there are.
    #[inline]
    #[must_use]
    pub fn messages(self) -> u16 {
        u16::from_le_bytes([self.0[6], self.0[7]])
    }

    /// How many entries there are.
    #[must_use]
    pub fn entries(self) -> u16 {
        let last = self.message(self.messages() - 1);
        last.first + last.count
    }

    /// A message or an enum.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    #[must_use]
    pub fn message(self, at: u16) -> Message {
        let start = HEAD + usize::from(at) * PER_MESSAGE;
        let [a, b, c, d] = *self.array(start);
        Message { first: u16::from_le_bytes([a, b]), count: u16::from_le_bytes([c, d]) }
    }

    /// The place at which an entry begins.
    #[inline]
    fn entry_at(self, at: u16) -> usize {
        HEAD + usize::from(self.messages()) * PER_MESSAGE + usize::from(at) * PER_ENTRY
    }

    #[inline]
    fn entry(self, at: u16) -> &'a [u8; PER_ENTRY] {
        self.array(self.entry_at(at))
    }

    #[inline]
    fn array<const N: usize>(self, start: usize) -> &'a [u8; N] {
        // Tables are checked: there are as many bytes.
        self.0[start..].first_chunk().unwrap_or(&[0; N])
    }

    /// A field, or a value of an enum.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    #[must_use]
    pub fn field(self, at: u16) -> Field {
        let [a, b, c, d, kind, label, own, own_high, name, name_high, len, oneof] = *self.entry(at);
        Field {
            number: u32::from_le_bytes([a, b, c, d]),
            kind: Kind::of(kind).unwrap_or(Kind::Empty),
            label: match label & 7 {
                0 => Label::Optional,
                1 => Label::Required,
                2 => Label::Repeated,
                3 => Label::Packed,
                _ => Label::Implicit,
            },
            narrow: label & NARROW != 0,
            closed: label & CLOSED != 0,
            own: u16::from_le_bytes([own, own_high]),
            oneof,
            name: (u16::from_le_bytes([name, name_high]), len),
        }
    }

    /// The number of a field, or of an enum's value.
    #[inline]
    #[must_use]
    pub fn number(self, at: u16) -> u32 {
        u32::from_le_bytes(*self.array(self.entry_at(at)))
    }

    /// The entry of this number in a message or an enum, looked for from the entry `from` on: fields mostly come in
    /// their order.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    #[must_use]
    pub fn find(self, message: Message, number: u32, from: u16) -> Option<u16> {
        let end = message.first + message.count;
        let from = if (message.first..end).contains(&from) { from } else { message.first };
        (from..end).chain(message.first..from).find(|at| self.number(*at) == number)
    }

    /// The default value of a field, if the schema has one: the bits of a number in 8 bytes, or the bytes of a string.
    #[inline]
    pub(crate) fn default_of(self, at: u16) -> Option<&'a [u8]> {
        if self.entry(at)[5] & DEFAULT == 0 {
            return None;
        }
        let field = self.field(at);
        let rest = self.0.get(usize::from(field.name.0) + usize::from(field.name.1)..)?;
        if field.kind.is_packable() {
            return rest.get(..8);
        }
        let (len, rest) = rest.split_first_chunk()?;
        rest.get(..usize::from(u16::from_le_bytes(*len)))
    }

    /// The name of an entry; empty if the table has none.
    #[must_use]
    pub fn name(self, at: u16) -> &'a [u8] {
        let (start, len) = self.field(at).name;
        self.0.get(usize::from(start)..usize::from(start) + usize::from(len)).unwrap_or_default()
    }
}
