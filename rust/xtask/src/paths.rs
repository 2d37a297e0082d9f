//! Where things are.

pub use firmware_build::paths::{root, target, venv};
