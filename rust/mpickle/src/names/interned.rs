//! Interned names, and the functions and types that pickles know by name: cmodule's tables.

use micropython::{Obj, Qstr, ffi};

/// An interned name of cmodule's list.
#[allow(unused_macros, reason = "reading alone, some formats name nothing")]
macro_rules! name {
    ($name:ident) => {
        micropython::Qstr::of(micropython::ffi::mpickle_c_name::$name)
    };
}

#[allow(unused_imports, reason = "as above")]
pub(crate) use name;

/// The function object of cmodule's table.
pub fn function(index: ffi::mpickle_c_function::Type) -> Obj {
    object(index as usize)
}

fn object(index: usize) -> Obj {
    // SAFETY: callers use an index of the table's enum, or of an entry that they have found. A rom object has
    // the size and bits of an object reference.
    unsafe {
        Obj::new(*(&raw const (*ffi::mpickle_c_globals.as_ptr().add(index)).obj).cast::<ffi::mp_obj_t>())
    }
}

/// Entry `index` of cmodule's table: module, name, object.
pub fn global(index: usize) -> Option<(Qstr, Qstr, Obj)> {
    // SAFETY: the table ends with an entry without a name; callers count up from 0.
    let entry = unsafe { &*ffi::mpickle_c_globals.as_ptr().add(index) };
    if entry.name == 0 {
        return None;
    }
    let names = [entry.module, entry.name].map(|name| Qstr::new(name as usize));
    Some((names[0], names[1], object(index)))
}
