//! The opcodes of a pickle, one a line, without executing them.

use std::io::{self, Write};

use pickle::opcode::*;

/// The argument of an opcode.
enum Argument {
    None,
    /// So many lines of text.
    Lines(usize),
    /// An integer of so many bytes, the lowest first.
    Number(usize),
    /// A big-endian double.
    Double,
    /// Bytes behind their number, which has so many bytes.
    Counted(usize),
}

fn argument(op: u8) -> Argument {
    match op {
        FLOAT | INT | LONG | PERSID | STRING | UNICODE | GET | PUT => Argument::Lines(1),
        GLOBAL | INST => Argument::Lines(2),
        BININT1 | BINGET | BINPUT | EXT1 | PROTO => Argument::Number(1),
        BININT2 | EXT2 => Argument::Number(2),
        BININT | LONG_BINGET | LONG_BINPUT | EXT4 => Argument::Number(4),
        FRAME => Argument::Number(8),
        BINFLOAT => Argument::Double,
        SHORT_BINSTRING | SHORT_BINUNICODE | SHORT_BINBYTES | LONG1 => Argument::Counted(1),
        BINSTRING | BINUNICODE | BINBYTES | LONG4 => Argument::Counted(4),
        BINUNICODE8 | BINBYTES8 | BYTEARRAY8 => Argument::Counted(8),
        _ => Argument::None,
    }
}

/// Most bytes of an argument that are shown.
const SHOWN: usize = 60;

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rfold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn quoted(bytes: &[u8]) -> String {
    let cut = &bytes[..bytes.len().min(SHOWN)];
    let dots = if cut.len() < bytes.len() { format!("… {} bytes", bytes.len()) } else { String::new() };
    format!("'{}'{dots}", cut.escape_ascii())
}

/// The opcode at a place.
pub enum Next {
    /// This opcode, and where the next one stands.
    Opcode(u8, usize),
    /// An opcode that lacks so many bytes at least.
    Short(usize),
    /// No opcode.
    Unknown,
}

/// Whether the argument of an opcode is lines of text, of which nobody knows the length before the end.
#[must_use]
pub fn has_lines(code: u8) -> bool {
    matches!(argument(code), Argument::Lines(_))
}

/// The opcode at `at`, without a look at its argument.
#[must_use]
pub fn step(data: &[u8], at: usize) -> Next {
    let Some(code) = data.get(at) else {
        return Next::Short(1);
    };
    if !is_opcode(*code) {
        return Next::Unknown;
    }
    let rest = &data[at + 1..];
    let len = match argument(*code) {
        Argument::None => 0,
        Argument::Lines(count) => {
            let mut ends = rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
            match ends.nth(count - 1) {
                Some(end) => end + 1,
                None => return Next::Short(1),
            }
        }
        Argument::Number(size) => size,
        Argument::Double => 8,
        Argument::Counted(size) => match rest.get(..size) {
            None => return Next::Short(size - rest.len()),
            Some(count) => {
                usize::try_from(number(count)).map_or(usize::MAX, |count| count.saturating_add(size))
            }
        },
    };
    if len > rest.len() { Next::Short(len - rest.len()) } else { Next::Opcode(*code, at + 1 + len) }
}

fn is_opcode(code: u8) -> bool {
    ALL.iter().any(|(_, known)| *known == code)
}

/// One opcode.
pub struct Operation {
    /// Its place.
    pub offset: usize,
    /// Its byte.
    pub code: u8,
    /// Its name.
    pub name: &'static str,
    /// Its argument in words.
    pub argument: String,
    /// The place of the next one.
    pub end: usize,
}

/// The opcode at `offset`.
///
/// # Errors
/// No opcode, or no bytes: says what, and where.
pub fn operation(data: &[u8], offset: usize) -> Result<Operation, String> {
    let cut = || format!("pickle data was truncated at byte {offset}");
    let code = *data.get(offset).ok_or_else(cut)?;
    let Some((name, _)) = ALL.iter().find(|(_, known)| *known == code) else {
        return Err(format!("invalid load key '{}' at byte {offset}", code.escape_ascii()));
    };
    let rest = &data[offset + 1..];
    let take = |count: usize| rest.get(..count).ok_or_else(cut);
    let (argument, len) = match argument(code) {
        Argument::None => (String::new(), 0),
        Argument::Lines(count) => {
            let mut ends = rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
            let end = ends.nth(count - 1).ok_or_else(cut)?;
            (quoted(&rest[..end]).replace("\\n", " "), end + 1)
        }
        Argument::Number(size) if code == BININT => {
            ((number(take(size)?) as u32).cast_signed().to_string(), size)
        }
        Argument::Number(size) => (number(take(size)?).to_string(), size),
        Argument::Double => {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(take(8)?);
            (format!("{:?}", f64::from_be_bytes(bytes)), 8)
        }
        Argument::Counted(size) => {
            let count = usize::try_from(number(take(size)?)).ok().and_then(|count| count.checked_add(size));
            let bytes = rest.get(size..count.ok_or_else(cut)?).ok_or_else(cut)?;
            (quoted(bytes), size + bytes.len())
        }
    };
    Ok(Operation { offset, code, name, argument, end: offset + 1 + len })
}

/// Writes the opcodes up to STOP. Returns where the pickle ends.
///
/// # Errors
/// Those of `out`; what is no opcode is an error of the kind InvalidData.
pub fn raw(data: &[u8], begin: usize, out: &mut dyn Write) -> io::Result<usize> {
    let mut at = begin;
    loop {
        let op = operation(data, at).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        if op.argument.is_empty() {
            writeln!(out, "{at:8}: {}", op.name)?;
        } else {
            writeln!(out, "{at:8}: {:16} {}", op.name, op.argument)?;
        }
        at = op.end;
        if op.code == STOP {
            return Ok(at);
        }
    }
}
