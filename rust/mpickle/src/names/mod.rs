//! Names: those under which objects are written, and those that a pickle may use.

#[cfg(feature = "classes")]
pub mod attributes;
#[cfg(feature = "classes")]
pub mod find;
pub mod interned;
#[cfg(all(feature = "classes", feature = "write"))]
pub mod locate;
#[cfg(feature = "classes")]
pub mod modules;
#[cfg(feature = "classes")]
pub mod policy;
#[cfg(feature = "classes")]
pub mod registry;
