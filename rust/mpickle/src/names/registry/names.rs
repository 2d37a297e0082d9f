//! `register`, `alias` and `unregister`.

use micropython::{Obj, Qstr, Tuple, Type, call, ffi, list, str};

use super::slots::{self, Slot};
use crate::names::interned::name;
use crate::{arg, raise};

/// The number of `register`'s arguments beside class and name: `reduce`, `load`, and for formats that have them an
/// ext's code and a tag's number.
pub const GIVEN: usize = if cfg!(feature = "tree") { 4 } else { 2 };
const REDUCE: usize = 3;
const LOAD: usize = 4;

/// The entry of one object. On the heap it is a tuple of three and [`GIVEN`], with None for missing items.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Entry(Tuple);

impl Entry {
    /// One of those in the slot.
    fn of(entry: Obj) -> Self {
        // SAFETY: only `add` makes entries: tuples.
        Self(unsafe { Tuple::from_known(entry) })
    }

    fn fields(self) -> [Obj; 3 + GIVEN] {
        // SAFETY: only `add` makes entries: tuples of so many.
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
        Some(self.fields()[REDUCE]).filter(|reduce| !reduce.is_none())
    }

    /// Whether a reducer is there.
    #[cfg(feature = "tree")]
    pub fn is_reduced(self) -> bool {
        !self.fields()[REDUCE].is_none()
    }

    /// The number under which MessagePack or CBOR has its objects.
    #[cfg(feature = "tree")]
    pub fn code(self, code: Code) -> Option<u64> {
        unsigned(self.fields()[LOAD + 1 + code as usize])
    }

    /// Called with the arguments in place of the class.
    pub fn load(self) -> Option<Obj> {
        Some(self.fields()[LOAD]).filter(|load| !load.is_none())
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

/// Which of an entry's numbers is meant.
#[cfg(feature = "tree")]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// An ext of MessagePack.
    Ext,
    /// A tag of CBOR.
    Tag,
}

/// The newest entry with this number.
#[cfg(feature = "tree")]
pub fn by_code(code: Code, number: u64) -> Option<Entry> {
    entries().find(|entry| entry.code(code) == Some(number))
}

/// The newest entry of this class that has such a number, and the number.
#[cfg(all(feature = "tree", feature = "write"))]
pub fn by_class(class: Type, code: Code) -> Option<(Entry, u64)> {
    entries().find_map(|entry| Some((entry, entry.code(code)?)).filter(|_| entry.obj() == class.obj()))
}

/// An int of up to 64 bits, 0 or more.
#[cfg(feature = "tree")]
fn unsigned(obj: Obj) -> Option<u64> {
    if let Some(small) = obj.small_int() {
        return u64::try_from(small).ok();
    }
    let mut bytes = micropython::HeapVec::<u8>::default();
    micropython::Int::of(obj)?.to_bytes(&mut bytes);
    let all = bytes.as_slice();
    // A byte more has the sign.
    let fits = all.len() <= 9
        && all.last().is_some_and(|last| last & 0x80 == 0)
        && all.get(8).is_none_or(|ninth| *ninth == 0);
    let number = all.iter().take(8).rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    bytes.release();
    fits.then_some(number)
}

/// Adds an entry, in the place of one of the same name. Both names are interned; None is for
/// what is not given.
pub fn add(obj: Obj, (module, name): (Obj, Obj), given: [Obj; GIVEN]) {
    let mut fields = [obj; 3 + GIVEN];
    (fields[1], fields[2]) = (module, name);
    fields[3..].copy_from_slice(&given);
    let entry = list::new_tuple(&fields);
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

/// Whether a tag has a meaning that no registration can change: docs/cbor.md lists them.
#[cfg(feature = "tree")]
const fn is_taken(tag: u64) -> bool {
    matches!(tag, 2 | 3 | 25 | 40 | 64..=87 | 256 | 258 | 1040 | 43000 | 55799)
}

/// Makes sure that a class can have this number: None, or one that no other class has.
#[cfg(feature = "tree")]
fn check_code(class: Obj, names: (Obj, Obj), code: Code, given: Obj) {
    if given.is_none() {
        return;
    }
    let number = match unsigned(given) {
        Some(number @ ..=127) if code == Code::Ext => number,
        Some(number) if code == Code::Tag && !is_taken(number) => number,
        _ if code == Code::Ext => raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "ext must be 0 to 127"),
        _ => raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "no tag for classes"),
    };
    let mut others = entries().filter(|entry| entry.obj() != class && entry.names() != names);
    if others.any(|entry| entry.code(code) == Some(number)) {
        raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "another class has this ext or tag");
    }
}

/// `register(cls, name, reduce=…, load=…, ext=…, tag=…)`: returns the class.
///
/// # Safety
/// The class is a live object; `given` points to name, reduce, load, and with MessagePack or CBOR ext and tag: live
/// objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_register(
    class: ffi::mp_obj_t,
    given: *const ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (class, [name, given @ ..]) = unsafe { (arg(class), given.cast::<[Obj; 1 + GIVEN]>().read()) };
    if Type::from_obj(class).is_none() {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "cls must be a class");
    }
    check_callable(given[0]);
    check_callable(given[1]);
    let names = if name.is_none() { own_name(class) } else { split(name) };
    #[cfg(feature = "tree")]
    for (code, number) in [(Code::Ext, given[2]), (Code::Tag, given[3])] {
        check_code(class, names, code, number);
    }
    add(class, names, given);
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
    add(obj, split(name), [Obj::none(); GIVEN]);
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
