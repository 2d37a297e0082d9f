//! Streams that pickles are read from and written to.

#[cfg_attr(not(feature = "streams"), path = "source_memory.rs")]
pub mod source;
