//! The command `mpickle`: what is in a pickle, whether a board can load it, what it takes there.
//!
//! It reads with the codecs that boards have, into a graph of nodes ([`graph`]), and never calls anything that a
//! file names.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod array;
pub mod board;
pub mod cat;
pub mod check;
pub mod cli;
pub mod convert;
pub mod diff;
pub mod freeze;
pub mod graph;
pub mod heap;
pub mod json;
pub mod line;
pub mod options;
pub mod plain;
pub mod show;
pub mod signing;
pub mod slim;
pub mod source;
