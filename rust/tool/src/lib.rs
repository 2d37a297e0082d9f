//! The command `mpickle`: what is in a pickle, whether a board can load it, what it takes there.
//!
//! It reads with the codecs that boards have, into a graph of nodes ([`graph`]), and never calls anything that a
//! file names.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod array;
pub mod board;
pub mod calls;
pub mod cli;
pub mod commands;
pub mod graph;
pub mod json;
pub mod options;
pub mod payload;
pub mod plain;
pub mod signing;
pub mod source;
