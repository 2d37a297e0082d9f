//! Protocol Buffers, for any object model.
//!
//! A [`Schema`] says what a message has: it is a table of bytes, which is compiled once, or comes from flash. The
//! decoder and the encoder go through it without recursion: what is begun stands on stacks in the model's
//! memory. The decoder can stop at any byte and go on when more arrives.
//!
//! Format: <https://protobuf.dev/programming-guides/encoding/>, and the conformance tests of its authors.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[cfg(feature = "schema")]
mod build;
mod decode;
#[cfg(feature = "write")]
mod encode;
#[cfg(feature = "schema")]
mod format;
mod object;
#[cfg(feature = "raw")]
mod raw;
mod schema;
#[cfg(feature = "schema")]
mod spec;
pub mod words;

#[cfg(feature = "schema")]
pub use build::Builder;
pub use decode::{Decoder, Frame, ReadOptions, Root};
#[cfg(feature = "write")]
pub use encode::{Encoder, Task, WriteOptions};
#[cfg(feature = "schema")]
pub use format::{BadFormat, parse_format};
#[cfg(feature = "write")]
pub use object::Look;
pub use object::{Fill, Typed};
#[cfg(feature = "raw")]
pub use raw::{RawField, raw_field};
pub use schema::{BadSchema, Field, Kind, Label, Message, Schema};
#[cfg(feature = "schema")]
pub use spec::{BadSpec, Spec};
