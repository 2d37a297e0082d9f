//! Calling and looking up, as Python does.

use core::ptr;

use crate::ffi;
use crate::{Obj, Qstr, native_type};

/// `function(*args)`
#[must_use]
pub fn call(function: Obj, args: &[Obj]) -> Obj {
    // SAFETY: live objects; pointer and length of one slice.
    // EXCEPTION: whatever it raises.
    unsafe { Obj::new(ffi::mp_call_function_n_kw(function.raw(), args.len(), 0, args.as_ptr().cast())) }
}

/// `function(*args, **kwargs)`; `args` has the positional ones, then names and values.
#[must_use]
pub fn call_kw(function: Obj, positional: usize, args: &[Obj]) -> Obj {
    // SAFETY: live objects; pairs of names and values follow the positional arguments.
    // EXCEPTION: whatever it raises.
    unsafe {
        let pairs = (args.len() - positional) / 2;
        Obj::new(ffi::mp_call_function_n_kw(function.raw(), positional, pairs, args.as_ptr().cast()))
    }
}

/// An attribute, if there is one.
#[must_use]
pub fn attribute(obj: Obj, name: Qstr) -> Option<Obj> {
    let mut dest = [ptr::null_mut::<core::ffi::c_void>() as ffi::mp_obj_t; 2];
    // SAFETY: room for the attribute and its self.
    // EXCEPTION: what properties and `__getattr__` raise.
    unsafe {
        ffi::mp_load_method_maybe(obj.raw(), name.raw(), dest.as_mut_ptr());
        let found = Obj::from_raw(dest[0])?;
        Some(match Obj::from_raw(dest[1]) {
            Some(this) => bind(found, this),
            None => found,
        })
    }
}

/// A method ready to be called: the function and its self.
#[inline]
#[must_use]
pub fn method(obj: Obj, name: Qstr) -> Option<(Obj, Option<Obj>)> {
    let mut dest = [ptr::null_mut::<core::ffi::c_void>() as ffi::mp_obj_t; 2];
    // SAFETY: room for the attribute and its self.
    // EXCEPTION: what properties and `__getattr__` raise.
    unsafe {
        ffi::mp_load_method_maybe(obj.raw(), name.raw(), dest.as_mut_ptr());
        Some((Obj::from_raw(dest[0])?, Obj::from_raw(dest[1])))
    }
}

/// Calls a method of at most two arguments, if there is one.
#[must_use]
pub fn call_method(obj: Obj, name: Qstr, args: &[Obj]) -> Option<Obj> {
    let (function, this) = method(obj, name)?;
    Some(call_bound(function, this, args))
}

/// Calls a function of at most two arguments with its self, if it has one.
#[must_use]
pub fn call_bound(function: Obj, this: Option<Obj>, args: &[Obj]) -> Obj {
    let Some(this) = this else {
        return call(function, args);
    };
    let mut all = [this; 3];
    all[1..=args.len()].copy_from_slice(args);
    call(function, &all[..=args.len()])
}

/// A function bound to its self.
#[must_use]
pub fn bind(function: Obj, this: Obj) -> Obj {
    // SAFETY: live objects.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_new_bound_meth(function.raw(), this.raw())) }
}

/// The struct of a bound method (`py/objboundmeth.c`).
#[repr(C)]
struct BoundMethod {
    base: ffi::mp_obj_base_t,
    function: ffi::mp_obj_t,
    this: ffi::mp_obj_t,
}

/// Function and self of a bound method.
#[must_use]
pub fn bound_parts(obj: Obj) -> Option<(Obj, Obj)> {
    if !obj.is(native_type!(mp_type_bound_meth)) {
        return None;
    }
    // SAFETY: the struct of this type holds two live objects.
    unsafe {
        let method = &*obj.ptr::<BoundMethod>();
        Some((Obj::new(method.function), Obj::new(method.this)))
    }
}

/// Sets an attribute.
pub fn set_attribute(obj: Obj, name: Qstr, value: Obj) {
    // SAFETY: live objects.
    // EXCEPTION: AttributeError, and what `__setattr__` raises.
    unsafe { ffi::mp_store_attr(obj.raw(), name.raw(), value.raw()) };
}

/// `iter(obj)`, on the heap.
#[must_use]
pub fn iterator(obj: Obj) -> Obj {
    // SAFETY: a live object; without a buffer the iterator is allocated.
    // EXCEPTION: TypeError if it cannot be iterated; what `__iter__` raises.
    unsafe { Obj::new(ffi::mp_getiter(obj.raw(), ptr::null_mut())) }
}

/// `iter(obj)`, if it can be iterated.
#[must_use]
pub fn maybe_iterator(obj: Obj) -> Option<Obj> {
    // SAFETY: a live object.
    // EXCEPTION: what `__iter__` raises, but TypeError.
    unsafe { Obj::from_raw(ffi::mpickle_c_iterator(obj.raw())) }
}

/// The next object of an iterator.
#[must_use]
pub fn next(iterator: Obj) -> Option<Obj> {
    // SAFETY: a live object.
    // EXCEPTION: what iteration raises.
    unsafe {
        let item = ffi::mp_iternext(iterator.raw());
        // MP_OBJ_STOP_ITERATION is null.
        Obj::from_raw(item)
    }
}

/// The truth value.
#[must_use]
pub fn is_true(obj: Obj) -> bool {
    // SAFETY: a live object.
    // EXCEPTION: what `__bool__` and `__len__` raise.
    unsafe { ffi::mp_obj_is_true(obj.raw()) }
}

/// `container[key]`, if there is such an item.
#[must_use]
pub fn item(container: Obj, key: Obj) -> Option<Obj> {
    // SAFETY: live objects.
    // EXCEPTION: what `__getitem__` raises, but KeyError.
    unsafe { Obj::from_raw(ffi::mpickle_c_item(container.raw(), key.raw())) }
}

/// Module and name of a function written in Python; `None` for everything else.
#[must_use]
pub fn python_function(obj: Obj) -> Option<(Qstr, Qstr)> {
    let (mut module, mut name) = (0, 0);
    // SAFETY: room for both answers.
    // EXCEPTION: none.
    unsafe { ffi::mpickle_c_function_names(obj.raw(), &mut module, &mut name) }
        .then(|| (Qstr::new(module as usize), Qstr::new(name as usize)))
}

/// Whether it can be called.
#[must_use]
pub fn is_callable(obj: Obj) -> bool {
    // SAFETY: a live object.
    // EXCEPTION: none.
    unsafe { ffi::mp_obj_is_callable(obj.raw()) }
}
