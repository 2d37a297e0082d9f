//! Bytes to graphs and back.

use std::fmt;
use std::io::{self, Read};

use model::crc::Crc32;
use model::{Decode, Destination, Encode, Error, NoSink, Step, Window};

use super::{Graph, Obj};
use crate::source;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Pickle
    Pickle,
    /// MessagePack or CBOR
    Tree(tree::Format),
}

/// Why an input cannot be read, or an object not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The codec's error.
    pub error: Error,
    /// The byte offset of the opcode or head that it is about, when reading.
    pub offset: Option<usize>,
    /// The byte there.
    pub culprit: u8,
    form: Form,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = match self.error {
            Error::Unhashable => "unhashable key",
            Error::WrongType => "an opcode on an object of another type",
            Error::NotCallable => "a call of what is no class or function",
            Error::NoState => "a state for what takes none",
            Error::CallFailed => "text that is no Latin-1",
            Error::OutOfMemory => "needs more memory than its length makes plausible",
            Error::Unsupported => "an object that the format has no form for",
            error => match self.form {
                Form::Pickle => pickle::words::message(error),
                Form::Tree(format) => tree::words::message(format, error),
            },
        };
        f.write_str(message)?;
        match (self.error, self.culprit) {
            (Error::UnknownOpcode, byte) => write!(f, " '{}'", byte.escape_ascii())?,
            (Error::UnsupportedProtocol, protocol) => write!(f, " {protocol}")?,
            _ => {}
        }
        match self.offset {
            Some(offset) => write!(f, " at byte {offset}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

fn decode<'a, D: Decode<Graph<'a>>>(
    decoder: &mut D,
    graph: &mut Graph<'a>,
    data: &[u8],
    form: Form,
) -> Result<(Obj, usize), Fault> {
    let mut at = 0;
    loop {
        let window = Window { bytes: &data[at..], last: true, volatile: false };
        match decoder.run(graph, window) {
            Ok((consumed, Step::Done(obj))) => return Ok((obj, at + consumed)),
            Ok((consumed, Step::Again)) => at += consumed,
            Ok((consumed, Step::Need(_))) => {
                at += consumed;
                let error = decoder.end_of_input(data.len() - at);
                return Err(fault(decoder, error, form));
            }
            Err(error) => return Err(fault(decoder, error, form)),
        }
    }
}

fn fault<'a, D: Decode<Graph<'a>>>(decoder: &D, error: Error, form: Form) -> Fault {
    Fault { error, offset: Some(decoder.offset()), culprit: decoder.culprit(), form }
}

/// The object of the pickle at the start of `data`, and how many bytes it has.
///
/// # Errors
/// It is malformed.
pub fn read_pickle(graph: &mut Graph<'_>, data: &[u8]) -> Result<(Obj, usize), Fault> {
    decode(&mut pickle::Decoder::new(true), graph, data, Form::Pickle)
}

/// The same of MessagePack or CBOR.
///
/// # Errors
/// It is malformed.
pub fn decode_tree(graph: &mut Graph<'_>, data: &[u8], format: tree::Format) -> Result<(Obj, usize), Fault> {
    let options = tree::ReadOptions { unique_keys: false, ..tree::ReadOptions::new(format) };
    decode(&mut tree::Decoder::new(format, options), graph, data, Form::Tree(format))
}

/// Bytes of a stream that wait to be decoded.
pub struct Pending<R> {
    source: R,
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
    /// Offset of `at` in the stream.
    pub offset: u64,
    /// Checksum of what was consumed.
    crc: Crc32,
}

/// How much is read at once.
const PIECE: usize = 64 * 1024;

impl<R: Read> Pending<R> {
    /// A stream of which nothing was read.
    pub fn new(source: R) -> Self {
        Self { source, bytes: Vec::new(), at: 0, ended: false, offset: 0, crc: Crc32::default() }
    }

    /// The bytes that are there.
    pub fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// Whether there are no more.
    pub fn is_last(&self) -> bool {
        self.ended
    }

    /// Whether all that is left is the checksum of what was consumed, with a signature before it perhaps: the end of a file
    /// that `save` wrote.
    pub fn is_saved_end(&self) -> bool {
        let mut crc = self.crc;
        crc.update(self.rest());
        self.ended && source::is_end(self.rest()) && crc.is_intact()
    }

    /// These bytes are done with.
    pub fn consume(&mut self, count: usize) {
        self.crc.update(&self.bytes[self.at..self.at + count]);
        self.at += count;
        self.offset += count as u64;
    }

    /// Reads until there are `count` bytes, or all.
    ///
    /// # Errors
    /// Those of the source.
    pub fn fill(&mut self, count: usize) -> io::Result<()> {
        if self.at > PIECE {
            self.bytes.drain(..self.at);
            self.at = 0;
        }
        while !self.ended && self.rest().len() < count {
            let want = (count - self.rest().len()).clamp(PIECE, 16 * PIECE) as u64;
            let got = self.source.by_ref().take(want).read_to_end(&mut self.bytes)?;
            self.ended = (got as u64) < want;
        }
        Ok(())
    }
}

/// The next pickle of a stream; None at its end. `graph` has no input, since the bytes do not stay.
///
/// # Errors
/// Those of the source, and a malformed pickle: a [`Fault`] whose offset counts from the start of the stream.
pub fn next_pickle<R: Read>(
    graph: &mut Graph<'_>,
    stream: &mut Pending<R>,
) -> Result<Option<Obj>, Box<dyn std::error::Error + Send + Sync>> {
    let begin = stream.offset;
    let mut decoder = pickle::Decoder::new(true);
    let place = |mut fault: Fault| {
        fault.offset = fault.offset.map(|offset| offset + begin as usize);
        Box::new(fault)
    };
    stream.fill(1)?;
    loop {
        let window = Window { bytes: stream.rest(), last: stream.is_last(), volatile: false };
        match decoder.run(graph, window) {
            Ok((consumed, Step::Done(obj))) => {
                stream.consume(consumed);
                return Ok(Some(obj));
            }
            Ok((consumed, Step::Again)) => stream.consume(consumed),
            Ok((consumed, Step::Need(count))) => {
                stream.consume(consumed);
                let have = stream.rest().len();
                stream.fill(count.max(have + 1))?;
                if stream.rest().len() < count {
                    match decoder.end_of_input(stream.rest().len()) {
                        Error::OutOfInput if stream.offset == begin => return Ok(None),
                        Error::OutOfInput => {
                            return Err(place(fault(&decoder, Error::Truncated, Form::Pickle)));
                        }
                        error => return Err(place(fault(&decoder, error, Form::Pickle))),
                    }
                }
            }
            Err(error) => return Err(place(fault(&decoder, error, Form::Pickle))),
        }
    }
}

fn encode<'a, E: Encode<Graph<'a>>>(
    mut encoder: E,
    graph: &mut Graph<'a>,
    obj: Obj,
    form: Form,
) -> Result<Vec<u8>, Fault> {
    match encoder.dump(graph, &mut NoSink, obj) {
        Ok(()) => Ok(std::mem::take(&mut encoder.output().0)),
        Err(error) => Err(Fault { error, offset: None, culprit: 0, form }),
    }
}

/// The pickle of an object, as small as a board writes it.
///
/// # Errors
/// The graph holds what only a pickle written by hand has, or the protocol has no form for it.
pub fn write_pickle(graph: &mut Graph<'_>, obj: Obj, protocol: u8) -> Result<Vec<u8>, Fault> {
    encode(pickle::Encoder::new(protocol, true, Destination::Memory), graph, obj, Form::Pickle)
}

/// The same as MessagePack or CBOR.
///
/// # Errors
/// An object that the format has no form for; a container in itself.
pub fn write_tree(graph: &mut Graph<'_>, obj: Obj, format: tree::Format) -> Result<Vec<u8>, Fault> {
    let options = tree::WriteOptions { float: tree::FloatWidth::Shortest, ..tree::WriteOptions::NEW };
    encode(tree::Encoder::new(format, options, Destination::Memory), graph, obj, Form::Tree(format))
}
