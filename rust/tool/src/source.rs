//! Files: pickles in a row, what `save` wrote, packets and logs; and the objects in them.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use model::crc::Crc32;
use model::packet::{Deframer, Found, SIGNATURE, SIGNED_FILE};
use tree::Format;

use crate::graph::{Block, Form, Graph, Obj, decode_tree, read_pickle};
use crate::payload::{MOST_EXPANDED, is_mark, marked, opened};
use crate::signing::Key;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Objects, one behind the other.
    Row,
    /// An object and its CRC-32, as `save` writes it.
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

/// Whether the last four bytes are the CRC-32 of those before.
#[must_use]
pub fn is_intact(data: &[u8]) -> bool {
    let mut crc = Crc32::default();
    crc.update(data);
    data.len() > CHECKSUM && crc.is_intact()
}

/// Whether it is a file that `save` wrote. The checksum is looked at only where the byte before it may be its.
#[must_use]
pub fn is_saved(data: &[u8]) -> bool {
    let mark = data.len().checked_sub(CHECKSUM + 1).map(|at| data[at]);
    mark.is_some_and(is_mark) && is_intact(data)
}

/// What is no record of a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lost {
    /// Packets that were damaged.
    pub damaged: u64,
    /// Packets that arrived whole, and are not signed with the key.
    pub forged: u64,
    /// Bytes at the end that are no whole record.
    pub torn: u64,
}

impl Lost {
    /// In words: each with its number.
    #[must_use]
    pub fn words(self) -> Vec<String> {
        [
            (self.damaged, "damaged packets were skipped"),
            (self.forged, "packets are not signed with this key"),
            (self.torn, "bytes at the end are no whole record"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect()
    }
}

/// All of a file.
pub struct Input {
    /// Its kind.
    pub kind: Kind,
    /// The file; of packets their payloads, one behind the other.
    data: Vec<u8>,
    /// The places of the objects, but of those in a row.
    places: Vec<(Range<usize>, Form)>,
    /// The format of objects in a row.
    form: Form,
    lost: Cell<Lost>,
    /// Signatures that nobody has checked.
    pub unchecked: u64,
}

/// An object of a file.
pub struct Object<'a> {
    /// The graph that it is in.
    pub graph: Graph<'a>,
    /// The object.
    pub root: Obj,
    /// Its bytes, without what a file or packet has beside it.
    pub bytes: &'a [u8],
    /// Its format.
    pub form: Form,
}

impl Object<'_> {
    /// The same, if it is a pickle.
    ///
    /// # Errors
    /// It is none.
    pub fn pickle(self) -> Result<Self> {
        match self.form {
            Form::Pickle => Ok(self),
            form => bail!("{}, and this is about pickles: mpickle convert makes one", name(form)),
        }
    }
}

/// The name of a format.
#[must_use]
pub fn name(form: Form) -> &'static str {
    match form {
        Form::Pickle => "a pickle",
        Form::Tree(Format::MessagePack) => "MessagePack",
        Form::Tree(Format::Cbor) => "CBOR",
    }
}

impl Input {
    /// The whole file, or the standard input for `-`; with the file of a key, what is signed with it only. `form` is that
    /// of an object that stands there by itself. A log is all of its parts.
    ///
    /// # Errors
    /// It cannot be read; nothing is signed with this key.
    pub fn read(path: &Path, key: Option<&Path>, form: Form) -> Result<Self> {
        let key = key.map(Key::read).transpose()?;
        let mut data = read(path)?;
        let name = || path.display().to_string();
        if is_saved(&data) {
            return Self::saved(data, key.as_ref()).with_context(name);
        }
        let begins_packet = match form {
            Form::Pickle => data.first().is_none_or(|first| *first == 0),
            // A number by itself.
            Form::Tree(_) => data.first() == Some(&0) && data.len() > 1,
        };
        if begins_packet {
            for part in parts(path) {
                data.push(0);
                data.extend(read(&part)?);
            }
        }
        if begins_packet && !data.is_empty() {
            return Self::packets(&data, key.as_ref()).with_context(name);
        }
        if let Some(key) = key {
            if data.is_empty() {
                bail!("{}: an empty file", name());
            }
            key.check_file(&data).with_context(name)?;
        }
        Ok(Self { data, ..Self::new(Kind::Row, form) })
    }

