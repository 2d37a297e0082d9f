//! CPython's pickle protocols 0 to 5, for any object model.
//!
//! The codec knows bytes and opcodes; a [`model::Model`] knows objects and memory. Nesting is held on
//! explicit stacks in the model's memory, never on the native stack, and the decoder can stop at
//! any byte and go on when more arrives.
//!
//! Formats: CPython's `pickletools.py` and PEPs 307, 3154 and 574.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[cfg(feature = "classes")]
pub mod compat;
mod decode;
#[cfg(feature = "write")]
mod encode;
#[cfg(feature = "text")]
pub mod escape;
mod lines;
#[cfg(feature = "write")]
mod memo;
mod object;
pub mod opcode;
pub mod words;

pub use decode::Decoder;
#[cfg(feature = "write")]
pub use encode::output::FRAME_TARGET;
#[cfg(all(feature = "classes", feature = "write"))]
pub use encode::places::{Place, places};
#[cfg(feature = "write")]
pub use encode::{Encoder, MemoSlot, PendingTask};
#[cfg(feature = "write")]
pub use memo::memo_entry;
#[cfg(feature = "buffers")]
pub use object::BufferPlace;
#[cfg(feature = "classes")]
pub use object::{Call, Instantiate, Override, Reduce, Reduced, State};
pub use object::{Describe, Known, Resolve};
pub use opcode::{DEFAULT_PROTOCOL, HIGHEST_PROTOCOL};
