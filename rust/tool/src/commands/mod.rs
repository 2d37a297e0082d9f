//! The tool's commands, one a file.

pub mod cat;
pub mod check;
pub mod convert;
pub mod diff;
pub mod freeze;
pub mod heap;
pub mod line;
pub mod show;
pub mod slim;
