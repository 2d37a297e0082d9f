//! Instances of classes written in Python.

use crate::ffi::{self, mp_obj_instance_t, mp_obj_type_t};
use crate::{Map, Obj, Tuple, Type};

/// The map of an instance's attributes.
#[inline]
#[must_use]
pub fn members(instance: Obj) -> Map {
    // SAFETY: the caller knows that it is an instance struct.
    unsafe { Map::from_ptr(&raw mut (*instance.ptr::<mp_obj_instance_t>()).members) }
}

/// The native base class, if the class has one other than `object`.
#[must_use]
pub fn native_base(class: Type) -> Option<Type> {
    let mut at = class;
    loop {
        if at == crate::native_type!(mp_type_object) {
            return None;
        }
        if !at.is_python() {
            return Some(at);
        }
        let parent = at.parent()?;
        if let Some(parent) = Type::from_obj(parent) {
            at = parent;
            continue;
        }
        // Several parents; one of them at most is native (MicroPython refuses more).
        // SAFETY: what is no type there is a tuple of types.
        return unsafe { Tuple::from_known(parent) }
            .items()
            .iter()
            .filter_map(|p| Type::from_obj(*p))
            .find_map(native_base);
    }
}

/// The native object inside an instance whose class has a native base.
#[must_use]
pub fn native_part(instance: Obj) -> Obj {
    // SAFETY: such an instance has one sub-object, set at its creation.
    unsafe {
        let instance = instance.ptr::<mp_obj_instance_t>();
        Obj::new(*(&raw const (*instance).subobj).cast::<ffi::mp_obj_t>())
    }
}

/// The native part of an instance that has one; any other object itself.
#[must_use]
pub fn native(obj: Obj) -> Obj {
    let class = obj.type_of();
    if class.is_python() && native_base(class).is_some() { native_part(obj) } else { obj }
}

/// Puts the native object into an instance.
pub fn set_native_part(instance: Obj, part: Obj) {
    // SAFETY: the caller knows that the class has a native base.
    unsafe {
        let instance = instance.ptr::<mp_obj_instance_t>();
        *(&raw mut (*instance).subobj).cast::<ffi::mp_obj_t>() = part.raw();
    }
}

/// An instance without `__init__` having run.
#[must_use]
pub fn new(class: Type) -> Obj {
    let mut base: *const mp_obj_type_t = core::ptr::null();
    // SAFETY: a class written in Python.
    // EXCEPTION: MemoryError.
    unsafe { Obj::from_ptr(ffi::mp_obj_new_instance(class.raw(), &mut base)) }
}
