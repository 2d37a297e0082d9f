//! MessagePack and CBOR, for any object model.
//!
//! Both are trees of the same few kinds of item, so one machine reads and writes them; the formats differ in
//! their heads and in what they know beyond plain data. Which one it is, is a value: a program with both
//! has the machine once. Nesting is held on explicit stacks in the model's memory, never on the native
//! stack, and the decoder can stop at any byte and go on when more arrives.
//!
//! Formats: the specification of MessagePack with `umsgpack`'s extension types; RFC 8949 (CBOR), RFC 8746
//! (typed arrays), and the registered tags 25, 256 and 258.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// With one format alone the enums keep the other's variants, and variables that only it changes stay variable.
#![cfg_attr(
    not(all(feature = "msgpack", feature = "cbor", feature = "write")),
    allow(dead_code, unused_mut, unused_assignments)
)]

#[cfg(not(any(feature = "msgpack", feature = "cbor")))]
compile_error!("a format is needed: msgpack, cbor");

mod decode;
#[cfg(feature = "write")]
mod encode;
mod format;
mod object;
#[cfg(feature = "msgpack")]
mod timestamp;
pub mod words;

pub use decode::{Decoder, Frame, ReadOptions};
#[cfg(feature = "write")]
pub use encode::{Encoder, FloatWidth, Task, WriteOptions};
pub use format::Format;
pub use object::Unpack;
#[cfg(feature = "write")]
pub use object::{Ask, Form, Pack};
#[cfg(feature = "msgpack")]
pub use timestamp::{parse_timestamp, write_timestamp};
