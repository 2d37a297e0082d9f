//! Fields without a schema.

use model::{Buffer, Error, Halt, Model, Reader, Window};

use crate::decode::scalars::{length, tag, varint};
use crate::schema::wire;

/// A field as it stands in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawField<'a> {
    /// Its number.
    pub number: u32,
    /// Its wire type, 0 to 3 or 5.
    pub wire_type: u8,
    /// Its varint, if it is one.
    pub varint: u64,
    /// Otherwise its bytes: 4, 8, as many as its length says, or all between the tags of a group.
    pub bytes: &'a [u8],
}

/// The field that begins at `*at` of a message, which is moved to its end; `None` at the end of the message.
///
/// # Errors
/// Malformed input; out of memory.
pub fn raw_field<'a, M: Model>(message: &'a [u8], at: &mut usize) -> Result<Option<RawField<'a>>, Error> {
    let window = Window { bytes: &message[*at..], last: true, volatile: false };
    if window.bytes.is_empty() {
        return Ok(None);
    }
    let mut reader = Reader::new(&window, *at, 0, usize::MAX);
    let mut groups = M::Vec::<u32>::default();
    let found = field::<M>(&mut reader, &mut groups);
    groups.release();
    let end = reader.offset();
    match found {
        Ok((number, wire_type, varint, size, tail)) => {
            let stop = end - tail;
            *at = end;
            Ok(Some(RawField { number, wire_type, varint, bytes: &message[stop - size..stop] }))
        }
        Err(Halt::Error(error)) => Err(error),
        Err(_) => Err(Error::Truncated),
    }
}

/// Number, wire type, varint, bytes of the value, and bytes behind it that are none of it.
type Found = (u32, u8, u64, usize, usize);

fn field<M: Model>(r: &mut Reader<'_>, groups: &mut M::Vec<u32>) -> Result<Found, Halt> {
    let (number, wire_type) = tag(r)?;
    let mut value = 0;
    if wire_type != wire::GROUP {
        let size = one(r, wire_type, &mut value)?;
        return Ok((number, wire_type, value, size, 0));
    }
    groups.push(number)?;
    let start = r.offset();
    loop {
        let before = r.offset();
        let (inner, wire_type) = tag(r)?;
        match wire_type {
            wire::GROUP => groups.push(inner)?,
            wire::END if groups.pop() == Some(inner) => {
                if groups.is_empty() {
                    return Ok((number, wire::GROUP, 0, before - start, r.offset() - before));
                }
            }
            wire::END => return Err(Error::EndGroup.into()),
            _ => drop(one(r, wire_type, &mut value)?),
        }
    }
}

/// Goes over a value that is no group; returns how many bytes it has behind its length.
fn one(r: &mut Reader<'_>, wire_type: u8, value: &mut u64) -> Result<usize, Halt> {
    let size = match wire_type {
        wire::VARINT => {
            *value = varint(r)?;
            return Ok(0);
        }
        wire::I64 => 8,
        wire::I32 => 4,
        wire::LEN => length(r)?,
        wire::END => return Err(Error::EndGroup.into()),
        _ => return Err(Error::BadWireType.into()),
    };
    r.take(size)?;
    Ok(size)
}
