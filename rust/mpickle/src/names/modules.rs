//! Modules and their attributes.

use micropython::qstr::MAX_LEN;
use micropython::{Dict, Map, Obj, Qstr, Type, call, ffi, native_type};

use crate::names::interned::name;

/// The module of this name, imported if need be, package by package.
pub fn import(module: &[u8]) -> Option<Obj> {
    if let Some(found) = Qstr::find(module).and_then(holder) {
        return Some(found);
    }
    // A name is no path: a pickle reaches no file that `import` does not reach.
    if module.len() > MAX_LEN || module.iter().any(|b| matches!(b, 0 | b'/' | b'\\')) {
        return None;
    }
    let (mut at, mut end) = (None, 0);
    for part in module.split(|b| *b == b'.') {
        end += part.len();
        let whole = &module[..end];
        end += 1;
        let name = match Qstr::find(whole) {
            _ if part.is_empty() => return None,
            Some(name) => name,
            // MicroPython never forgets a name: only names of existing objects are interned.
            None if is_file(at, part) => Qstr::intern(whole),
            None => return None,
        };
        // SAFETY: an interned name.
        // EXCEPTION: those of the module while it is imported, but ImportError.
        let import = || unsafe { Obj::from_raw(ffi::mpickle_c_import(name.raw())) };
        at = Some(holder(name).or_else(import)?);
    }
    at
}

/// Whether there is a file or package of this name in `package`, or else along `sys.path`.
pub fn is_file(package: Option<Obj>, name: &[u8]) -> bool {
    let package = Obj::raw_or_null(package);
    // SAFETY: a live object or null, and text of this length.
    // EXCEPTION: MemoryError, and those of a file system.
    unsafe { ffi::mpickle_c_is_file(package, name.as_ptr().cast(), name.len()) }
}

/// The module of this name, if it has been imported.
pub fn loaded(name: Qstr) -> Option<Obj> {
    // SAFETY: an interned name.
    // EXCEPTION: none.
    unsafe { Obj::from_raw(ffi::mpickle_c_loaded(name.raw())) }
}

/// The module of this name without importing it; `builtins` too.
pub fn holder(name: Qstr) -> Option<Obj> {
    if name == name!(builtins) { Some(builtins()) } else { loaded(name) }
}

/// The module of built-in names.
pub fn builtins() -> Obj {
    // SAFETY: a module in ROM.
    unsafe { Obj::from_ptr(&raw const ffi::mp_module_builtins) }
}

/// The modules that were loaded: `sys.modules`.
#[inline]
pub fn all_loaded() -> Map {
    // SAFETY: it lives as long as the interpreter.
    // EXCEPTION: none.
    unsafe { Map::from_ptr(ffi::mpickle_c_loaded_modules()) }
}

/// The modules of the firmware.
#[inline]
pub fn all_native() -> Map {
    // SAFETY: it is in ROM.
    // EXCEPTION: none.
    unsafe { Map::from_ptr(ffi::mpickle_c_native_modules().cast_mut()) }
}

/// The dictionary of a module's names.
pub fn module_globals(module: Obj) -> Option<Dict> {
    if !module.is(native_type!(mp_type_module)) {
        return None;
    }
    // SAFETY: a module struct has its globals.
    unsafe { Some(Dict::from_known(Obj::from_ptr((*module.ptr::<ffi::mp_obj_module_t>()).globals))) }
}

/// The attribute of a module. Nearly always it is in the module's dictionary, and takes no
/// more C stack than a look-up there.
pub fn global(module: Obj, name: Qstr) -> Option<Obj> {
    let found = module_globals(module).and_then(|globals| globals.map().lookup(name));
    found.or_else(|| call::attribute(module, name))
}

/// `holder.a.b.c`, where all but the last must be classes.
pub fn dotted(holder: Obj, path: &[u8]) -> Option<Obj> {
    let mut at = holder;
    for (index, part) in path.split(|b| *b == b'.').enumerate() {
        let name = Qstr::find(part)?;
        at = if index == 0 { global(at, name)? } else { call::attribute(Type::from_obj(at)?.obj(), name)? };
    }
    Some(at)
}
