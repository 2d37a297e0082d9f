//! Numbers and strings.

use model::{Buffer, Error, Halt, Payload, Payloads, Reader};

use super::machine::{Run, within};
use super::{Decoder, Shape};
use crate::object::Fill;
use crate::schema::{Field, Kind, Message, Schema, has_surrogates, wire};

/// Bytes of a varint, at most.
const MOST: usize = 10;
/// Bytes of a tag, at most: it has 32 bits.
const MOST_TAG: usize = 5;

/// A varint of so many bytes at most. Of ten bytes the highest bits are cut off, as everybody does.
#[inline]
fn varint_of(r: &mut Reader<'_>, most: usize) -> Run<u64> {
    if let [byte @ 0..0x80, ..] = *r.rest() {
        r.byte();
        return Ok(u64::from(byte));
    }
    long_varint(r, most)
}

#[inline(never)]
fn long_varint(r: &mut Reader<'_>, most: usize) -> Run<u64> {
    let mut value = 0;
    let rest = r.rest();
    for (at, byte) in rest.iter().enumerate().take(most) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if *byte < 0x80 {
            r.take(at + 1)?;
            return Ok(value);
        }
    }
    if rest.len() >= most {
        return Err(Error::LongVarint.into());
    }
    r.take(rest.len() + 1)?;
    Err(Error::LongVarint.into())
}

/// A varint.
#[inline]
pub(crate) fn varint(r: &mut Reader<'_>) -> Run<u64> {
    varint_of(r, MOST)
}

/// A tag: the number of a field, and a wire type.
#[inline]
pub(crate) fn tag(r: &mut Reader<'_>) -> Run<(u32, u8)> {
    let Ok(tag) = u32::try_from(varint_of(r, MOST_TAG)?) else {
        return Err(Error::BadTag.into());
    };
    if tag >> 3 == 0 {
        return Err(Error::BadTag.into());
    }
    Ok((tag >> 3, tag as u8 & 7))
}

/// A length.
#[inline]
pub(crate) fn length(r: &mut Reader<'_>) -> Run<usize> {
    let length = varint(r)?;
    // No message has 2 GiB.
    match usize::try_from(length) {
        Ok(length) if length <= i32::MAX as usize => Ok(length),
        _ => Err(Error::BadSize.into()),
    }
}

/// A length: the offset where what is so long ends, within what it stands in.
#[inline(never)]
pub(super) fn extent(r: &mut Reader<'_>) -> Run<usize> {
    let size = length(r)?;
    within(r, size)
}

