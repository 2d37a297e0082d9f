//! MicroPython as the codec sees it.

use core::convert::Infallible;

use model::{Error, Model};

use crate::budget::Budget;
#[cfg(feature = "text")]
use crate::format::pickle::encoding::{Encoding, OnError};
use crate::native::memory::Memory;
use crate::native::obj::Obj;
#[cfg(feature = "classes")]
use crate::native::obj::Raw;
use crate::native::raise;

/// The model of objects, with the options of one dump or load.
pub struct Host {
    /// For Python 2's strings.
    #[cfg(feature = "text")]
    pub encoding: Encoding,
    /// For Python 2's strings.
    #[cfg(feature = "text")]
    pub on_error: OnError,
    /// The object that is asked about what is not plain data; `None` for plain data alone.
    #[cfg(feature = "classes")]
    pub rules: Option<Obj>,
    /// Its method `persistent_id` or `persistent_load`.
    #[cfg(feature = "classes")]
    pub persistent: Option<[Raw; 2]>,
    /// It has `reducer_override`.
    #[cfg(feature = "classes")]
    pub overrides: bool,
    /// The function that the caller gave: `default` of a dump, `ext_hook` or `tag_hook` of a load.
    #[cfg(feature = "tree")]
    pub hook: Option<Obj>,
    /// How much may be done.
    pub budget: Budget,
    /// Containers in containers; `usize::MAX` for any number.
    #[cfg(all(feature = "limits", feature = "pickle"))]
    pub max_depth: usize,
}

impl Host {
    pub const fn new() -> Self {
        Self {
            #[cfg(feature = "text")]
            encoding: Encoding::Ascii,
            #[cfg(feature = "text")]
            on_error: OnError::Strict,
            #[cfg(feature = "classes")]
            rules: None,
            #[cfg(feature = "classes")]
            persistent: None,
            #[cfg(feature = "classes")]
            overrides: false,
            #[cfg(feature = "tree")]
            hook: None,
            budget: Budget::new(),
            #[cfg(all(feature = "limits", feature = "pickle"))]
            max_depth: usize::MAX,
        }
    }
}

impl Model for Host {
    type Obj = Obj;
    type Vec<T: Copy> = Memory<T>;
    type Fault = Infallible;

    fn fault(&self, error: Error) -> Infallible {
        raise::writing(error)
    }
}
