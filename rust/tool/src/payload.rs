//! What a packet or a file has beside the object: a signature, the byte of its format, compression.

use std::borrow::Cow;

use anyhow::{Result, anyhow};
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use model::packet::{self, SIGNATURE, SIGNED, SIGNED_FILE};
use tree::Format;

use crate::graph::Form;
use crate::signing::Key;

/// The most bytes to which what is compressed in a file is expanded.
pub const MOST_EXPANDED: usize = 1 << 26;

/// The formats, each with its byte.
const FORMS: [(u8, Form); 3] =
    [(b'.', Form::Pickle), (b'm', Form::Tree(Format::MessagePack)), (b'c', Form::Tree(Format::Cbor))];

/// Whether a byte stands before the checksum of a save-file.
#[must_use]
pub fn is_mark(byte: u8) -> bool {
    byte == SIGNED_FILE || FORMS.iter().any(|(mark, _)| byte == *mark || byte == packet::compressed(*mark))
}

/// The object in what ends with the byte of its format. One that is compressed is expanded, to `most` bytes at most.
///
/// # Errors
/// It is compressed, and damaged or longer.
pub fn marked(data: &[u8], most: usize) -> Result<(Cow<'_, [u8]>, Form)> {
    let Some((last, object)) = data.split_last() else { return Ok((data.into(), Form::Pickle)) };
    for (mark, form) in FORMS {
        if *last == packet::compressed(mark) {
            return Ok((expand(object, most)?.into(), form));
        }
        if *last == mark && form != Form::Pickle {
            return Ok((object.into(), form));
        }
    }
    // The last byte of a pickle is its own.
    Ok((data.into(), Form::Pickle))
}

/// What compressed data stands for.
fn expand(packed: &[u8], most: usize) -> Result<Vec<u8>> {
    decompress_to_vec_with_limit(packed, most).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => anyhow!("compressed data: longer than {most} bytes"),
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
            anyhow!("compressed data: cut off")
        }
        _ => anyhow!("compressed data: damaged"),
    })
}

/// What a packet holds, and whether there is a signature that was not checked; None if `key` has not signed it.
///
/// # Errors
/// None.
pub fn opened<'d>(data: &'d [u8], key: Option<&Key>) -> Result<Option<(&'d [u8], bool)>> {
    if let Some(key) = key {
        return Ok(key.verify(data, SIGNED)?.map(|object| (object, false)));
    }
    // The object can be read without the key.
    let is_signed = data.len() > SIGNATURE && data.last() == Some(&SIGNED);
    Ok(Some(if is_signed { (&data[..data.len() - SIGNATURE], true) } else { (data, false) }))
}
