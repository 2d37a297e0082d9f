//! MicroPython's objects: a file for each type.

pub mod buffer;
pub mod deque;
pub mod dict;
pub mod exception;
pub mod float;
pub mod instance;
pub mod int;
pub(crate) mod keys;
pub mod list;
pub mod obj;
pub mod set;
pub mod shape;
pub mod str;
pub mod types;
