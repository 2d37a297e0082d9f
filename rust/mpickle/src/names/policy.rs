//! Which objects a pickle may name and call: the option `allow`.
//!
//! A name is checked where it is looked up. A callable, and the class of an object that gets a state or
//! items, is checked again there: it may have come another way, as the result of a call for
//! example. Both ask [`Policy`].

use core::cell::Cell;

use micropython::qstr::MAX_LEN;
use micropython::{List, Obj, Qstr, Tuple, Type, call, ffi, native_type, str};

use crate::names::find::{self, is_data, is_reachable};
use crate::names::modules;
use crate::names::registry;
use crate::names::registry::names::separator;
use crate::raise;

/// The objects that one load may reach, and those that it has looked up. In cells, because hooks may ask while the load
/// goes on.
pub struct Policy {
    /// Data types, and the entries of this tuple: names, classes, functions and modules. None
    /// for data types, registered objects, and everything that is written in Python.
    listed: Cell<Option<Tuple>>,
    /// Objects that were found by name or came from a hook, and that their type alone does not permit.
    granted: Cell<Option<List>>,
    /// The object that was permitted last. A load takes no permission back.
    permitted: Cell<Option<Obj>>,
    /// A name of nothing gets a stub.
    #[cfg(feature = "stub")]
    stubs: Cell<bool>,
}

impl Policy {
    /// Before [`Policy::allow`].
    #[must_use]
    pub const fn new() -> Self {
        Self {
            listed: Cell::new(None),
            granted: Cell::new(None),
            permitted: Cell::new(None),
            #[cfg(feature = "stub")]
            stubs: Cell::new(false),
        }
    }

    /// Reads the option `allow`: None, "data", "python", or an iterable of entries.
    pub fn allow(&self, allow: Obj) {
        self.listed.set(match str::text(allow) {
            Some(text) if str::is_word(text, "data") => Some(Tuple::new(&[])),
            Some(text) if str::is_word(text, "python") => None,
            Some(_) => {
                raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "allow must be 'data', 'python' or a set")
            }
            None if allow.is_none() => cfg!(feature = "data-only").then(|| Tuple::new(&[])),
            None => {
                // SAFETY: what calling tuple makes.
                let entries =
                    unsafe { Tuple::from_known(call::call(native_type!(mp_type_tuple).obj(), &[allow])) };
                if !entries.items().iter().all(|entry| is_entry(*entry)) {
                    raise::raise(
                        ffi::mpickle_c_class::TYPE_ERROR,
                        "allow: not a name, class, function or module",
                    );
                }
                Some(entries)
            }
        });
    }

    /// Reads the option `unknown`, None or "stub", after `allow`.
    #[cfg(feature = "stub")]
    pub fn unknown(&self, unknown: Obj) {
        if unknown.is_none() {
            return;
        }
        if !str::is_word(str::text_or_empty(unknown), "stub") {
            raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "unknown must be None or 'stub'");
        }
        if self.listed.get().is_some_and(|entries| entries.items().is_empty()) {
            raise::raise(
                ffi::mpickle_c_class::VALUE_ERROR,
                "data has no unknown names: allow more, or no stubs",
            );
        }
        self.stubs.set(true);
    }

    /// Whether a name of this module gets a stub, if it is one of nothing. Arrays need their feature: without it no
    /// stub would hold their items.
    fn has_stub(&self, module: &[u8]) -> bool {
        #[cfg(feature = "stub")]
        return self.stubs.get() && !is_lacking(module);
        #[cfg(not(feature = "stub"))]
        {
            let _ = module;
            false
        }
    }

    /// The class or function of a name, translated from Python 2's if need be.
    #[inline(always)]
    pub fn find_by_name(&self, module: Obj, name: Obj, python2: bool) -> Obj {
        let (Some(of), Some(own)) = (str::text(module), str::text(name)) else {
            raise::unpickling("STACK_GLOBAL requires str");
        };
        let (of, own) = if python2 { pickle::compat::to_python3(of, own) } else { (of, own) };
        if let Some(obj) = self.find(of, own) {
            return obj;
        }
        #[cfg(feature = "stub")]
        {
            // Text out of the pickle is in the memory of these two, a name of Python 3's is in ROM.
            let [module, name] = [(module, of), (name, own)].map(|(obj, text)| match str::text(obj) {
                Some(same) if same.as_ptr() == text.as_ptr() && same.len() == text.len() => obj,
                _ => str::new_str(text),
            });
            crate::types::stub::new(module, name)
        }
        #[cfg(not(feature = "stub"))]
        Obj::none()
    }

    /// The object named `name` in `module`; `None` if there is none, and a stub shall stand in. Raises UnpicklingError
    /// if there is none otherwise, or if it is out of reach.
    #[inline(always)]
    fn find(&self, module: &[u8], name: &[u8]) -> Option<Obj> {
        match self.listed.get() {
            Some(entries) => self.find_listed(entries, module, name),
            None => self.find_python(module, name),
        }
    }

    #[inline(never)]
    fn find_listed(&self, entries: Tuple, module: &[u8], name: &[u8]) -> Option<Obj> {
        let found = listed(entries.items(), module, name);
        let near = || find::nearest(module, name).filter(|obj| is_data(*obj));
        let Some(obj) = found.or_else(|| find::data(module, name)).or_else(near) else {
            if self.has_stub(module) {
                return None;
            }
            let text = if is_lacking(module) { "needs the feature arrays:" } else { NOT_ALLOWED };
            raise::unpickling_named(text, module, name)
        };
        self.grant(obj);
        Some(obj)
    }

    #[inline(never)]
    fn find_python(&self, module: &[u8], name: &[u8]) -> Option<Obj> {
        if let Some(obj) = registry::find(module, name) {
            self.grant(obj);
            return Some(obj);
        }
        if let Some(obj) = find::data(module, name) {
            return Some(obj);
        }
        let holder = modules::import(module);
        let found = holder.and_then(|holder| modules::dotted(holder, name));
        match found.or_else(|| find::nearest(module, name)) {
            Some(obj) if is_reachable(obj) => Some(obj),
            None if self.has_stub(module) => None,
            _ if is_lacking(module) => raise::unpickling_named("needs the feature arrays:", module, name),
            Some(_) => raise::unpickling_named(NOT_ALLOWED, module, name),
            None => raise::not_found(module, name, holder.is_some()),
        }
    }

    /// From now on `obj` may be called: it was found by a permitted name, or the caller's hook
    /// returned it.
    pub fn grant(&self, obj: Obj) {
        if call::is_callable(obj) && !self.permits(obj) {
            match self.granted.get() {
                Some(granted) => granted.extend(&[obj]),
                None => self.granted.set(Some(List::new(&[obj]))),
            }
        }
    }

    /// Takes granted permissions back.
    #[cfg(feature = "feed")]
    pub fn forget(&self) {
        self.granted.set(None);
        self.permitted.set(None);
    }

    /// Whether `obj` may be called, or be the class of an object that gets a state or items.
    #[must_use]
    pub fn permits(&self, obj: Obj) -> bool {
        self.granted.get().is_some_and(|granted| granted.holds(obj))
            || match self.listed.get() {
                None => is_reachable(obj),
                Some(entries) => is_data(obj) || contains(entries.items(), obj),
            }
    }

    /// Raises UnpicklingError unless [`Policy::permits`].
    #[inline]
    pub fn check(&self, obj: Obj) {
        if self.permitted.get() != Some(obj) {
            if !self.permits(obj) {
                refuse(obj);
            }
            self.permitted.set(Some(obj));
        }
    }
}

