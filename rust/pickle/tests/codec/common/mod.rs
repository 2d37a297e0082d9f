//! What all tests share.

mod compare;
mod feed;
mod graph;
mod host;
mod scan;
mod show;

pub use compare::same;
pub use feed::{all_ways, decode, decode_in, decode_pieces, fails};
pub use graph::graphs;
pub use host::{BAD_TEXT, HOOK, Host, NO_STATE, NOT_CALLABLE, Obj, Object, UNHASHABLE, Value, WRONG_TYPE};
pub use scan::{frames, operations, optimal, unframed};
pub use show::show;
pub use testing::{Block, Keep, cases, fail_after, held, peak_of};

use model::{Buffer, Destination, Encode, Error, NoSink};
use pickle::Encoder;

/// A pickle made in memory.
pub fn encode(host: &mut Host, obj: Obj, protocol: u8) -> Result<Vec<u8>, Error> {
    let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Memory);
    encoder.dump(host, &mut NoSink, obj)?;
    let pickle = encoder.output().as_slice().to_vec();
    // Nothing but the output is held when scratch memory was released.
    encoder.release_scratch();
    Ok(pickle)
}

/// A pickle made through a sink.
pub fn encode_stream(host: &mut Host, obj: Obj, protocol: u8) -> Result<Vec<u8>, Error> {
    let mut encoder = Encoder::<Host>::new(protocol, true, Destination::Stream);
    let mut sink = Keep::default();
    encoder.dump(host, &mut sink, obj)?;
    Ok(sink.bytes)
}

/// Encodes at every protocol to both destinations, and reads all of it back in every way.
pub fn round_trip(host: &mut Host, obj: Obj) {
    for protocol in 0..=5 {
        round_trip_at(host, obj, protocol);
    }
}

/// As [`round_trip`], at one protocol. Returns the pickle made in memory.
pub fn round_trip_at(host: &mut Host, obj: Obj, protocol: u8) -> Vec<u8> {
    let memory = encode(host, obj, protocol).unwrap();
    let stream = encode_stream(host, obj, protocol).unwrap();
    frames(&memory);
    assert_eq!(frames(&stream), [], "streams have no frames");
    assert_eq!(unframed(&memory), optimal(&stream, protocol), "protocol {protocol}");
    for pickle in [&memory, &stream] {
        let make = || Host { extensions: host.extensions.clone(), ..Host::new() };
        let (read, root) = all_ways(pickle, make);
        if let Err(error) = same(host, obj, &read, root, true) {
            panic!("protocol {protocol}: {error}\n{}", pickle.escape_ascii());
        }
    }
    memory
}
