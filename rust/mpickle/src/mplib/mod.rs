//! Names and functions of the Python library mPickle 0.2.1, for programs written for it.
//!
//! Everything that serves these programs only is here and in cmodule/pickle/compat*.c; without the
//! feature `compat` nothing of it is in the firmware.

mod modules;
pub mod registered;
mod tools;
