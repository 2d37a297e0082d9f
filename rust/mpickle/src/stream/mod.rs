//! Streams that pickles are read from and written to.

#[cfg(feature = "compress")]
pub mod expand;
#[cfg(feature = "compress")]
pub mod pipe;
#[cfg_attr(not(feature = "streams"), path = "source_memory.rs")]
pub mod source;