impl<M: Fill> Decoder<M> {
    /// One value of a field, which is no message and no string. `None`, and it is done with, if a closed enum has it not.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    pub(super) fn scalar(&mut self, m: &mut M, r: &mut Reader<'_>, field: Field) -> Run<Option<M::Obj>> {
        let bits = match field.kind.wire() {
            wire::VARINT => varint(r)?,
            wire::I64 => u64::from_le_bytes(*r.array()?),
            _ => u32::from_le_bytes(*r.array()?).into(),
        };
        if field.closed && self.is_unknown(m, r, field, bits)? {
            return Ok(None);
        }
        self.number(m, field, bits).map(Some)
    }

    /// The number of a field that has these bits: those of its varint, or its 4 or 8 bytes.
    #[inline]
    pub(super) fn number(&mut self, m: &mut M, field: Field, bits: u64) -> Run<M::Obj> {
        let value = match field.kind {
            Kind::Double => return Ok(m.float(f64::from_bits(bits))?),
            Kind::Float => return Ok(m.float(f64::from(f32::from_bits(bits as u32)))?),
            Kind::Bool => return Ok(m.bool(bits != 0)),
            Kind::Uint if field.narrow => return integer(m, u64::from(bits as u32), false),
            Kind::Uint | Kind::Fixed64 | Kind::Fixed32 => return integer(m, bits, false),
            Kind::Sint if field.narrow => {
                let bits = bits as u32;
                i64::from((bits >> 1).cast_signed() ^ -(bits & 1).cast_signed())
            }
            Kind::Sint => (bits >> 1).cast_signed() ^ -(bits & 1).cast_signed(),
            Kind::Enum => {
                let schema = Schema::new(m.table());
                let entry = schema.find(schema.message(field.own), bits as u32, 0);
                return Ok(m.enum_value(entry, bits as i32)?);
            }
            Kind::Sfixed64 => bits.cast_signed(),
            Kind::Sfixed32 => i64::from(bits as i32),
            _ if field.narrow => i64::from(bits as i32),
            _ => self.signed(bits),
        };
        integer(m, value.cast_unsigned(), true)
    }

    /// An integer in two's complement of [`Decoder::int_bits`] bits; what has more and is not negative in those is
    /// what it is.
    fn signed(&self, bits: u64) -> i64 {
        let above = 64 - u32::from(self.options.int_bits.clamp(1, 64));
        let low = (bits << above).cast_signed() >> above;
        if low < 0 { low } else { bits.cast_signed() }
    }

    /// The string of so many bytes, which come next; `None` if it has to be collected.
    #[inline]
    pub(super) fn string(
        &mut self,
        m: &mut M,
        r: &mut Reader<'_>,
        kind: Kind,
        size: usize,
    ) -> Run<Option<M::Obj>> {
        let payload = if kind == Kind::String { Payload::Str } else { Payload::Bytes };
        let obj = if Payloads::<M>::is_whole(r, size) {
            let bytes = r.take(size)?;
            Some(m.payload(payload, bytes)?)
        } else {
            self.intake.payloads.collect(m, r, payload, size)?
        };
        if kind == Kind::String
            && let Some(text) = obj
        {
            check_text(m, text)?;
        }
        Ok(obj)
    }

    /// Goes on with a string that is being collected.
    pub(super) fn resume(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        if !self.intake.payloads.is_pending() {
            return Ok(());
        }
        if let Some(obj) = self.intake.payloads.resume(m, r)? {
            let target = self.target;
            let field = Schema::new(m.table()).field(target);
            if field.kind == Kind::String {
                check_text(m, obj)?;
            }
            self.put(m, r, target, field, obj)?;
            self.intake.payloads.clear();
            r.commit();
        }
        Ok(())
    }

    /// Values of a repeated field that stand behind one tag, while they are in the window.
    #[inline(never)]
    pub(super) fn packed(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        let (field, end) = (Schema::new(m.table()).field(self.top.field), self.top.end);
        while r.offset() != end {
            if let Some(obj) = self.scalar(m, r, field)? {
                self.count()?;
                self.stack.push(obj)?;
            }
            r.commit();
        }
        Ok(())
    }

    /// Counts an object.
    #[inline]
    pub(super) fn count(&mut self) -> Run {
        if self.intake.objects == 0 {
            return Err(Error::TooManyObjects.into());
        }
        self.intake.objects -= 1;
        Ok(())
    }

    /// Begins to skip the value of an unknown field.
    #[inline(never)]
    pub(super) fn skip(&mut self, r: &mut Reader<'_>, number: u32, wire_type: u8) -> Run {
        let mut end = self.top.end;
        match wire_type {
            wire::VARINT => drop(varint(r)?),
            wire::I64 | wire::I32 => drop(r.take(if wire_type == wire::I64 { 8 } else { 4 })?),
            wire::LEN => end = extent(r)?,
            wire::GROUP => {}
            _ => return Err(Error::BadWireType.into()),
        }
        self.note_head(r, self.keeps())?;
        r.commit();
        let (shape, group) = match wire_type {
            wire::LEN => (Shape::Skip, 0),
            wire::GROUP => (Shape::SkipGroup, number),
            _ => return Ok(()),
        };
        self.push(r, shape, end, group, Message::NONE, super::NONE)
    }
}

/// Makes sure that a str has no surrogates, which the model may let pass.
fn check_text<M: Fill>(m: &M, text: M::Obj) -> Run {
    if has_surrogates(m.text(text)) {
        return Err(Error::BadUtf8.into());
    }
    Ok(())
}

/// An int of these bits.
#[inline]
pub(super) fn integer<M: Fill>(m: &mut M, bits: u64, signed: bool) -> Run<M::Obj> {
    let value = bits.cast_signed();
    if (signed || value >= 0)
        && let Ok(value) = i32::try_from(value)
    {
        return Ok(m.int(value)?);
    }
    let mut bytes = [0; 9];
    bytes[..8].copy_from_slice(&bits.to_le_bytes());
    let len = if signed { 8 } else { 9 };
    m.payload(Payload::Int, &bytes[..len]).map_err(Halt::Error)
}
