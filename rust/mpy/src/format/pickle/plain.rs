//! The names and calls that stand for built-in types at protocols that have no opcodes for them.

use model::Buffer;
use model::encoding::to_latin1;

use crate::construct;
use crate::host::Host;
use crate::native::memory::Memory;
use crate::native::names::Name;
use crate::native::obj::{self, Obj, Raw};
use crate::native::raise;
use crate::native::table::{state, table};

/// Types with names.
fn types() -> [(Raw, Name, &'static str); 4] {
    let state = state();
    [
        (state.bytes, Name::bytes, "bytes"),
        (state.bytearray, Name::bytearray, "bytearray"),
        (state.set, Name::set, "set"),
        (state.frozenset, Name::frozenset, "frozenset"),
    ]
}

/// Module and name of such a type, as str objects; raises PicklingError.
pub fn names_of(obj: Obj) -> (Obj, Obj) {
    if obj == Name::encode.obj() {
        return (Name::_codecs.obj(), obj);
    }
    for (class, name, _) in types() {
        if class == obj.raw() {
            return (Name::builtins.obj(), name.obj());
        }
    }
    raise::named(Name::PicklingError, "cannot pickle", obj.class_name(), b"")
}

/// Whether it is one of the types, or stands for `_codecs.encode`.
#[cfg(feature = "classes")]
pub fn is_known(obj: Obj) -> bool {
    obj == Name::encode.obj() || types().iter().any(|(class, ..)| *class == obj.raw())
}

/// Whether [`find`] finds it.
#[cfg(feature = "classes")]
pub fn has(module: Obj, name: Obj) -> bool {
    let (module, name) = (module.text(), name.text());
    match module {
        b"_codecs" => name == b"encode",
        b"builtins" | b"__builtin__" => {
            types().iter().any(|(class, _, word)| word.as_bytes() == name && *class != 0)
        }
        _ => false,
    }
}

/// The type of this name.
pub fn find(module: Obj, name: Obj) -> Obj {
    let (module, name) = (module.text(), name.text());
    if module == b"_codecs" && name == b"encode" {
        return Name::encode.obj();
    }
    if module == b"builtins" || module == b"__builtin__" {
        for (class, _, word) in types() {
            if word.as_bytes() == name && class != 0 {
                // SAFETY: a type.
                return unsafe { Obj::new(class) };
            }
        }
    }
    raise::named(Name::UnpicklingError, "needs the feature classes:", module, name)
}

impl Host {
    /// Calls such a type.
    pub fn call_plain(&mut self, function: Obj, args: Obj) -> Obj {
        let state = state();
        if !args.is(state.tuple) {
            raise::refusing_type("arguments must be a tuple, not", args);
        }
        let args = args.items();
        let is_bytearray = function.raw() == state.bytearray;
        // The bytes as characters, and `latin1`.
        if let [text, _] = args
            && text.is_str()
            && (is_bytearray || function == Name::encode.obj())
        {
            let mut bytes = Memory::<u8>::default();
            let Ok(is_whole) = to_latin1(text.text(), &mut bytes);
            if !is_whole {
                raise::raise(Name::UnpicklingError, "not latin1");
            }
            return if is_bytearray {
                construct::new_bytearray(&mut bytes)
            } else {
                bytes.take_text(state.bytes)
            };
        }
        let Some((class, _, word)) = types().into_iter().find(|(class, ..)| *class == function.raw()) else {
            raise::refusing_type("cannot call", function);
        };
        match args {
            [] => obj::call(class, &[]),
            [data] if is_bytearray && data.is(state.bytes) => {
                let mut copy = Memory::<u8>::default();
                let Ok(()) = copy.extend(data.buffer().unwrap_or_default());
                construct::new_bytearray(&mut copy)
            }
            [elements]
                if (class == state.set || class == state.frozenset)
                    && (elements.is(state.tuple) || elements.is(table().type_list)) =>
            {
                let set = self.set_of(&[], false);
                let mut at = 0;
                // An element's `__hash__` may change the list: it is looked at anew each time.
                while let Some(element) = elements.items().get(at).copied() {
                    self.fill_set(set, &[element]);
                    at += 1;
                }
                if class == state.frozenset {
                    // SAFETY: a new set.
                    unsafe { set.freeze() };
                }
                set
            }
            _ => raise::named(Name::UnpicklingError, "unusual argument of", word.as_bytes(), b""),
        }
    }
}
