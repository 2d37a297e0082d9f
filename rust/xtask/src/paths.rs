//! Folders of the repository and of the build.

pub use firmware_build::paths::{root, target, venv};
