//! Names of objects, for pickles.

use core::convert::Infallible;

use pickle::{Describe, Known};

use super::plain;
use crate::host::Host;
use crate::native::names::Name;
use crate::native::obj::Obj;
use crate::native::table::state;

impl Describe for Host {
    fn global(&mut self, obj: Obj) -> Result<(Obj, Obj), Infallible> {
        #[cfg(feature = "classes")]
        if self.rules.is_some() && !plain::is_known(obj) {
            let names = self.ask(Name::_name, [obj]);
            if let [module, name] = names.items() {
                return Ok((*module, *name));
            }
        }
        Ok(plain::names_of(obj))
    }

    fn known(&mut self, known: Known) -> Obj {
        let state = state();
        // SAFETY: types that are there: the codec asks for those of the objects that it has met. The others are objects.
        unsafe {
            match known {
                Known::Set => Obj::new(state.set),
                Known::FrozenSet => Obj::new(state.frozenset),
                Known::Bytes => Obj::new(state.bytes),
                Known::ByteArray => Obj::new(state.bytearray),
                Known::Encode => Name::encode.obj(),
                #[cfg(feature = "classes")]
                Known::GetAttr => Obj::new(crate::native::obj::builtin(state.builtins, Name::getattr)),
                Known::Latin1 => Name::latin1.obj(),
                Known::Latin1Dashed => Obj::new(state.latin1_dashed),
            }
        }
    }
}
