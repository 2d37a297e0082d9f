//! The words of `minipb` for a field: `U`, `*z`, `#T@3`, `+[@7`; and ours: `?T`, `e`, `m`.

use crate::schema::{Kind, Label};

/// An error in the text for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSpec {
    /// There is no such type.
    Kind,
    /// Something stands behind the field, from this byte on.
    Rest(usize),
    /// A number of a field that there is not.
    Number,
    /// A count or a label that this type cannot have.
    Label,
}

/// A field as text says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Its type; [`Kind::Message`] for what begins with `[`.
    pub kind: Kind,
    /// How often it comes.
    pub label: Label,
    /// So many fields with numbers that follow each other.
    pub count: Option<u32>,
    /// Its number, if that does not follow the one before it.
    pub number: Option<u32>,
    /// How many bytes of the text it is.
    pub len: usize,
}

/// The number at the start of `text`, if any, and how many digits it has. What is too large is the largest one.
#[must_use]
fn digits(text: &[u8]) -> Option<(u32, usize)> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let add = |number: u32, byte: &u8| number.saturating_mul(10).saturating_add(u32::from(byte - b'0'));
    (len > 0).then(|| (text[..len].iter().fold(0, add), len))
}

impl Spec {
    /// The number behind an `@` at the start of `text`, if there is one, and how many bytes both take.
    ///
    /// # Errors
    /// [`BadSpec::Number`]
    pub fn place(text: &[u8]) -> Result<Option<(u32, usize)>, BadSpec> {
        let Some((b'@', rest)) = text.split_first() else {
            return Ok(None);
        };
        match digits(rest) {
            Some((number @ 1..=crate::schema::MOST_NUMBER, len)) => Ok(Some((number, len + 1))),
            Some(_) => Err(BadSpec::Number),
            None => Ok(None),
        }
    }

    /// The field at the start of `text`. Of a message that is its `[` alone, and the `@` behind it.
    ///
    /// # Errors
    /// The error in the text.
    pub fn parse(text: &[u8]) -> Result<Self, BadSpec> {
        let label = match text.first() {
            Some(b'*') => Label::Required,
            Some(b'+') => Label::Repeated,
            Some(b'#') => Label::Packed,
            _ => Label::Optional,
        };
        // Optional although other fields are implicit.
        let mut len = usize::from(label != Label::Optional || text.first() == Some(&b'?'));
        let letter = match text.get(len) {
            Some(b'v') => b'z',
            Some(b'V') => b'T',
            Some(b'l') => b'i',
            Some(b'L') => b'I',
            Some(b'u') => b'U',
            // Such fields cannot be described by a text.
            Some(b'{') | None => return Err(BadSpec::Kind),
            Some(other) => *other,
        };
        let kind = Kind::of(letter).ok_or(BadSpec::Kind)?;
        len += 1;
        let mut count = None;
        if !kind.has_own()
            && let Some((number, size)) = digits(&text[len..])
        {
            count = Some(number);
            len += size;
        }
        let mut number = None;
        if let Some((place, size)) = Self::place(&text[len..])? {
            number = Some(place);
            len += size;
        }
        if label == Label::Packed && !kind.is_packable() || kind == Kind::Map && label != Label::Optional {
            return Err(BadSpec::Label);
        }
        Ok(Self { kind, label, count, number, len })
    }
}