    fn new(kind: Kind, form: Form) -> Self {
        Self { kind, data: Vec::new(), places: Vec::new(), form, lost: Cell::default(), unchecked: 0 }
    }

    fn packets(data: &[u8], key: Option<&Key>) -> Result<Self> {
        let mut input = Self::new(Kind::Packets, Form::Pickle);
        let mut lost = Lost::default();
        let mut deframer = Deframer::new(isize::MAX as usize);
        let mut packet = Block::default();
        for byte in data {
            match deframer.take(*byte, &mut packet).map_err(|_| anyhow!("no memory"))? {
                Found::Nothing => {}
                Found::Damaged(_) => lost.damaged += 1,
                Found::Packet => {
                    match opened(&packet.0, key)? {
                        None => lost.forged += 1,
                        Some((payload, unchecked)) => {
                            input.unchecked += u64::from(unchecked);
                            let start = input.data.len();
                            let most = MOST_EXPANDED.saturating_sub(start);
                            let (object, form) = marked(payload, most)
                                .with_context(|| format!("record {}", input.places.len() + 1))?;
                            input.data.extend(object.iter());
                            input.places.push((start..input.data.len(), form));
                        }
                    }
                    packet.0.clear();
                }
            }
        }
        lost.torn = data.iter().rev().take_while(|byte| **byte != 0).count() as u64;
        if input.places.is_empty() && lost.forged > 0 {
            bail!("nothing is signed with this key");
        }
        input.lost.set(lost);
        Ok(input)
    }

    fn saved(data: Vec<u8>, key: Option<&Key>) -> Result<Self> {
        if let Some(key) = key {
            key.check_file(&data)?;
        }
        let saved = &data[..data.len() - CHECKSUM];
        let is_signed = saved.len() > SIGNATURE && saved.last() == Some(&SIGNED_FILE);
        let payload = if is_signed { &saved[..saved.len() - SIGNATURE] } else { saved };
        let (object, form) = marked(payload, MOST_EXPANDED)?;
        let mut input = Self::new(Kind::Saved, form);
        input.unchecked = u64::from(is_signed && key.is_none());
        input.places.push((0..object.len(), form));
        input.data = match object {
            Cow::Owned(expanded) => expanded,
            Cow::Borrowed(_) => data,
        };
        Ok(input)
    }

    /// What was no record, as far as the file was read.
    #[must_use]
    pub fn lost(&self) -> Lost {
        self.lost.get()
    }

