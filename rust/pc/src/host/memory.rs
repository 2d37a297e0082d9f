//! Growable memory for the codec.

pub use mpickle_tool::graph::Block;
