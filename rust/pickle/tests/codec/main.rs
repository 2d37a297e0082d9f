//! The codec over a small object model of its own: see [`common::Host`].

mod batches;
mod common;
mod compat;
mod depth;
mod errors;
mod escapes;
mod exact;
mod faults;
mod fixups;
mod floats;
mod framing;
mod glances;
mod identity;
mod limits;
mod memo;
mod memory;
mod names;
mod narrow;
mod opcodes;
mod packets;
mod regressions;
mod reject;
mod roundtrip;
mod stream;
mod targets;
