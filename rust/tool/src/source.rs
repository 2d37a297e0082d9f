//! Files: which of the kinds they are, and the objects in them.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use model::crc::Crc32;
use model::packet::{SIGNATURE, SIGNED_FILE};

use crate::graph::{Graph, Obj, read_pickle};
use crate::signing::Key;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Pickles, one behind the other.
    Pickles,
    /// A pickle and its CRC-32, as `save` writes it.
    Saved,
    /// Packets, or a log of them.
    Packets,
}

/// Bytes of the checksum of a save-file.
pub const CHECKSUM: usize = 4;
/// The most that stands behind the object of a save-file.
pub const MOST_END: usize = SIGNATURE + CHECKSUM;

/// Whether that has the form of what stands behind the pickle of a save-file: its checksum, behind a signature perhaps.
#[must_use]
pub fn is_end(rest: &[u8]) -> bool {
    rest.len() == CHECKSUM || rest.len() == MOST_END && rest[SIGNATURE - 1] == SIGNED_FILE
}

/// The whole file, or the standard input for `-`.
///
/// # Errors
/// It cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut data = Vec::new();
        io::stdin().lock().read_to_end(&mut data).context("cannot read the standard input")?;
        return Ok(data);
    }
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// As [`read`]; with the file of a key, what `save` signed with it only.
///
/// # Errors
/// As [`read`]; it is not signed, or with another key.
pub fn read_signed(path: &Path, key: Option<&Path>) -> Result<Vec<u8>> {
    let key = key.map(Key::read).transpose()?;
    let data = read(path)?;
    if let Some(key) = key {
        key.check_file(&data).with_context(|| path.display().to_string())?;
    }
    Ok(data)
}

/// The file as a stream.
///
/// # Errors
/// It cannot be opened.
pub fn open(path: &Path) -> Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

/// The first object of a file, how many bytes its pickle has, and what kind of file it is.
///
/// # Errors
/// There is no pickle; a packet is damaged.
pub fn first(graph: &mut Graph<'_>, data: &[u8]) -> Result<(Obj, usize, Kind)> {
    if data.first() == Some(&0) {
        bail!("these are packets: mpickle cat shows them");
    }
    let (obj, end) = read_pickle(graph, data)?;
    let rest = &data[end..];
    let kind = if is_end(rest) && is_intact(data) { Kind::Saved } else { Kind::Pickles };
    Ok((obj, end, kind))
}

/// Whether the last four bytes are the CRC-32 of those before.
#[must_use]
pub fn is_intact(data: &[u8]) -> bool {
    let mut crc = Crc32::default();
    crc.update(data);
    data.len() > CHECKSUM && crc.is_intact()
}
