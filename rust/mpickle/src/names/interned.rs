//! Interned names, and the functions and types that pickles know by name: cmodule's tables.

use micropython::{Obj, Qstr, ffi};

/// An interned name of cmodule's list.
macro_rules! name {
    ($name:ident) => {
        micropython::Qstr::of(micropython::ffi::mpickle_c_name::$name)
    };
}

pub(crate) use name;

/// The function object of cmodule's table.
pub fn function(index: ffi::mpickle_c_function::Type) -> Obj {
    global(index as usize).map_or_else(Obj::none, |(_, _, obj)| obj)
}

/// Entry `index` of cmodule's table: module, name, object.
pub fn global(index: usize) -> Option<(Qstr, Qstr, Obj)> {
    // SAFETY: the table ends with an entry without a name; callers count up from 0 or use an
    // index of the table's enum. A rom object has the size and bits of an object reference.
    unsafe {
        let entry = &*ffi::mpickle_c_globals.as_ptr().add(index);
        if entry.name == 0 {
            return None;
        }
        let obj = Obj::new(*(&raw const entry.obj).cast::<ffi::mp_obj_t>());
        Some((Qstr::new(entry.module as usize), Qstr::new(entry.name as usize), obj))
    }
}
