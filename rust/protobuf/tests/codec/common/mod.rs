//! What all tests share.

mod feed;
mod host;
mod schema;

pub use feed::{all_ways, decode, decode_in, decode_pieces, fails, fails_with};
pub use host::{Host, Obj, Value, show};
pub use schema::{field, format, optional, packed, repeated, schema};
pub use testing::{Block, cases, fail_after, held, hex, peak_of, unhex};

use model::{Buffer, Destination, Encode, Error, NoSink};
use protobuf::{Encoder, WriteOptions};
use testing::Keep;

/// Google's way.
pub const OPTIONS: WriteOptions = WriteOptions { delimited: false, int_bits: 64 };

/// What is written to memory, and to a stream that is full after each write: the same.
pub fn encode_with(host: &mut Host, obj: Obj, options: WriteOptions) -> Result<Vec<u8>, Error> {
    let mut encoder = Encoder::<Host>::new(options, Destination::Memory);
    encoder.dump(host, &mut NoSink, obj)?;
    let bytes = encoder.output().as_slice().to_vec();
    encoder.release_scratch();
    let mut encoder = Encoder::<Host>::new(options, Destination::Stream);
    let mut sink = Keep { waiting: Some(0), strict: true, ..Keep::default() };
    encoder.begin(host, obj)?;
    while !encoder.proceed(host, &mut sink)? {
        sink.waiting = Some(0);
    }
    assert_eq!(unhex(&sink.bytes), unhex(&bytes));
    Ok(bytes)
}

/// What is written, Google's way.
pub fn encode(host: &mut Host, obj: Obj) -> Result<Vec<u8>, Error> {
    encode_with(host, obj, OPTIONS)
}
