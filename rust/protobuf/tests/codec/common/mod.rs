//! What all tests share.

#[path = "../../../../pickle/tests/codec/common/block.rs"]
mod block;
mod feed;
mod host;
mod schema;

pub use block::{Block, fail_after, held, peak_of};
pub use feed::{all_ways, decode, decode_in, decode_pieces, fails, fails_with};
pub use host::{Host, Obj, Value, show};
pub use schema::{field, format, optional, packed, repeated, schema};

use model::{Buffer, Destination, Encode, Error, NoSink, Sink};
use protobuf::{Encoder, WriteOptions};

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

/// A sink that keeps what it gets, and is full after each write.
#[derive(Default)]
pub struct Keep {
    pub bytes: Vec<u8>,
    full: bool,
}

impl Sink<Host> for Keep {
    fn write(&mut self, data: &[u8]) -> Result<(), Error> {
        assert!(!self.full);
        self.bytes.extend_from_slice(data);
        self.full = true;
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.full
    }
}

/// Google's way.
pub const OPTIONS: WriteOptions = WriteOptions { delimited: false, int_bits: 64 };

/// What is written to memory, and to a stream that is full after each write: the same.
pub fn encode_with(host: &mut Host, obj: Obj, options: WriteOptions) -> Result<Vec<u8>, Error> {
    let mut encoder = Encoder::<Host>::new(options, Destination::Memory);
    encoder.dump(host, &mut NoSink, obj)?;
    let bytes = encoder.output().as_slice().to_vec();
    encoder.release_scratch();
    let mut encoder = Encoder::<Host>::new(options, Destination::Stream);
    let mut sink = Keep::default();
    encoder.begin(host, obj)?;
    while !encoder.proceed(host, &mut sink)? {
        sink.full = false;
    }
    assert_eq!(unhex(&sink.bytes), unhex(&bytes));
    Ok(bytes)
}

/// What is written, Google's way.
pub fn encode(host: &mut Host, obj: Obj) -> Result<Vec<u8>, Error> {
    encode_with(host, obj, OPTIONS)
}
