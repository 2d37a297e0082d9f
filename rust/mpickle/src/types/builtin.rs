//! Functions that pickles call by the names of CPython's standard library.

use micropython::{Dict, Obj, Qstr, Type, call, ffi, list, str};

use crate::names::find;
use crate::names::interned::{function, name};
use crate::types::encoding;
use crate::types::encoding::Encoding;
use crate::types::state;
use crate::{arg, raise};

/// `copyreg._reconstructor(class, base, value)`
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_reconstructor(
    class: ffi::mp_obj_t,
    base: ffi::mp_obj_t,
    value: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (class, base, value) = unsafe { (arg(class), arg(base), arg(value)) };
    state::reconstruct(class, base, value).raw()
}

/// `copyreg.__newobj__(class, *args)`
///
/// # Safety
/// `args` points to `count` live objects, at least one.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_newobj(count: usize, args: *const ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise; `Obj` has the layout of `mp_obj_t`.
    let args = unsafe { core::slice::from_raw_parts(args.cast::<Obj>(), count) };
    state::new_object(None, args[0], &args[1..], None).raw()
}

/// `copyreg.__newobj_ex__(class, args, kwargs)`
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_newobj_ex(
    class: ffi::mp_obj_t,
    args: ffi::mp_obj_t,
    kwargs: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (class, args, kwargs) = unsafe { (arg(class), arg(args), arg(kwargs)) };
    state::new_object(None, class, state::tuple(args), Some(kwargs)).raw()
}

/// `getattr(obj, name)`, as pickles spell methods, and dotted names before protocol 4. Of classes
/// written in Python and their instances, and `__new__` of native types.
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_getattr(obj: ffi::mp_obj_t, name: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (obj, name) = unsafe { (arg(obj), arg(name)) };
    let text = str::text_or_empty(name);
    let class = Type::from_obj(obj).unwrap_or_else(|| obj.type_of());
    let found = match Qstr::find(text) {
        // A type that may be called may be made by `__new__` too.
        Some(new) if new == name!(__new__) && class.obj() == obj => {
            Some(function(ffi::mpickle_c_function::NEWOBJ))
        }
        Some(name) if class.is_python() => call::attribute(obj, name),
        _ => None,
    };
    match found {
        Some(inner) if find::is_reachable(inner) => inner.raw(),
        _ => raise::unpickling_named("not allowed:", b"getattr", text),
    }
}

/// A type that dill's `_load_type` has a name for, and nothing else.
#[inline(never)]
pub fn singleton_type(name: Obj) -> Option<Obj> {
    let text = str::text_or_empty(name);
    let only = if str::is_word(text, "NoneType") {
        Obj::none()
    } else if str::is_word(text, "EllipsisType") || str::is_word(text, "NotImplementedType") {
        Obj::ellipsis()
    } else {
        return None;
    };
    Some(only.type_of().obj())
}

/// dill's `_load_type(name)`, called by the program: of data types only.
///
/// # Safety
/// `name` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_load_type(name: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let name = unsafe { arg(name) };
    let text = str::text_or_empty(name);
    match singleton_type(name).or_else(|| find::data(b"builtins", text)) {
        Some(class) => class.raw(),
        None => raise::unpickling_named("not found:", b"builtins", text),
    }
}

/// `struct_time(items, attributes={})` and the like: the items.
///
/// # Safety
/// `args` points to `count` live objects, one or two.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_struct_sequence(
    _count: usize,
    args: *const ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let items = unsafe { arg(*args) };
    // A range would make many of nothing.
    if !list::is_tuple(items) {
        raise::unpickling_named("unusual argument of", b"struct_time", b"");
    }
    items.raw()
}

/// `defaultdict(factory)`: a dictionary.
///
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_default_dict(
    _count: usize,
    _args: *const ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    Dict::new().obj().raw()
}

/// `_codecs.encode(text, encoding='utf-8', errors='strict')`
///
/// # Safety
/// `args` points to `count` live objects, one to three.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_encode(count: usize, args: *const ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise; `Obj` has the layout of `mp_obj_t`.
    encoded(unsafe { core::slice::from_raw_parts(args.cast::<Obj>(), count) }).raw()
}

/// The same, for one argument or more.
#[inline(never)]
pub fn encoded(args: &[Obj]) -> Obj {
    let Some(text) = str::text(args[0]) else {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "encode() wants a str");
    };
    let name = args.get(1).map_or(Encoding::Utf8, |name| encoding::named(*name));
    encoding::to_bytes(text, name)
}
