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

/// Whether a byte stands before the checksum of a save-file.
#[must_use]
pub fn is_mark(byte: u8) -> bool {
    let compressed = [b'.', b'm', b'c'].map(packet::compressed);
    matches!(byte, b'.' | b'm' | b'c' | SIGNED_FILE) || compressed.contains(&byte)
}

/// The object in what ends with the byte of its format. One that is compressed is expanded, to `most` bytes at most.
///
/// # Errors
/// It is compressed, and damaged or longer.
pub fn marked(data: &[u8], most: usize) -> Result<(Cow<'_, [u8]>, Form)> {
    let (form, object) = match data {
        [object @ .., b'm'] => (Form::Tree(Format::MessagePack), object),
        [object @ .., b'c'] => (Form::Tree(Format::Cbor), object),
        [packed @ .., mark] => {
            let form = match *mark {
                _ if *mark == packet::compressed(b'.') => Form::Pickle,
                _ if *mark == packet::compressed(b'm') => Form::Tree(Format::MessagePack),
                _ if *mark == packet::compressed(b'c') => Form::Tree(Format::Cbor),
                _ => return Ok((data.into(), Form::Pickle)),
            };
            return Ok((expand(packed, most)?.into(), form));
        }
        [] => (Form::Pickle, data),
    };
    Ok((object.into(), form))
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