    /// Bytes of all objects.
    #[must_use]
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// The bytes of the first object, and in a row of all; none if there is none.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match (self.kind, self.places.first()) {
            (Kind::Row, _) => &self.data,
            (_, Some((place, _))) => &self.data[place.clone()],
            (_, None) => &[],
        }
    }

    /// The objects behind the first: bytes in a row, records otherwise.
    #[must_use]
    pub fn behind(&self, first: &Object<'_>) -> usize {
        match self.kind {
            Kind::Row => self.data.len() - first.bytes.len(),
            _ => self.places.len() - 1,
        }
    }

    /// The object at `cursor`, which is 0 at first and is moved to the next. None at the end.
    ///
    /// # Errors
    /// It is malformed. In a row this is so of the first only: what is not another object counts as torn.
    pub fn next<'a>(&'a self, cursor: &mut usize) -> Result<Option<Object<'a>>> {
        if self.kind == Kind::Row {
            let rest = &self.data[*cursor..];
            if rest.is_empty() {
                return Ok(None);
            }
            return match decode(rest, self.form) {
                Ok((graph, root, end)) => {
                    *cursor += end;
                    Ok(Some(Object { graph, root, bytes: &rest[..end], form: self.form }))
                }
                Err(error) if *cursor == 0 => Err(error),
                Err(_) => {
                    *cursor = self.data.len();
                    self.lost.set(Lost { torn: rest.len() as u64, ..self.lost.get() });
                    Ok(None)
                }
            };
        }
        let Some((place, form)) = self.places.get(*cursor) else {
            return Ok(None);
        };
        *cursor += 1;
        let bytes = &self.data[place.clone()];
        let (graph, root, end) = decode(bytes, *form).with_context(|| format!("record {}", *cursor))?;
        if end < bytes.len() {
            bail!("record {}: {} bytes behind the object", *cursor, bytes.len() - end);
        }
        Ok(Some(Object { graph, root, bytes, form: *form }))
    }

    /// The first object.
    ///
    /// # Errors
    /// There is none; it is malformed.
    pub fn first(&self) -> Result<Object<'_>> {
        match self.next(&mut 0)? {
            Some(object) => Ok(object),
            None if self.kind == Kind::Row => bail!("an empty file"),
            None => bail!("packets, of which none is whole"),
        }
    }

    /// The only object.
    ///
    /// # Errors
    /// There is none, or more than one; it is malformed.
    pub fn only(&self) -> Result<Object<'_>> {
        let object = self.first()?;
        match (self.behind(&object), self.kind) {
            (0, _) => Ok(object),
            (more, Kind::Row) => bail!("{more} bytes behind the object: mpickle cat shows what follows"),
            (more, _) => bail!("{} records, and one is wanted: mpickle cat shows all", more + 1),
        }
    }
}

fn decode(bytes: &[u8], form: Form) -> Result<(Graph<'_>, Obj, usize)> {
    let mut graph = Graph::new(bytes);
    let (root, end) = match form {
        Form::Pickle => read_pickle(&mut graph, bytes)?,
        Form::Tree(format) => decode_tree(&mut graph, bytes, format)?,
    };
    Ok((graph, root, end))
}

/// The further parts of a log that are there: `path.1`, `path.2`, …
pub fn parts(path: &Path) -> impl Iterator<Item = PathBuf> {
    let name = (path != Path::new("-")).then(|| path.as_os_str().to_owned());
    name.into_iter()
        .flat_map(|name| {
            (1..).map(move |part| {
                let mut name = name.clone();
                name.push(format!(".{part}"));
                PathBuf::from(name)
            })
        })
        .take_while(|part| part.exists())
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

/// Whether a file ends as one of `save`'s does, but for its checksum, at which nobody has looked.
#[must_use]
pub fn ends_as_saved(path: &Path) -> bool {
    let mut end = [0; CHECKSUM + 1];
    let read = |end: &mut [u8]| -> io::Result<()> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::End(-(end.len() as i64)))?;
        file.read_exact(end)
    };
    read(&mut end).is_ok() && is_mark(end[0])
}

/// The file as a stream; of a log all of its parts, each of which ends a record.
///
/// # Errors
/// It cannot be opened.
pub fn stream(path: &Path) -> Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut current = BufReader::new(file);
    let first = current.fill_buf().with_context(|| format!("cannot read {}", path.display()))?;
    let is_log = first.first().is_none_or(|first| *first == 0);
    let rest: Vec<PathBuf> = if is_log { parts(path).collect() } else { Vec::new() };
    Ok(Box::new(Parts { current, rest: rest.into() }))
}

/// The parts of a log, with a zero between two.
struct Parts {
    current: BufReader<File>,
    rest: VecDeque<PathBuf>,
}

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.current.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        let Some(part) = self.rest.pop_front() else {
            return Ok(0);
        };
        self.current = BufReader::new(File::open(part)?);
        buffer[0] = 0;
        Ok(1)
    }
}
