//! Pickles as plain data, in a firmware without classes: the names and calls that stand for
//! built-in types at protocols that have no opcodes for them.

use micropython::{Obj, Qstr, Str, Tuple, Type, buffer, call, native_type, str};

use model::encoding::to_latin1;

use crate::host::Host;
use crate::host::memory::Memory;
use crate::names::interned::name;
use crate::raise;
use crate::types::items::no_items;

/// Types with names.
static TYPES: [Type; 4] = [
    native_type!(mp_type_bytes),
    native_type!(mp_type_bytearray),
    native_type!(mp_type_set),
    native_type!(mp_type_frozenset),
];

/// Stands for `_codecs.encode`.
pub fn encode() -> Obj {
    name!(encode).obj()
}

fn class_of(obj: Obj) -> Option<Type> {
    Type::from_obj(obj).filter(|class| TYPES.contains(class))
}

impl Host {
    /// The type of this name.
    pub fn find_object(&mut self, module: Obj, name: Obj, _python2: bool) -> Obj {
        let (module, name) = (str::text_or_empty(module), str::text_or_empty(name));
        // A name that is not interned is none of these.
        if let (Some(m), Some(n)) = (Qstr::find(module), Qstr::find(name)) {
            if m == name!(_codecs) && n == name!(encode) {
                return encode();
            }
            if m == name!(builtins) || m == name!(__builtin__) {
                if let Some(class) = TYPES.iter().find(|class| class.name() == n) {
                    return class.obj();
                }
            }
        }
        raise::unpickling_named("needs the feature classes:", module, name)
    }

    /// Calls such a type.
    pub fn call_object(&mut self, function: Obj, args: Obj) -> Obj {
        let Some(args) = Tuple::of(args).map(Tuple::items) else {
            raise::unpickling_type("arguments must be a tuple, not", args);
        };
        let is_bytearray = function == native_type!(mp_type_bytearray).obj();
        // The bytes as characters, and `latin1`.
        if let [text, _] = args
            && let Some(text) = str::text(*text)
            && (is_bytearray || function == encode())
        {
            let mut bytes = Memory::<u8>::default();
            let Ok(is_whole) = to_latin1(text, &mut bytes);
            if !is_whole {
                raise::unpickling("not latin1");
            }
            return if is_bytearray {
                buffer::adopt_bytearray(&mut bytes.0)
            } else {
                str::adopt(native_type!(mp_type_bytes), &mut bytes.0)
            };
        }
        let Some(class) = class_of(function) else {
            raise::unpickling_type("cannot call", function);
        };
        match args {
            [] => call::call(function, &[]),
            [data] if is_bytearray && data.is(native_type!(mp_type_bytes)) => {
                // SAFETY: it is one.
                buffer::new_bytearray(unsafe { Str::from_known(*data) }.data())
            }
            [elements] if class != native_type!(mp_type_bytes) && !is_bytearray => {
                self.budget.set_of(class, *elements)
            }
            _ => raise::unpickling_named("unusual argument of", class.name().text(), b""),
        }
    }

    /// Only lists have `append`.
    pub fn append_otherwise(&mut self, target: Obj, _items: &[Obj]) {
        no_items(target);
    }

    /// Only dictionaries take items.
    pub fn set_otherwise(&mut self, target: Obj, _items: &[Obj]) {
        no_items(target);
    }

    /// Only sets have `add`.
    pub fn add_otherwise(&mut self, target: Obj, _items: &[Obj]) {
        no_items(target);
    }

    /// Module and name of such a type, as str objects; raises PicklingError.
    #[cfg(feature = "write")]
    pub fn names_of(&mut self, obj: Obj) -> (Obj, Obj) {
        if obj == encode() {
            return (name!(_codecs).obj(), obj);
        }
        match class_of(obj) {
            Some(class) => (name!(builtins).obj(), class.name().obj()),
            None => raise::pickling_type("cannot pickle", obj.type_of()),
        }
    }
}
