//! The functions that C calls: one file an entry point.

#[cfg(all(feature = "async", feature = "write"))]
pub mod adump;
#[cfg(feature = "write")]
pub mod dump;
#[cfg(feature = "feed")]
pub mod feed;
#[cfg(feature = "files")]
pub mod file;
#[cfg(feature = "classes")]
pub mod hooks;
#[cfg(feature = "into")]
pub mod into;
pub mod load;
#[cfg(feature = "classes")]
pub mod memo;
pub mod native;
pub mod options;
#[cfg(feature = "packets")]
pub mod packet;
#[cfg(all(feature = "classes", feature = "write"))]
pub mod pickler;
#[cfg(feature = "signed")]
pub mod sign;
#[cfg(feature = "classes")]
pub mod unpickler;
