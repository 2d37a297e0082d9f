//! Names in pickles, calls, and what pickles have as text.

use core::convert::Infallible;

#[cfg(feature = "text")]
use model::Error;
use pickle::Resolve;

#[cfg(feature = "text")]
use super::encoding::{self, Encoding};
use super::plain;
use crate::host::Host;
#[cfg(feature = "text")]
use crate::native::ints;
#[cfg(feature = "text")]
use crate::native::memory::Memory;
#[cfg(any(feature = "text", feature = "classes"))]
use crate::native::names::Name;
use crate::native::obj::Obj;
#[cfg(any(feature = "text", feature = "classes"))]
use crate::native::obj::new_copy;
#[cfg(any(feature = "text", feature = "classes"))]
use crate::native::raise;
#[cfg(any(feature = "text", feature = "classes"))]
use crate::native::table::{state, table};

/// Most digits of an integer as text: MicroPython needs time in the square of their number.
/// CPython has the same limit.
#[cfg(feature = "text")]
const MAX_DIGITS: usize = 4301;

impl Resolve for Host {
    #[cfg(feature = "text")]
    fn int_text(&mut self, text: &[u8]) -> Result<Obj, Error> {
        let text = text.trim_ascii();
        if text.is_empty() {
            return Err(Error::BadText);
        }
        if text.len() > MAX_DIGITS {
            raise::raise(Name::ValueError, "too many digits");
        }
        // MicroPython skips underscores, and finds the rest to be 0.
        if !text.iter().any(u8::is_ascii_alphanumeric) {
            raise::raise(Name::ValueError, "no digits");
        }
        Ok(ints::parse(text))
    }

    #[cfg_attr(not(feature = "classes"), expect(unused_variables))]
    fn find_class(&mut self, module: Obj, name: Obj, python2: bool) -> Result<Obj, Infallible> {
        #[cfg(feature = "classes")]
        if self.rules.is_some() && (!module.is_str() || !name.is_str()) {
            raise::raise(Name::UnpicklingError, "STACK_GLOBAL requires str");
        }
        #[cfg(feature = "classes")]
        if let Some(rules) = self.rules {
            // A program's own rules are asked about all names.
            if rules.raw() != state().rules || !plain::has(module, name) {
                let mut names = [module, name];
                if python2 {
                    let (module, name) = pickle::compat::to_python3(module.text(), name.text());
                    names = [module, name].map(|text| new_copy(table().type_str, text));
                }
                return Ok(self.ask(Name::find_class, names));
            }
        }
        Ok(plain::find(module, name))
    }

    fn call(&mut self, function: Obj, args: Obj) -> Result<Obj, Infallible> {
        #[cfg(feature = "classes")]
        if self.rules.is_some() && !plain::is_known(function) {
            self.check_args(args);
            return Ok(self.ask(Name::_call, [function, args]));
        }
        Ok(self.call_plain(function, args))
    }
}

#[cfg(feature = "text")]
impl Host {
    /// A `str` of Python 2.
    #[inline(never)]
    pub fn old_str(&self, data: &[u8]) -> Obj {
        if self.encoding == Encoding::Bytes {
            return new_copy(state().bytes, data);
        }
        let mut text = Memory::<u8>::default();
        let offset = self.budget.read.wrapping_sub(1);
        encoding::decode(data, self.encoding, self.on_error, offset, &mut text);
        text.take_text(table().type_str)
    }
}
