//! Where pickles come from and go to.

#[cfg_attr(not(feature = "streams"), path = "source_memory.rs")]
pub mod source;