/// Whether a module's names are those of a feature that this firmware does not have.
fn is_lacking(module: &[u8]) -> bool {
    !cfg!(feature = "arrays") && (str::is_word(module, "array") || module.starts_with(b"numpy"))
}

/// The first words of errors.
const NOT_ALLOWED: &str = "not allowed:";

#[cold]
fn refuse(obj: Obj) -> ! {
    let class = Type::from_obj(obj).unwrap_or_else(|| obj.type_of());
    raise::unpickling_named(NOT_ALLOWED, class.name().text(), b"")
}

/// Whether `obj` is one of these. A bound method is made anew each time.
fn contains(entries: &[Obj], obj: Obj) -> bool {
    let parts = call::bound_parts(obj);
    entries.iter().any(|entry| *entry == obj || parts.is_some() && call::bound_parts(*entry) == parts)
}

fn is_entry(entry: Obj) -> bool {
    str::text(entry).is_some() || call::is_callable(entry) || modules::module_globals(entry).is_some()
}

/// The object that the caller permitted under this name: by the name itself, whatever it is; or as one of
/// the objects; or by its module, where native functions and types stay out.
#[inline(never)]
fn listed(entries: &[Obj], module: &[u8], name: &[u8]) -> Option<Obj> {
    if entries.is_empty() {
        return None;
    }
    let (mut named, mut of_module) = (false, false);
    for text in entries.iter().filter_map(|entry| str::text(*entry)) {
        of_module |= text == module;
        named |= matches!(separator(text, module, name), Some(b'.' | b':'));
    }
    if let Some(obj) = registry::find(module, name) {
        return (named || of_module || entries.contains(&obj)).then_some(obj);
    }
    let holder = if named || of_module {
        modules::import(module)
    } else if module.len() <= MAX_LEN {
        // The caller holds the object or its module, so it has been imported.
        Qstr::find(module).and_then(|name| modules::holder(name).or_else(|| find::extensible(name)))
    } else {
        None
    };
    let found = holder.and_then(|holder| modules::dotted(holder, name));
    let obj = found.or_else(|| find::nearest(module, name))?;
    let in_module = of_module || holder.is_some_and(|holder| entries.contains(&holder));
    (named || contains(entries, obj) || in_module && is_reachable(obj)).then_some(obj)
}
