//! The codec over a small object model of its own: see [`common::Host`].

mod batches;
mod common;
mod depth;
mod exact;
mod faults;
mod fixups;
mod framing;
mod identity;
mod opcodes;
mod reject;
mod roundtrip;
mod stream;
