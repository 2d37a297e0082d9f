//! Names: the object of each name, and its kind. [`crate::names::policy`] decides what a
//! pickle may have.

use micropython::{Obj, Qstr, Type, call, ffi, native_type};

use crate::names::interned::{global as known, name};
use crate::names::modules::{builtins, global};
use crate::types::kinds::is_namedtuple;
use crate::types::native;

/// Functions of the table that are substitutes: a module's own goes first.
const STAND_INS: core::ops::RangeInclusive<ffi::mpickle_c_function::Type> =
    ffi::mpickle_c_function::LOAD_TYPE..=ffi::mpickle_c_function::STRUCT_SEQUENCE;

/// The data type, or the function that makes data, of this name. Nothing is imported.
pub fn data(module: &[u8], name: &[u8]) -> Option<Obj> {
    // A name that is not interned names nothing that exists.
    if let (Some(m), Some(n)) = (Qstr::find(module), Qstr::find(name)) {
        let is_it = |(_, entry): &(usize, (Qstr, Qstr, Obj))| (entry.0, entry.1) == (m, n);
        match (0..).map_while(known).enumerate().find(is_it) {
            Some((at, (.., obj))) if !STAND_INS.contains(&(at as ffi::mpickle_c_function::Type)) => {
                return Some(obj);
            }
            _ => {}
        }
        if m == name!(builtins) {
            return builtin(n);
        }
    }
    #[cfg(feature = "arrays")]
    return crate::ndarray::names::find(module, name);
    #[cfg(not(feature = "arrays"))]
    None
}

/// The built-in data type, or the function that makes data, of this name.
pub fn builtin(name: Qstr) -> Option<Obj> {
    global(builtins(), name).filter(|obj| is_data(*obj))
}

/// The substitute for a name of CPython's that MicroPython lacks, if neither a module nor
/// [`data`] has it.
#[cold]
#[inline(never)]
pub fn nearest(module: &[u8], name: &[u8]) -> Option<Obj> {
    let mut name = pickle::compat::nearest(module, name)?;
    loop {
        if let Some(here) = Qstr::find(name) {
            let known = (0..).map_while(known).find(|(_, name, _)| *name == here).map(|(.., obj)| obj);
            if let Some(found) = known.or_else(|| global(builtins(), here)) {
                return Some(found);
            }
        }
        name = pickle::compat::nearest(b"builtins", name)?;
    }
}

/// Module and name that a constant, a native class or a function always has in pickles.
#[inline(never)]
pub fn fixed_name(obj: Obj) -> Option<(Qstr, Qstr)> {
    (0..).map_while(known).find(|(.., known)| *known == obj).map(|(module, name, _)| (module, name))
}

/// The native module of this name that files may stand in for. It leaves no trace when it is
/// imported.
pub fn extensible(name: Qstr) -> Option<Obj> {
    // SAFETY: an interned name.
    // EXCEPTION: those of the module's initialization.
    unsafe { Obj::from_raw(ffi::mp_module_get_builtin(name.raw(), true)) }
}

/// Whether `obj` is a data type, or a function that makes data: calling it does nothing else.
pub fn is_data(obj: Obj) -> bool {
    #[cfg(feature = "arrays")]
    if crate::ndarray::names::is_function(obj) {
        return true;
    }
    Type::from_obj(obj).is_some_and(native::is_data_type) || fixed_name(obj).is_some()
}

/// Whether `obj` is within the usual reach of pickles: classes and functions written in Python,
/// instances of such classes, data types of MicroPython's, and exceptions. Nothing else that is
/// native: `machine.mem32` is no function, and writes to memory all the same.
pub fn is_reachable(obj: Obj) -> bool {
    // A method is as reachable as its function.
    let obj = call::bound_parts(obj).map_or(obj, |(function, _)| function);
    let Some(class) = Type::from_obj(obj) else {
        return call::python_function(obj).is_some() || obj.type_of().is_python() || is_data(obj);
    };
    class.is_python() || is_namedtuple(class) || is_exception(class) || is_data(obj)
}

/// Whether this is an exception class.
pub fn is_exception(class: Type) -> bool {
    class.is_subclass_of(native_type!(mp_type_BaseException))
}
