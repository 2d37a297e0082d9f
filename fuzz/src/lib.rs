//! The targets are part of the codec's tests, which replay what was found.

#[allow(dead_code, unused_imports)]
#[path = "../../rust/pickle/tests/codec/common/mod.rs"]
mod common;
#[allow(dead_code)]
#[path = "../../rust/pickle/tests/codec/targets/mod.rs"]
pub mod targets;

// In files of their own: a path is looked for from the folder of the file.
#[allow(dead_code, unused_imports)]
pub mod formats;
#[allow(dead_code, unused_imports)]
pub mod messages;
