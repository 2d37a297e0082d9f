//! The name under which a class or function is found again: for writing.

use micropython::{Dict, Obj, Qstr, Type, call, str};

use crate::host::Host;
use crate::host::refuse;
use crate::names::find;
use crate::names::interned::name;
use crate::names::modules;
use crate::names::registry;

/// Nesting of classes in classes up to which a class is searched.
const NESTING: usize = 8;

/// Module and qualified name of `obj`, as str objects; `given` is the name that `__reduce__`
/// returned for it. Raises PicklingError if it would not be found there.
pub fn global(host: Option<&Host>, obj: Obj, given: Option<Obj>) -> (Obj, Obj) {
    if let Some(names) = registry::name_of(obj) {
        return names;
    }
    if let Some((module, name)) = find::fixed_name(obj) {
        return (module.obj(), name.obj());
    }
    let python = match Type::from_obj(obj) {
        Some(class) => class.is_python().then(|| (module_of(class), class.name())),
        None => call::python_function(obj),
    };
    if let Some((module, name)) = python {
        return by_own_name(host, obj, module, name);
    }
    if let Some(given) = given {
        return by_given_name(host, obj, given);
    }
    let (module, name) = anywhere(host, obj);
    if !find::is_reachable(obj) {
        // Nobody could read it here.
        let names = (str::text_or_empty(module), str::text_or_empty(name));
        refuse::refused(host, "cannot pickle without an alias:", Some(names));
    }
    (module, name)
}

/// The module that a class body remembers.
fn module_of(class: Type) -> Qstr {
    class
        .locals()
        .and_then(|locals| locals.map().lookup(name!(__module__)))
        .and_then(Obj::qstr_number)
        .map_or(name!(__main__), Qstr::new)
}

/// A class or function that knows its module and its name, but not the classes that it is in:
/// MicroPython does not keep the outer names.
fn by_own_name(host: Option<&Host>, obj: Obj, module: Qstr, name: Qstr) -> (Obj, Obj) {
    let Some(at) = modules::loaded(module) else {
        refuse::refused(host, "module not found for", Some((module.text(), name.text())));
    };
    if call::attribute(at, name) == Some(obj) {
        return (module.obj(), name.obj());
    }
    match nested(at, obj, name) {
        Some(path) => (module.obj(), path),
        None => not_found(host, module.text(), name.text()),
    }
}

fn not_found(host: Option<&Host>, module: &[u8], name: &[u8]) -> ! {
    refuse::refused(host, "cannot pickle: not found as", Some((module, name)))
}

/// An object that `__reduce__` named, in the module of its class.
fn by_given_name(host: Option<&Host>, obj: Obj, given: Obj) -> (Obj, Obj) {
    let module = module_of(obj.type_of());
    let text = str::text_or_empty(given);
    match modules::loaded(module).and_then(|at| modules::dotted(at, text)) {
        Some(found) if found == obj => (module.obj(), given),
        _ => not_found(host, module.text(), text),
    }
}

/// The dotted name of a class inside the classes of a module, as a str; `last` is its own name.
#[inline(never)]
fn nested(module: Obj, wanted: Obj, last: Qstr) -> Option<Obj> {
    // One cursor for each level of classes; no recursion.
    let mut path = [(module, 0usize, Qstr::new(0)); NESTING];
    let mut depth = 0;
    loop {
        let (holder, cursor, _) = path[depth];
        let Some((at, key, value)) = attributes(holder).and_then(|names| names.entry(cursor)) else {
            depth = depth.checked_sub(1)?;
            continue;
        };
        path[depth].1 = at + 1;
        let Some(name) = key.qstr_number() else { continue };
        path[depth].2 = Qstr::new(name);
        // As an attribute: the class body has static methods wrapped up.
        if path[depth].2 == last && call::attribute(holder, last) == Some(wanted) {
            return Some(join(&path[..=depth]));
        }
        let inner = Type::from_obj(value).is_some_and(|class| class.is_python() && class.locals().is_some());
        let cycle = path[..=depth].iter().any(|(holder, ..)| *holder == value);
        if inner && !cycle && depth + 1 < NESTING {
            depth += 1;
            path[depth] = (value, 0, Qstr::new(0));
        }
    }
}

fn join(path: &[(Obj, usize, Qstr)]) -> Obj {
    let mut text = micropython::HeapVec::<u8>::default();
    for (_, _, name) in path {
        if !text.is_empty() {
            text.push(b'.');
        }
        text.extend(name.text());
    }
    let name = str::new_str(text.as_slice());
    text.release();
    name
}

/// A module's globals or a class's body.
fn attributes(holder: Obj) -> Option<Dict> {
    if let Some(class) = Type::from_obj(holder) {
        return class.locals();
    }
    modules::module_globals(holder)
}

/// Searches builtins and then all modules for `obj`, which does not know where it lives.
pub fn anywhere(host: Option<&Host>, obj: Obj) -> (Obj, Obj) {
    let builtins = modules::builtins();
    if let Some(name) = name_in(builtins, obj) {
        return (name!(builtins).obj(), name);
    }
    for map in [modules::all_loaded(), modules::all_native()] {
        let mut cursor = 0;
        while let Some((at, module, holder)) = map.entry(cursor) {
            cursor = at + 1;
            if let Some(name) = name_in(holder, obj) {
                return (module, name);
            }
        }
    }
    let name = Type::from_obj(obj).map_or(obj.type_of().name(), Type::name);
    refuse::refused(host, "cannot pickle: no module has", Some((name.text(), b"")))
}

/// The name that a module has for `obj`.
fn name_in(module: Obj, obj: Obj) -> Option<Obj> {
    let globals = modules::module_globals(module)?;
    let mut cursor = 0;
    while let Some((at, name, value)) = globals.entry(cursor) {
        if value == obj {
            return Some(name);
        }
        cursor = at + 1;
    }
    None
}
