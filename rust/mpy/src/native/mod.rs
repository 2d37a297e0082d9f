//! The firmware, as a native module knows it: its table of functions and types, objects and memory by way of that table,
//! and the exceptions that leave the module.

pub mod ints;
pub mod memory;
pub mod names;
pub mod obj;
pub mod raise;
pub mod table;
