//! The target of MessagePack and CBOR, likewise.

#[path = "../../rust/tree/tests/codec/common/mod.rs"]
mod common;
#[path = "../../rust/tree/tests/codec/targets.rs"]
pub mod targets;
