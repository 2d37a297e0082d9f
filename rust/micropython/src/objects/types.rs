//! Types, native and written in Python.

use core::ffi::c_void;

use crate::ffi::{self, mp_obj_type_t};
use crate::{Dict, Obj, Qstr};

/// A type object.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Type(*const mp_obj_type_t);

// SAFETY: an address, which tables of types in ROM hold.
unsafe impl Sync for Type {}

/// `&mp_type_…` as a [`Type`]. One that not every build has is a type of no object's in a build
/// without it, and is not linked.
#[macro_export]
macro_rules! native_type {
    (mp_type_array) => {
        $crate::native_type!(mp_type_array if PY_ARRAY)
    };
    (mp_type_attrtuple) => {
        $crate::native_type!(mp_type_attrtuple if PY_ATTRTUPLE)
    };
    (mp_type_complex) => {
        $crate::native_type!(mp_type_complex if PY_BUILTINS_COMPLEX)
    };
    (mp_type_deque) => {
        $crate::native_type!(mp_type_deque if PY_COLLECTIONS_DEQUE)
    };
    (mp_type_frozenset) => {
        $crate::native_type!(mp_type_frozenset if PY_BUILTINS_FROZENSET)
    };
    (mp_type_memoryview) => {
        $crate::native_type!(mp_type_memoryview if PY_BUILTINS_MEMORYVIEW)
    };
    (mp_type_ordereddict) => {
        $crate::native_type!(mp_type_ordereddict if PY_COLLECTIONS_ORDEREDDICT)
    };
    (mp_type_set) => {
        $crate::native_type!(mp_type_set if PY_BUILTINS_SET)
    };
    (mp_type_slice) => {
        $crate::native_type!(mp_type_slice if PY_BUILTINS_SLICE)
    };
    ($name:ident if $switch:ident) => {
        if $crate::config::$switch {
            $crate::native_type!(in ROM $name)
        } else {
            $crate::native_type!(in ROM mpickle_c_type_absent)
        }
    };
    ($name:ident) => {
        $crate::native_type!(in ROM $name)
    };
    (in ROM $name:ident) => {
        // SAFETY: a type object in ROM.
        unsafe { $crate::Type::from_ptr(&raw const $crate::ffi::$name) }
    };
}

impl Type {
    /// # Safety
    /// `ptr` points to a live type object.
    #[inline]
    #[must_use]
    pub const unsafe fn from_ptr(ptr: *const mp_obj_type_t) -> Self {
        Self(ptr)
    }

    /// `obj` as a type, if it is one.
    #[inline]
    #[must_use]
    pub fn from_obj(obj: Obj) -> Option<Self> {
        obj.is(native_type!(mp_type_type)).then(|| Self(obj.ptr()))
    }

    /// As C wants it.
    #[inline]
    #[must_use]
    pub fn raw(self) -> *const mp_obj_type_t {
        self.0
    }

    /// The type as an object.
    #[inline]
    #[must_use]
    pub fn obj(self) -> Obj {
        // SAFETY: a type is an object.
        unsafe { Obj::from_ptr(self.0) }
    }

    fn fields(self) -> &'static mp_obj_type_t {
        // SAFETY: it lives as long as anybody can hold it.
        unsafe { &*self.0 }
    }

    /// The unqualified name.
    #[must_use]
    pub fn name(self) -> Qstr {
        Qstr::new(self.fields().name as usize)
    }

    /// Whether this is a class written in Python.
    #[inline]
    #[must_use]
    pub fn is_python(self) -> bool {
        u32::from(self.fields().flags) & ffi::MP_TYPE_FLAG_INSTANCE_TYPE != 0
    }

    /// Whether objects of this type are native functions.
    #[must_use]
    pub fn is_native_function(self) -> bool {
        u32::from(self.fields().flags) & ffi::MP_TYPE_FLAG_BUILTIN_FUN != 0
    }

    fn slot(self, index: u8) -> Option<*const c_void> {
        // SAFETY: a non-zero index is one more than that of a filled slot. The slots stand behind the
        // fields: the address is the type's, not that of a reference to the fields.
        (index != 0).then(|| unsafe {
            let slots = (&raw const (*self.0).slots).cast::<*const c_void>();
            *slots.add(index as usize - 1)
        })
    }

    /// The parent: a type, or a tuple of types.
    #[must_use]
    pub fn parent(self) -> Option<Obj> {
        // SAFETY: the slot holds a type or a tuple object.
        self.slot(self.fields().slot_index_parent).map(|p| unsafe { Obj::from_ptr(p) })
    }

    /// The dictionary of the class body.
    #[must_use]
    pub fn locals(self) -> Option<Dict> {
        // SAFETY: the slot holds a dict object.
        self.slot(self.fields().slot_index_locals_dict).map(|p| unsafe { Dict::from_known(Obj::from_ptr(p)) })
    }

    /// The protocol struct (streams have one).
    #[must_use]
    pub fn protocol(self) -> Option<*const c_void> {
        self.slot(self.fields().slot_index_protocol)
    }

    /// Whether instances are made by calling native code of its own.
    #[must_use]
    pub fn has_make_new(self) -> bool {
        self.fields().slot_index_make_new != 0
    }

    /// Calls the native constructor with positional arguments.
    #[must_use]
    pub fn make_new(self, args: &[Obj]) -> Option<Obj> {
        let slot = self.slot(self.fields().slot_index_make_new)?;
        // SAFETY: the slot holds a make_new function; `Obj` is an `mp_obj_t`.
        // EXCEPTION: whatever the constructor raises.
        unsafe {
            let make: unsafe extern "C-unwind" fn(
                *const mp_obj_type_t,
                usize,
                usize,
                *const ffi::mp_obj_t,
            ) -> ffi::mp_obj_t = core::mem::transmute(slot);
            Some(Obj::new(make(self.0, args.len(), 0, args.as_ptr().cast())))
        }
    }

    /// Whether this is `other` or inherits from it.
    #[must_use]
    pub fn is_subclass_of(self, other: Self) -> bool {
        // SAFETY: both are types.
        // EXCEPTION: none for types.
        unsafe { ffi::mp_obj_is_subclass_fast(self.obj().raw(), other.obj().raw()) }
    }

    /// An attribute of the class, as methods are looked up: without `__getattr__`, descriptors
    /// and instance attributes.
    #[must_use]
    pub fn lookup(self, name: Qstr) -> Option<Obj> {
        self.method(name, Obj::none()).map(|(found, _)| found)
    }

    /// The same for calling it on `obj`: with its first argument, which is the class for a
    /// classmethod.
    #[must_use]
    pub fn method(self, name: Qstr, obj: Obj) -> Option<(Obj, Obj)> {
        let mut dest = [core::ptr::null_mut::<c_void>() as ffi::mp_obj_t; 2];
        // SAFETY: room for the attribute and its self.
        // EXCEPTION: none for types: nothing of the program runs.
        unsafe {
            ffi::mp_load_method_maybe(self.obj().raw(), name.raw(), dest.as_mut_ptr());
            Some((Obj::from_raw(dest[0])?, Obj::from_raw(dest[1]).unwrap_or(obj)))
        }
    }

    /// A function written in Python that the class defines or inherits.
    #[must_use]
    pub fn own_function(self, name: Qstr) -> Option<Obj> {
        self.lookup(name).filter(|found| !found.type_of().is_native_function())
    }
}
