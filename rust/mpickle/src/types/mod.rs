//! Types: how objects of each are made and taken apart.

#[cfg(feature = "classes")]
pub mod builtin;
#[cfg(feature = "classes")]
pub mod constructor;
#[cfg(any(feature = "classes", feature = "text"))]
pub mod encoding;
pub mod float;
pub mod int;
pub mod items;
pub mod kinds;
#[cfg(feature = "classes")]
pub mod native;
#[cfg(all(feature = "classes", feature = "write"))]
pub mod recipe;
#[cfg(all(feature = "classes", feature = "write"))]
pub mod reduce;
#[cfg(feature = "classes")]
pub mod state;
#[cfg(feature = "stub")]
pub mod stub;
