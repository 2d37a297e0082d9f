//! Tags, numbers and strings.

use model::{Buffer, Error, View};

use super::Encoder;
use super::fault_of;
use crate::object::{Look, Of};
use crate::schema::{Field, Kind, Schema, has_surrogates};

/// Most bytes of a varint.
const MOST: usize = 10;

/// A varint, and how many of the bytes it is.
#[inline]
pub(super) fn varint(mut value: u64) -> ([u8; MOST], usize) {
    let mut bytes = [0; MOST];
    let mut len = 0;
    while value >= 0x80 {
        bytes[len] = value as u8 | 0x80;
        value >>= 7;
        len += 1;
    }
    bytes[len] = value as u8;
    (bytes, len + 1)
}

/// An integer of 64 bits and a sign.
#[derive(Clone, Copy)]
struct Wide {
    /// Its lowest bits, in two's complement.
    bits: u64,
    negative: bool,
}

impl<M: Look> Encoder<M> {
    #[inline]
    pub(super) fn put_varint(&mut self, value: u64) -> Of<(), M> {
        if value < 0x80 {
            return self.out.push(value as u8);
        }
        let (bytes, len) = varint(value);
        self.out.extend(&bytes[..len])
    }

    #[inline]
    pub(super) fn put_tag(&mut self, number: u32, wire_type: u8) -> Of<(), M> {
        self.put_varint(u64::from(number) << 3 | u64::from(wire_type))
    }

    /// Whether a number or a string is the default value of its type.
    #[inline(never)]
    pub(super) fn is_default(&mut self, m: &mut M, obj: M::Obj, field: Field) -> bool {
        match m.view(obj) {
            View::Bool(value) => !value,
            View::Int(value) => value == 0,
            // A zero below zero is not the default.
            View::Float(value) => value.to_bits() == 0,
            View::Str(text) if field.kind == Kind::Enum => {
                !text.is_empty() && {
                    let schema = Schema::new(m.table());
                    m.named(schema.message(field.own), obj).is_some_and(|entry| schema.number(entry) == 0)
                }
            }
            View::Str(data) | View::Bytes(data) | View::ByteArray(data) => data.is_empty(),
            _ => m.memory(obj).is_some_and(<[u8]>::is_empty),
        }
    }

    /// The value of a field that is no message.
    #[inline]
    pub(super) fn put_value(&mut self, m: &mut M, obj: M::Obj, at: u16, field: Field) -> Of<(), M> {
        match field.kind {
            Kind::String | Kind::Bytes => self.put_string(m, obj, at, field.kind),
            Kind::Double => {
                let value = self.float(m, obj, at)?;
                self.out.extend(&value.to_le_bytes())
            }
            Kind::Float => {
                let value = self.float(m, obj, at)?;
                self.out.extend(&(value as f32).to_le_bytes())
            }
            _ => self.put_integer(m, obj, at, field),
        }
    }

    #[inline]
    fn float(&mut self, m: &mut M, obj: M::Obj, at: u16) -> Of<f64, M> {
        match m.view(obj) {
            View::Float(value) => Ok(value),
            View::Int(value) => Ok(value as f64),
            _ => {
                let value = m.number(obj)?;
                value.ok_or_else(|| fault_of(m, at, Error::WrongType))
            }
        }
    }

    #[inline]
    fn put_string(&mut self, m: &mut M, obj: M::Obj, at: u16, kind: Kind) -> Of<(), M> {
        let data = match m.view(obj) {
            // A str is bytes where bytes are wanted, as `minipb` has it on boards.
            View::Str(text) => Some(text),
            View::Bytes(data) | View::ByteArray(data) if kind == Kind::Bytes => Some(data),
            _ if kind == Kind::Bytes => m.memory(obj),
            _ => None,
        };
        let Some(data) = data else {
            return Err(fault_of(m, at, Error::WrongType));
        };
        if data.len() > i32::MAX as usize {
            return Err(m.fault(Error::TooLarge));
        }
        // Half of a surrogate pair has no form.
        if kind == Kind::String && has_surrogates(data) {
            return Err(fault_of(m, at, Error::BadUtf8));
        }
        self.put_varint(data.len() as u64)?;
        self.out.extend(data)
    }

    /// Any integer, or a bool.
    #[inline]
    fn wide(&mut self, m: &mut M, obj: M::Obj, at: u16, field: Field) -> Of<Wide, M> {
        match m.view(obj) {
            View::Int(value) => Ok(Wide { bits: value as i64 as u64, negative: value < 0 }),
            View::Bool(value) => Ok(Wide { bits: value.into(), negative: false }),
            View::BigInt => self.big(m, obj, at),
            View::Str(_) if field.kind == Kind::Enum => {
                let schema = Schema::new(m.table());
                match m.named(schema.message(field.own), obj) {
                    Some(entry) => {
                        let value = schema.number(entry).cast_signed();
                        Ok(Wide { bits: i64::from(value).cast_unsigned(), negative: value < 0 })
                    }
                    None => Err(fault_of(m, at, Error::MemoMissing)),
                }
            }
            _ => Err(fault_of(m, at, Error::WrongType)),
        }
    }

    #[inline(never)]
    fn big(&mut self, m: &mut M, obj: M::Obj, at: u16) -> Of<Wide, M> {
        self.scratch.truncate(0);
        m.int_bytes(obj, &mut self.scratch)?;
        let bytes = self.scratch.as_slice();
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        // A number of 64 bits and no sign has a byte of zeros above them.
        let fits = bytes.len() <= 8 || bytes.len() == 9 && bytes[8] == 0;
        if !fits {
            return Err(fault_of(m, at, if negative { Error::IntTooLow } else { Error::IntTooHigh }));
        }
        let mut word = [if negative { 0xff } else { 0 }; 8];
        let len = bytes.len().min(8);
        word[..len].copy_from_slice(&bytes[..len]);
        Ok(Wide { bits: u64::from_le_bytes(word), negative })
    }

    #[inline]
    fn put_integer(&mut self, m: &mut M, obj: M::Obj, at: u16, field: Field) -> Of<(), M> {
        let value = self.wide(m, obj, at, field)?;
        let bits = value.bits;
        let (signed, width) = match field.kind {
            Kind::Int | Kind::Sint if field.narrow => (true, 32),
            Kind::Int => (true, u32::from(self.options.int_bits.clamp(1, 64))),
            Kind::Sint | Kind::Sfixed64 => (true, 64),
            Kind::Sfixed32 | Kind::Enum => (true, 32),
            Kind::Fixed32 => (false, 32),
            Kind::Uint if field.narrow => (false, 32),
            _ => (false, 64),
        };
        // The bits above the width are the sign's.
        let above = if signed { width - 1 } else { width };
        let high = if above == 64 { 0 } else { bits >> above };
        let fits = if value.negative { signed && high == u64::MAX >> above } else { high == 0 };
        if !fits {
            return Err(fault_of(m, at, if value.negative { Error::IntTooLow } else { Error::IntTooHigh }));
        }
        match field.kind {
            Kind::Sfixed32 | Kind::Fixed32 => self.out.extend(&(bits as u32).to_le_bytes()),
            Kind::Sfixed64 | Kind::Fixed64 => self.out.extend(&bits.to_le_bytes()),
            Kind::Sint => {
                let bits = bits.cast_signed();
                self.put_varint(((bits << 1) ^ (bits >> 63)).cast_unsigned())
            }
            // Of fewer bits, where the reader wants that, than Google's.
            Kind::Int if !field.narrow && width < 64 => self.put_varint(bits & ((1 << width) - 1)),
            _ => self.put_varint(bits),
        }
    }
}
