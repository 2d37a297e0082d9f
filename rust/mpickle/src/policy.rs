//! Who may be named and called: the option `allow`.
//!
//! A name is checked where it is looked up. What is called, and the class of what gets a state or
//! items, is checked again there: it may have come another way, as the result of a call for
//! example. Both ask [`Policy`].

use micropython::qstr::MAX_LEN;
use micropython::{HeapVec, Obj, Qstr, Type, call, ffi, list, native_type, str};

use crate::find::{self, is_data, is_reachable};
use crate::{raise, registry};

/// How far names reach.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Data types only: nothing is called.
    Data,
    /// Also what is registered, and what is written in Python.
    Python,
    /// Data types, and the entries of this tuple: names, classes, functions and modules.
    Listed(Obj),
}

/// What one load may reach.
pub struct Policy {
    reach: Reach,
    /// What was found by name, or came from a hook, and is not within reach by what it is.
    granted: HeapVec<Obj>,
}

impl Policy {
    /// What applies when the caller says nothing.
    #[must_use]
    pub const fn new() -> Self {
        let reach = if cfg!(feature = "data-only") { Reach::Data } else { Reach::Python };
        Self { reach, granted: HeapVec::new() }
    }

    /// Reads the option `allow`: None, "data", "python", or an iterable of entries.
    pub fn allow(&mut self, allow: Obj) {
        self.reach = match str::text(allow) {
            _ if allow.is_none() => return,
            Some(b"data") => Reach::Data,
            Some(b"python") => Reach::Python,
            Some(_) => {
                raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "allow must be 'data', 'python' or a set")
            }
            None => {
                let entries = call::call(native_type!(mp_type_tuple).obj(), &[allow]);
                if !list::tuple_items(entries).iter().all(|entry| is_entry(*entry)) {
                    raise::raise(
                        ffi::mpickle_c_class::TYPE_ERROR,
                        "allow: not a name, class, function or module",
                    );
                }
                Reach::Listed(entries)
            }
        };
    }

    /// The object named `name` in `module`. Raises UnpicklingError if there is none, or if it is
    /// out of reach.
    pub fn find(&mut self, module: &[u8], name: &[u8]) -> Obj {
        let found = match self.reach {
            Reach::Data => find::data(module, name),
            Reach::Python => return self.find_python(module, name),
            Reach::Listed(entries) => {
                listed(list::tuple_items(entries), module, name).or_else(|| find::data(module, name))
            }
        };
        let Some(obj) = found else { raise::unpickling_named(NOT_ALLOWED, module, name) };
        self.grant(obj);
        obj
    }

    fn find_python(&mut self, module: &[u8], name: &[u8]) -> Obj {
        if let Some(obj) = registry::find(module, name) {
            self.grant(obj);
            return obj;
        }
        if let Some(obj) = find::data(module, name) {
            return obj;
        }
        let found = find::import(module).and_then(|holder| find::dotted(holder, name));
        match found {
            None if module == b"builtins" && pickle::compat::is_os_error(name) => {
                native_type!(mp_type_OSError).obj()
            }
            Some(obj) if is_reachable(obj) => obj,
            Some(_) => raise::unpickling_named(NOT_ALLOWED, module, name),
            None => raise::unpickling_named("not found:", module, name),
        }
    }

    /// From now on `obj` may be called: it was found by a permitted name, or the caller's hook
    /// returned it.
    pub fn grant(&mut self, obj: Obj) {
        if call::is_callable(obj) && !self.permits(obj) {
            self.granted.push(obj);
        }
    }

    /// Takes back what was granted.
    #[cfg(feature = "feed")]
    pub fn forget(&mut self) {
        self.granted.release();
    }

    /// Whether `obj` may be called, or be the class of what is changed.
    #[must_use]
    pub fn permits(&self, obj: Obj) -> bool {
        let by_itself = if self.reach == Reach::Python { is_reachable(obj) } else { is_data(obj) };
        by_itself || self.granted.as_slice().contains(&obj) || self.lists(obj)
    }

    /// Whether the caller listed the very object.
    fn lists(&self, obj: Obj) -> bool {
        matches!(self.reach, Reach::Listed(entries) if list::tuple_items(entries).contains(&obj))
    }

    /// Raises UnpicklingError unless [`Policy::permits`].
    #[inline]
    pub fn check(&self, obj: Obj) {
        if !self.permits(obj) {
            refuse(obj);
        }
    }
}

/// What errors begin with.
const NOT_ALLOWED: &str = "not allowed:";

#[cold]
fn refuse(obj: Obj) -> ! {
    let class = Type::from_obj(obj).unwrap_or_else(|| obj.type_of());
    raise::unpickling_named(NOT_ALLOWED, class.name().text(), b"")
}

fn is_entry(entry: Obj) -> bool {
    str::text(entry).is_some() || call::is_callable(entry) || find::module_globals(entry).is_some()
}

/// What the caller permitted under this name: by the name itself, whatever it is; or as one of
/// the objects; or by its module, where native functions and types stay out.
fn listed(entries: &[Obj], module: &[u8], name: &[u8]) -> Option<Obj> {
    let (mut named, mut of_module) = (false, false);
    for text in entries.iter().filter_map(|entry| str::text(*entry)) {
        of_module |= text == module;
        named |= text
            .strip_prefix(module)
            .and_then(|rest| rest.split_first())
            .is_some_and(|(dot, rest)| matches!(dot, b'.' | b':') && rest == name);
    }
    if let Some(obj) = registry::find(module, name) {
        return (named || of_module || entries.contains(&obj)).then_some(obj);
    }
    let holder = if named || of_module {
        find::import(module)?
    } else if module.len() <= MAX_LEN {
        // The caller holds the object or its module, so it has been imported.
        Qstr::find(module).and_then(find::holder)?
    } else {
        return None;
    };
    let obj = find::dotted(holder, name)?;
    let in_module = of_module || entries.contains(&holder);
    (named || entries.contains(&obj) || in_module && is_reachable(obj)).then_some(obj)
}
