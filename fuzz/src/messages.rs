//! The target of Protocol Buffers, likewise.

#[path = "../../rust/protobuf/tests/codec/common/mod.rs"]
mod common;
#[path = "../../rust/protobuf/tests/codec/targets.rs"]
pub mod targets;
