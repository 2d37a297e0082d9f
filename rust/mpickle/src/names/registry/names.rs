//! `register`, `alias` and `unregister`.

use micropython::{Obj, Qstr, Tuple, Type, call, ffi, list, str};

use super::slots::{self, Slot};
use crate::names::interned::name;
use crate::{arg, raise};

/// The entry of one object. On the heap it is a tuple of five, with None for missing items.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Entry(Tuple);

impl Entry {
    /// One of those in the slot.
    fn of(entry: Obj) -> Self {
        // SAFETY: only `add` makes entries: tuples.
        Self(unsafe { Tuple::from_known(entry) })
    }

    fn fields(self) -> [Obj; 5] {
        // SAFETY: only `add` makes entries: tuples of five.
        unsafe { *self.0.items().as_ptr().cast() }
    }

    /// A class, or the object of an alias.
    pub fn obj(self) -> Obj {
        self.fields()[0]
    }

    /// Module and qualified name in pickles, interned.
    pub fn names(self) -> (Obj, Obj) {
        (self.fields()[1], self.fields()[2])
    }

    /// Called with an instance: its arguments, or a value such as `__reduce__` returns.
    #[cfg(feature = "write")]
    pub fn reduce(self) -> Option<Obj> {
        Some(self.fields()[3]).filter(|reduce| !reduce.is_none())
    }

    /// Called with the arguments in place of the class.
    pub fn load(self) -> Option<Obj> {
        Some(self.fields()[4]).filter(|load| !load.is_none())
    }

    /// Whether it has this name.
    pub fn is_named(self, module: &[u8], name: &[u8]) -> bool {
        let (own_module, own_name) = self.names();
        str::text_or_empty(own_name) == name && str::text_or_empty(own_module) == module
    }
}

/// The entries in the slot.
fn items<'a>(all: Option<Obj>) -> &'a [Obj] {
    // SAFETY: only `rewrite` fills the slot: with a tuple.
    all.map_or(&[][..], |all| unsafe { Tuple::from_known(all) }.items())
}

/// All entries, the newest first. What is registered meanwhile is not among them.
pub fn entries() -> impl Iterator<Item = Entry> {
    items(slots::get(Slot::Names)).iter().map(|entry| Entry::of(*entry))
}

/// The entry of this name.
pub fn by_name(module: &[u8], name: &[u8]) -> Option<Entry> {
    entries().find(|entry| entry.is_named(module, name))
}

/// The newest entry of this object.
pub fn by_object(obj: Obj) -> Option<Entry> {
    entries().find(|entry| entry.obj() == obj)
}

/// Adds an entry, in the place of one of the same name. Both names are interned; None is for a
/// function that is not given.
pub fn add(obj: Obj, (module, name): (Obj, Obj), reduce: Obj, load: Obj) {
    let entry = list::new_tuple(&[obj, module, name, reduce, load]);
    rewrite(Some(entry), &|other| other.names() == (module, name));
}

/// Removes the entries that `unwanted` picks. Says whether there was one.
pub fn remove(unwanted: &dyn Fn(Entry) -> bool) -> bool {
    rewrite(None, unwanted)
}

/// Puts `first` before all entries but those that `unwanted` picks. Says whether there was one.
fn rewrite(first: Option<Obj>, unwanted: &dyn Fn(Entry) -> bool) -> bool {
    loop {
        let old = slots::get(Slot::Names);
        let mut found = false;
        let mut all = micropython::HeapVec::<Obj>::default();
        if let Some(first) = first {
            all.push(first);
        }
        for entry in items(old) {
            if unwanted(Entry::of(*entry)) {
                found = true;
            } else {
                all.push(*entry);
            }
        }
        let new = list::new_tuple(all.as_slice());
        all.release();
        if first.is_none() && !found || slots::replace(Slot::Names, old, new) {
            return found;
        }
    }
}

/// `pkg.mod.Name` as module and name; `pkg.mod:Outer.Inner` for a class inside a class. Both are
/// interned, so that the memo finds a module's name again.
pub fn split(path: Obj) -> (Obj, Obj) {
    let Some(text) = str::text(path) else {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "name must be a str");
    };
    let colon = text.iter().position(|b| *b == b':');
    let at = colon.or_else(|| text.iter().rposition(|b| *b == b'.')).unwrap_or(0);
    if at == 0 || at + 1 == text.len() {
        raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "name must be 'module.name'");
    }
    cut(text, at)
}

/// The byte between `module` and `name`, if `full` consists of these three.
pub fn separator(full: &[u8], module: &[u8], name: &[u8]) -> Option<u8> {
    let (separator, rest) = full.strip_prefix(module)?.split_first()?;
    (rest == name).then_some(*separator)
}

/// The text before and behind the byte at `at`, both interned.
pub fn cut(text: &[u8], at: usize) -> (Obj, Obj) {
    (Qstr::intern(&text[..at]).obj(), Qstr::intern(&text[at + 1..]).obj())
}

/// The name that a class written in Python has by itself.
fn own_name(class: Obj) -> (Obj, Obj) {
    let module = Type::from_obj(class).and_then(|class| {
        let locals = class.is_python().then(|| class.locals())??;
        let module = locals.map().lookup(name!(__module__))?;
        Some((module, class.name().obj()))
    });
    match module {
        Some(names) => names,
        None => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "name missing"),
    }
}

fn check_callable(obj: Obj) {
    if !obj.is_none() && !call::is_callable(obj) {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "reduce and load must be callable");
    }
}

/// The value for an instance, by its registered reducer: what that returned, or the arguments
/// that it returned for the class.
#[cfg(feature = "write")]
pub fn reduce(class: Obj, reducer: Obj, instance: Obj) -> Obj {
    let result = call::call(reducer, &[instance]);
    let Some(parts) = Tuple::of(result) else { return result };
    match parts.items() {
        [first, second, ..] if call::is_callable(*first) && list::is_tuple(*second) => result,
        _ => list::new_tuple(&[class, result]),
    }
}

/// `register(cls, name, reduce=…, load=…)`: returns the class.
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_register(
    class: ffi::mp_obj_t,
    name: ffi::mp_obj_t,
    reduce: ffi::mp_obj_t,
    load: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (class, name, reduce, load) = unsafe { (arg(class), arg(name), arg(reduce), arg(load)) };
    if Type::from_obj(class).is_none() {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "cls must be a class");
    }
    check_callable(reduce);
    check_callable(load);
    let names = if name.is_none() { own_name(class) } else { split(name) };
    add(class, names, reduce, load);
    class.raw()
}

/// `alias(name, obj)`: returns the object.
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_alias(name: ffi::mp_obj_t, obj: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (name, obj) = unsafe { (arg(name), arg(obj)) };
    add(obj, split(name), Obj::none(), Obj::none());
    obj.raw()
}

/// `unregister(what)`, a name or an object.
///
/// # Safety
/// `what` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unregister(what: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let what = unsafe { arg(what) };
    let found = if str::text(what).is_some() {
        let names = split(what);
        remove(&|entry| entry.names() == names)
    } else {
        remove(&|entry| entry.obj() == what)
    };
    if !found {
        raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "not registered");
    }
    Obj::none().raw()
}
