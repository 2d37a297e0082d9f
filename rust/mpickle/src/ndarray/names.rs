//! Names of numpy that pickles have, and the functions that stand for them.

use micropython::{Obj, Qstr, Type, ffi};

use super::dtype::DType;
use crate::names::modules;

pub const COUNT: usize = ffi::mpickle_c_numpy::NDARRAY as usize + 1;

/// The functions that have no name on the board, or none that C can spell, in the order of
/// `mpickle_c_numpy`: module below `numpy.` (1.x) or `numpy._` (2.x), and name.
pub const NAMES: [(&[u8], &[u8]); 4] = [
    (b"core.multiarray", b"_reconstruct"),
    (b"ma.core", b"_mareconstruct"),
    (b"core.numeric", b"_frombuffer"),
    (b"core.multiarray", b"scalar"),
];

/// Classes of arrays and records, in modules that differ from version to version. Plain arrays stand for them.
pub const SUBCLASSES: [&[u8]; 7] =
    [b"matrix", b"recarray", b"record", b"memmap", b"chararray", b"MaskedArray", b"mvoid"];

/// The function or class of this name.
pub fn find(module: &[u8], name: &[u8]) -> Option<Obj> {
    let inner = match module.strip_prefix(b"numpy")? {
        [] => {
            let class = DType::class_name(name)
                .and_then(Qstr::find)
                .and_then(|name| modules::global(modules::builtins(), name));
            return class.filter(|class| Type::from_obj(*class).is_some()).or_else(|| subclass(name));
        }
        [b'.', inner @ ..] => inner,
        _ => return None,
    };
    let inner = inner.strip_prefix(b"_").unwrap_or(inner);
    NAMES.iter().position(|known| *known == (inner, name)).map(known).or_else(|| subclass(name))
}

pub fn subclass(name: &[u8]) -> Option<Obj> {
    SUBCLASSES.contains(&name).then(|| known(COUNT - 1))
}

/// Which of these functions this is, or numpy's class.
pub fn position(obj: Obj) -> Option<usize> {
    (0..COUNT).find(|index| known(*index) == obj)
}

/// Whether `obj` is one of these.
pub fn is_function(obj: Obj) -> bool {
    position(obj).is_some()
}

pub fn known(index: usize) -> Obj {
    // SAFETY: the table in ROM has an object for each index; a rom object has the size and bits
    // of an object reference.
    unsafe { Obj::new(*ffi::mpickle_c_numpy_functions.as_ptr().add(index).cast::<ffi::mp_obj_t>()) }
}
