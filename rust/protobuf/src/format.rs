//! The format strings of `minipb`: `U`, `Tz3[U*d]@7+[#T]`.

use model::{Buffer, Model};

use crate::build::Builder;
use crate::schema::{Kind, Label};
use crate::spec::{BadSpec, Spec};

/// An error in a format string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadFormat {
    /// There is no field at this byte.
    Token(usize),
    /// The bracket at this byte, counted from 1, has no partner.
    Brace(usize),
    /// Before this byte stands a field whose number is there already, or is none; or one of several that are so.
    Taken(usize),
    /// There are too many fields.
    TooMany,
}

/// A message that is not complete.
#[derive(Clone, Copy)]
struct Open {
    message: u16,
    /// The number of its next field.
    next: u32,
    /// How often the message comes in the one around it.
    label: Label,
    /// The place of its bracket.
    brace: usize,
}

/// Builds the messages of a format string.
///
/// # Errors
/// An error in the format string; out of memory.
pub fn parse_format<M: Model>(
    builder: &mut Builder<M>,
    text: &[u8],
) -> Result<Result<(), BadFormat>, M::Fault> {
    let mut opens = M::Vec::<Open>::default();
    let outcome = parse(builder, &mut opens, text)?;
    opens.release();
    Ok(outcome)
}

fn parse<M: Model>(
    builder: &mut Builder<M>,
    opens: &mut M::Vec<Open>,
    text: &[u8],
) -> Result<Result<(), BadFormat>, M::Fault> {
    let mut at = 0;
    let Some(message) = builder.begin() else {
        return Ok(Err(BadFormat::TooMany));
    };
    let mut open = Open { message, next: 1, label: Label::Optional, brace: 0 };
    while let Some(byte) = text.get(at) {
        if *byte == b']' {
            let Some(outer) = opens.pop() else {
                return Ok(Err(BadFormat::Token(at)));
            };
            at += 1;
            let inner = core::mem::replace(&mut open, outer);
            match Spec::place(&text[at..]) {
                Ok(Some((number, len))) => {
                    open.next = number;
                    at += len;
                }
                Ok(None) => {}
                Err(_) => return Ok(Err(BadFormat::Token(at))),
            }
            if builder.has(open.message, open.next, 1) {
                return Ok(Err(BadFormat::Taken(at)));
            }
            let label = (inner.label, false);
            if builder.field(open.message, open.next, Kind::Message, label, inner.message, 0)?.is_none() {
                return Ok(Err(BadFormat::TooMany));
            }
            open.next += 1;
            continue;
        }
        let spec = match Spec::parse(&text[at..]) {
            Ok(spec) if !matches!(spec.kind, Kind::Map | Kind::Enum) => spec,
            Err(BadSpec::Number | BadSpec::Label) | Ok(_) | Err(_) => return Ok(Err(BadFormat::Token(at))),
        };
        if spec.kind == Kind::Message {
            if spec.number.is_some() {
                return Ok(Err(BadFormat::Token(at)));
            }
            let Some(message) = builder.begin() else {
                return Ok(Err(BadFormat::TooMany));
            };
            at += spec.len;
            opens.push(open)?;
            open = Open { message, next: 1, label: spec.label, brace: at };
            continue;
        }
        at += spec.len;
        open.next = spec.number.unwrap_or(open.next);
        let count = spec.count.unwrap_or(1);
        if builder.has(open.message, open.next, count) {
            return Ok(Err(BadFormat::Taken(at)));
        }
        if spec.kind == Kind::Empty {
            if builder.empty(open.message, open.next, count)?.is_none() {
                return Ok(Err(BadFormat::TooMany));
            }
            open.next += count;
            continue;
        }
        for _ in 0..count {
            let label = (spec.label, false);
            if builder.field(open.message, open.next, spec.kind, label, 0, 0)?.is_none() {
                return Ok(Err(BadFormat::TooMany));
            }
            open.next += 1;
        }
    }
    Ok(if opens.is_empty() { Ok(()) } else { Err(BadFormat::Brace(open.brace)) })
}
