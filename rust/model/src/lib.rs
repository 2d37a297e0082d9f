//! The parts that all codecs share: objects, memory, input, output, limits, errors.
//!
//! A [`Model`] knows objects and memory; a codec knows bytes. Nothing here knows a format.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod buffer;
mod codec;
#[cfg(feature = "crc")]
pub mod crc;
pub mod depth;
pub mod encoding;
mod error;
pub mod float;
mod intake;
mod limits;
mod object;
#[cfg(feature = "packets")]
pub mod packet;
mod payload;
#[cfg(feature = "write")]
mod sink;
pub mod text;
mod window;
pub mod words;

pub use buffer::{Buffer, push_point};
pub use codec::Decode;
#[cfg(feature = "write")]
pub use codec::{Destination, Encode};
pub use error::Error;
pub use intake::Intake;
pub use limits::Limits;
pub use object::{Construct, Inspect, Model, Payload, View};
pub use payload::Payloads;
#[cfg(feature = "write")]
pub use sink::{NoSink, Sink};
pub use window::{Halt, Reader, Step, Window};
