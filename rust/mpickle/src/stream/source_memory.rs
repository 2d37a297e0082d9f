//! Stands for files in a firmware without streams: pickles are in memory.

use micropython::Obj;
#[cfg(feature = "write")]
pub use model::NoSink as Target;

/// Something to read from.
pub struct Source(Obj);

impl Source {
    /// Bytes in memory.
    pub fn memory(data: Obj) -> Self {
        Self(data)
    }

    /// The bytes.
    pub fn file(&self) -> Obj {
        self.0
    }
}
