//! What all tests share.

#[path = "../../../../pickle/tests/codec/common/block.rs"]
mod block;
mod feed;
mod host;
mod show;

pub use block::{Block, fail_after, held, peak_of};
pub use feed::{all_ways, decode, decode_in, decode_pieces, fails};
pub use host::{Host, Obj, Value};
pub use show::show;

use model::{Buffer, Destination, Encode, Error, NoSink, Sink};
use proptest::prelude::ProptestConfig;
use tree::{Encoder, Format, WriteOptions};

/// So many random cases; a few of them with `PICKLE_TESTS=short`, for those who run the tests very often.
pub fn cases(cases: u32) -> ProptestConfig {
    let is_short = std::env::var_os("PICKLE_TESTS").is_some_and(|value| value == "short");
    let cases = if is_short { cases / 50 } else { cases };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Bytes from hexadecimal digits, between which spaces may stand.
pub fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    assert!(digits.len().is_multiple_of(2), "{text}");
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// Hexadecimal digits of bytes.
pub fn unhex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A sink that keeps what it gets, and can fail or be full.
#[derive(Default)]
pub struct Keep {
    pub bytes: Vec<u8>,
    /// Fails when this many bytes would be exceeded.
    pub room: Option<usize>,
    pub writes: usize,
    /// Is full from each write on until this is 0 again.
    pub waiting: Option<usize>,
}

impl Sink<Host> for Keep {
    fn write(&mut self, data: &[u8]) -> Result<(), Error> {
        if self.room.is_some_and(|room| self.bytes.len() + data.len() > room) {
            return Err(Error::CallFailed);
        }
        self.writes += 1;
        self.bytes.extend_from_slice(data);
        if let Some(waiting) = &mut self.waiting {
            *waiting += data.len();
        }
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.waiting.is_some_and(|waiting| waiting > 0)
    }
}

/// What memory encoders write.
pub fn encode_with(
    host: &mut Host,
    obj: Obj,
    format: Format,
    options: WriteOptions,
) -> Result<Vec<u8>, Error> {
    let mut encoder = Encoder::<Host>::new(format, options, Destination::Memory);
    encoder.dump(host, &mut NoSink, obj)?;
    let bytes = encoder.output().as_slice().to_vec();
    encoder.release_scratch();
    Ok(bytes)
}

/// What is written to memory, to a stream, and to one that is full after each write: the same.
pub fn encode(host: &mut Host, obj: Obj, format: Format, options: WriteOptions) -> Result<Vec<u8>, Error> {
    let bytes = encode_with(host, obj, format, options);
    host.glances = !host.glances;
    assert_eq!(encode_with(host, obj, format, options), bytes);
    host.glances = !host.glances;
    for waiting in [None, Some(0)] {
        let mut encoder = Encoder::<Host>::new(format, options, Destination::Stream);
        let mut sink = Keep { waiting, ..Keep::default() };
        let mut run = || {
            encoder.begin(host, obj)?;
            while !encoder.proceed(host, &mut sink)? {
                sink.waiting = Some(0);
            }
            Ok(())
        };
        let result: Result<(), Error> = run();
        match &bytes {
            Ok(bytes) => assert_eq!(unhex(&sink.bytes), unhex(bytes)),
            Err(error) => assert_eq!(result, Err(*error)),
        }
    }
    bytes
}

/// With everything by default.
pub fn plain(host: &mut Host, obj: Obj, format: Format) -> Result<Vec<u8>, Error> {
    encode(host, obj, format, WriteOptions::NEW)
}
