//! `functools.partial`: how a constructor is called with keywords before protocol 4.

use micropython::{Obj, Tuple, call, dict, ffi, list, native_type};

use crate::raise;

/// The struct of a partial.
pub fn fields<'a>(obj: Obj) -> Option<&'a ffi::mpickle_c_partial_t> {
    let is_partial = obj.is(native_type!(mpickle_c_type_partial));
    // SAFETY: the struct of this type, which lives as long as the object.
    is_partial.then(|| unsafe { &*obj.ptr::<ffi::mpickle_c_partial_t>() })
}

/// Function, arguments (a tuple) and keywords (a dictionary or None) of a partial.
pub fn parts(fields: &ffi::mpickle_c_partial_t) -> [Obj; 3] {
    // SAFETY: three live objects.
    [fields.function, fields.args, fields.keywords].map(|part| unsafe { Obj::new(part) })
}

/// `partial(function, *args, **keywords)`
#[cfg(feature = "write")]
pub fn new(function: Obj, args: Obj, keywords: Obj) -> Obj {
    let partial = call::call(native_type!(mpickle_c_type_partial).obj(), &[function]);
    set_parts(partial, [function, args, keywords]);
    partial
}

/// Gives a partial the state that CPython writes: function, arguments, keywords, attributes. False
/// if it is none.
pub fn set_state(partial: Obj, state: Obj) -> bool {
    if fields(partial).is_none() {
        return false;
    }
    let parts = Tuple::of(state).map_or(&[][..], Tuple::items);
    match *parts {
        // One in another would be called by recursion.
        [function, args, keywords, _]
            if call::is_callable(function)
                && fields(function).is_none()
                && list::is_tuple(args)
                && (keywords.is_none() || dict::is_dict(keywords)) =>
        {
            set_parts(partial, [function, args, keywords]);
        }
        _ => raise::unpickling("bad state of partial"),
    }
    true
}

fn set_parts(partial: Obj, parts: [Obj; 3]) {
    let [function, args, keywords] = parts.map(Obj::raw);
    let partial = partial.ptr::<ffi::mpickle_c_partial_t>();
    // SAFETY: the callers checked the type.
    unsafe {
        (*partial).function = function;
        (*partial).args = args;
        (*partial).keywords = keywords;
    }
}
