//! The codec over a small object model of its own: see [`common::Host`].

mod batches;
mod common;
mod exact;
mod fixups;
mod framing;
mod identity;
mod roundtrip;
mod stream;
