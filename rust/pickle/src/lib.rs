//! CPython's pickle protocols 0 to 5, for any object model.
//!
//! The codec knows bytes and opcodes; a [`Model`] knows objects and memory. Nesting is held on
//! explicit stacks in the model's memory, never on the native stack, and the decoder can stop at
//! any byte and go on when more arrives.
//!
//! Formats: CPython's `pickletools.py` and PEPs 307, 3154 and 574.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod buffer;
#[cfg(feature = "classes")]
pub mod compat;
#[cfg(feature = "crc")]
pub mod crc;
mod decode;
#[cfg(feature = "write")]
mod encode;
mod error;
pub mod float;
#[cfg(feature = "write")]
mod memo;
mod model;
pub mod opcode;
#[cfg(feature = "packets")]
pub mod packet;
#[cfg(feature = "text")]
pub mod text;

pub use buffer::{Buffer, push_point};
pub use decode::{Decoder, Limits, Step, Window};
#[cfg(feature = "write")]
pub use encode::output::{FRAME_TARGET, NoSink, Sink};
#[cfg(all(feature = "classes", feature = "write"))]
pub use encode::places::{Place, places};
#[cfg(feature = "write")]
pub use encode::{Destination, Encoder, MemoSlot, PendingTask};
pub use error::{Class, Error};
#[cfg(feature = "write")]
pub use memo::memo_entry;
#[cfg(feature = "buffers")]
pub use model::BufferPlace;
#[cfg(feature = "classes")]
pub use model::{Call, Instantiate, Override, Reduce, Reduced, State};
pub use model::{Construct, Inspect, Known, Model, Payload, View};
pub use opcode::{DEFAULT_PROTOCOL, HIGHEST_PROTOCOL};
