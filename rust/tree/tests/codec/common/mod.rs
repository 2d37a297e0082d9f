//! What all tests share.

mod feed;
mod host;
mod show;

pub use feed::{all_ways, decode, decode_in, decode_pieces, fails};
pub use host::{Host, Obj, Value};
pub use show::show;
pub use testing::{Block, Keep, cases, fail_after, held, hex, peak_of, unhex};

use model::{Buffer, Destination, Encode, Error, NoSink};
use tree::{Encoder, Format, WriteOptions};

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
