//! Instances of classes written in Python.

use crate::ffi::{self, mp_obj_instance_t, mp_obj_type_t};
use crate::{Map, Obj, Pool, Tuple, Type, dict};

/// An instance of a class written in Python.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Instance(Obj);

impl Instance {
    /// `obj`, if it is one.
    #[inline(always)]
    #[must_use]
    pub fn of(obj: Obj) -> Option<Self> {
        obj.struct_type().is_some_and(Type::is_python).then_some(Self(obj))
    }

    /// `obj`, which is known to be one.
    ///
    /// # Safety
    /// The type of `obj` is a class written in Python.
    #[inline]
    #[must_use]
    pub const unsafe fn from_known(obj: Obj) -> Self {
        Self(obj)
    }

    /// A new one, without `__init__` having run.
    ///
    /// # Safety
    /// `class` is written in Python.
    #[must_use]
    pub unsafe fn new(class: Type) -> Self {
        let mut base: *const mp_obj_type_t = core::ptr::null();
        // SAFETY: the caller's promise.
        // EXCEPTION: MemoryError.
        Self(unsafe { Obj::from_ptr(ffi::mp_obj_new_instance(class.raw(), &mut base)) })
    }

    /// As [`Instance::new`], in a pool's memory.
    ///
    /// # Safety
    /// `class` is written in Python and has no native base.
    #[must_use]
    pub unsafe fn new_in(pool: &mut Pool, class: Type) -> Self {
        let block = pool.block(core::mem::offset_of!(mp_obj_instance_t, subobj));
        let instance = block.cast::<mp_obj_instance_t>();
        // SAFETY: a new block with room for an instance without a native part.
        unsafe {
            (&raw mut (*instance).base.type_).write(class.raw());
            (&raw mut (*instance).members).write(dict::empty());
            Self(Obj::from_ptr(instance))
        }
    }

    /// The instance as an object.
    #[inline]
    #[must_use]
    pub fn obj(self) -> Obj {
        self.0
    }

    /// The map of its attributes.
    #[inline]
    #[must_use]
    pub fn members(self) -> Map {
        // SAFETY: the struct of instances.
        unsafe { Map::from_ptr(&raw mut (*self.0.ptr::<mp_obj_instance_t>()).members) }
    }

    fn sub_object(self) -> *mut ffi::mp_obj_t {
        // SAFETY: the struct of instances, which ends with the sub-object, if there is one.
        unsafe { (&raw mut (*self.0.ptr::<mp_obj_instance_t>()).subobj).cast() }
    }

    /// The native object in it.
    ///
    /// # Safety
    /// Its class has a native base, as [`native_base`] says.
    #[must_use]
    pub unsafe fn native_part(self) -> Obj {
        // SAFETY: the caller's promise; it was set at the creation.
        unsafe { Obj::new(*self.sub_object()) }
    }

    /// Puts the native object into it.
    ///
    /// # Safety
    /// Its class has this native base, as [`native_base`] says.
    pub unsafe fn set_native_part(self, part: Obj) {
        // SAFETY: the caller's promise.
        unsafe { *self.sub_object() = part.raw() };
    }
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

/// The native part of an instance that has one; any other object itself.
#[must_use]
pub fn native(obj: Obj) -> Obj {
    match Instance::of(obj) {
        // SAFETY: there is a native base.
        Some(instance) if native_base(obj.type_of()).is_some() => unsafe { instance.native_part() },
        _ => obj,
    }
}
