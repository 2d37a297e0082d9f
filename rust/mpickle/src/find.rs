//! The class or function of a name: for reading. What may be reached is decided here.

use micropython::qstr::MAX_LEN;
use micropython::{Obj, Qstr, Type, call, ffi, native_type, str};

use crate::host::global as known;
use crate::{raise, registry};

/// The object named `name` in `module`, both bytes. Raises UnpicklingError if there is none, or
/// if a pickle must not reach it.
pub fn find(module: &[u8], name: &[u8]) -> Obj {
    if let Some(obj) = registry::find(module, name) {
        return obj;
    }
    // What is not interned yet cannot be the name of anything that exists.
    let known_module = Qstr::find(module);
    let known_name = Qstr::find(name);
    if let (Some(m), Some(n)) = (known_module, known_name)
        && let Some((_, _, obj)) = (0..).map_while(known).find(|(module, name, _)| *module == m && *name == n)
    {
        return obj;
    }
    #[cfg(feature = "arrays")]
    if let Some(obj) = crate::ndarray::numpy::find(module, name) {
        return obj;
    }
    let found = import(module).and_then(|holder| dotted(holder, name));
    match found {
        None if module == b"builtins" && pickle::compat::is_os_error(name) => {
            native_type!(mp_type_OSError).obj()
        }
        Some(obj) if is_allowed(obj) => obj,
        Some(_) => raise::unpickling_named("not allowed:", module, name),
        None => raise::unpickling_named("not found:", module, name),
    }
}

/// The module of this name, imported if need be.
pub fn import(module: &[u8]) -> Option<Obj> {
    if module.is_empty() || module.len() > MAX_LEN {
        return None;
    }
    if module == b"builtins" {
        return Some(builtins());
    }
    let name = Qstr::intern(module);
    loaded(name).or_else(|| {
        // SAFETY: an interned name.
        // EXCEPTION: what the module raises while it is imported, but ImportError.
        unsafe { Obj::from_raw(ffi::mpickle_c_import(name.raw())) }
    })
}

/// The module of this name, if it has been imported.
pub fn loaded(name: Qstr) -> Option<Obj> {
    // SAFETY: an interned name.
    // EXCEPTION: none.
    unsafe { Obj::from_raw(ffi::mpickle_c_loaded(name.raw())) }
}

/// The module of built-in names.
pub fn builtins() -> Obj {
    // SAFETY: a module in ROM.
    unsafe { Obj::from_ptr(&raw const ffi::mp_module_builtins) }
}

/// The dictionary of a module's names.
pub fn module_globals(module: Obj) -> Option<Obj> {
    if !module.is(native_type!(mp_type_module)) {
        return None;
    }
    // SAFETY: a module struct has its globals.
    unsafe { Some(Obj::from_ptr((*module.ptr::<ffi::mp_obj_module_t>()).globals)) }
}

/// `holder.a.b.c`, where all but the last must be classes.
pub fn dotted(holder: Obj, path: &[u8]) -> Option<Obj> {
    let mut at = holder;
    for (index, part) in path.split(|b| *b == b'.').enumerate() {
        let name = Qstr::find(part)?;
        at = if index == 0 { call::attribute(at, name)? } else { Type::from_obj(at)?.lookup(name)? };
    }
    Some(at)
}

/// Whether a pickle may reach `obj`: classes and functions written in Python, instances of such
/// classes, data types of MicroPython's, and exceptions. Nothing else that is native: `machine.mem32`
/// is no function, and writes to memory all the same.
pub fn is_allowed(obj: Obj) -> bool {
    let Some(class) = Type::from_obj(obj) else {
        return call::python_function(obj).is_some() || obj.type_of().is_python();
    };
    class.is_python()
        || is_namedtuple(class)
        || class.is_subclass_of(native_type!(mp_type_BaseException))
        || is_data_type(class)
}

/// A type made by `collections.namedtuple`: native, derived from tuple.
pub fn is_namedtuple(class: Type) -> bool {
    !class.is_python() && class.parent() == Some(native_type!(mp_type_tuple).obj())
}

/// Built-in types whose construction does nothing but make a value.
fn is_data_type(class: Type) -> bool {
    [
        native_type!(mp_type_bool),
        native_type!(mp_type_bytes),
        native_type!(mp_type_bytearray),
        native_type!(mp_type_complex),
        native_type!(mp_type_dict),
        native_type!(mp_type_float),
        native_type!(mp_type_frozenset),
        native_type!(mp_type_int),
        native_type!(mp_type_list),
        native_type!(mp_type_memoryview),
        native_type!(mp_type_object),
        native_type!(mp_type_range),
        native_type!(mp_type_set),
        native_type!(mp_type_str),
        native_type!(mp_type_tuple),
    ]
    .contains(&class)
}

/// [`find`], with the names as the codec has them.
pub fn find_class(module: Obj, name: Obj, python2: bool) -> Obj {
    let (Some(module), Some(name)) = (str::text(module), str::text(name)) else {
        raise::unpickling("STACK_GLOBAL requires str");
    };
    let (module, name) = if python2 { pickle::compat::to_python3(module, name) } else { (module, name) };
    find(module, name)
}
