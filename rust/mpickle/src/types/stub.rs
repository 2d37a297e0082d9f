//! `Stub`: stands in for a class or function that is not here, and for the objects that a pickle makes with it
//! (`unknown="stub"`). It keeps what it is given and calls nothing.

use micropython::obj::NULL;
use micropython::{Dict, HeapVec, List, Obj, ffi, heap, list, native_type, str};

use crate::host::budget::items;
use crate::names::interned::function as known;
use crate::raise;
use crate::types::{constructor, state};

/// The struct of a stub.
pub type Stub = ffi::mpickle_c_stub_t;

/// A stub with these fields, and no others yet.
fn place(module: ffi::mp_obj_t, name: ffi::mp_obj_t, args: ffi::mp_obj_t, kwargs: ffi::mp_obj_t) -> Obj {
    let block = heap::place(Stub {
        base: ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_stub },
        module,
        name,
        args,
        kwargs,
        state: NULL,
        list: NULL,
        dict: NULL,
    });
    // SAFETY: a live object now.
    unsafe { Obj::from_ptr(block) }
}

/// The stub of a class or function. Both are strs.
pub fn new(module: Obj, name: Obj) -> Obj {
    place(module.raw(), name.raw(), NULL, NULL)
}

/// The struct of any stub.
fn fields<'a>(obj: Obj) -> Option<&'a mut Stub> {
    // SAFETY: the struct of this type, which lives as long as the object. No two are held: callers are over at once.
    obj.is(native_type!(mpickle_c_type_stub)).then(|| unsafe { &mut *obj.ptr::<Stub>() })
}

/// The struct of the stub of a class or function.
fn class<'a>(obj: Obj) -> Option<&'a Stub> {
    fields(obj).filter(|stub| stub.args == NULL).map(|stub| &*stub)
}

/// The struct of the stub of an object.
pub fn object<'a>(obj: Obj) -> Option<&'a mut Stub> {
    fields(obj).filter(|stub| stub.args != NULL)
}

/// Calls a stub's class or function with a tuple of arguments; None if `function` is no such stub.
pub fn make(function: Obj, args: Obj, kwargs: Option<Obj>) -> Option<Obj> {
    let stub = class(function)?;
    state::tuple(args);
    if let Some(keywords) = kwargs.filter(|dict| Dict::of(*dict).is_none()) {
        raise::unpickling_type("NEWOBJ_EX keywords must be a dict, not", keywords);
    }
    Some(place(stub.module, stub.name, args.raw(), Obj::raw_or_null(kwargs)))
}

/// `function(*args)`, if the function is a stub, or makes an object of a class that is one.
#[inline(never)]
pub fn call(function: Obj, args: Obj) -> Option<Obj> {
    use ffi::mpickle_c_function::{GETATTR, NEWOBJ_EX, RECONSTRUCTOR};
    if let Some(made) = make(function, args, None) {
        return Some(made);
    }
    let args = items(args);
    let stub = class(*args.first()?)?;
    if function == known(GETATTR) {
        return Some(attribute(stub, *args.get(1)?));
    }
    let (of, mut rest) = constructor::class_within(function, args)?;
    if function == known(RECONSTRUCTOR) && rest.first().is_some_and(|value| value.is_none()) {
        // `object` takes no arguments.
        rest = &[];
    }
    let kwargs = args.get(2).copied().filter(|_| function == known(NEWOBJ_EX));
    make(of, list::new_tuple(rest), kwargs)
}

/// `getattr(class, name)`, as pickles before protocol 4 spell dotted names.
#[cold]
fn attribute(stub: &Stub, name: Obj) -> Obj {
    let text = str::text_or_empty(name);
    if str::is_word(text, "__new__") {
        return known(ffi::mpickle_c_function::NEWOBJ);
    }
    // SAFETY: a live object, a str.
    let outer = str::text_or_empty(unsafe { Obj::new(stub.name) });
    let mut dotted = HeapVec::<u8>::default();
    dotted.extend(outer);
    dotted.push(b'.');
    dotted.extend(text);
    place(stub.module, str::adopt(native_type!(mp_type_str), &mut dotted).raw(), NULL, NULL)
}

/// Gives the stub of an object its state. False if it is none, or has one already.
pub fn set_state(obj: Obj, state: Obj) -> bool {
    match object(obj).filter(|stub| stub.state == NULL) {
        Some(stub) => {
            stub.state = state.raw();
            true
        }
        None => false,
    }
}

/// The list of the items that are appended or added to an object.
pub fn list(obj: Obj) -> Option<List> {
    let stub = object(obj)?;
    if stub.list == NULL {
        stub.list = List::new(&[]).obj().raw();
    }
    // SAFETY: a live object.
    List::of(unsafe { Obj::new(stub.list) })
}

/// The dictionary of the items that are set by keys.
pub fn dict(obj: Obj) -> Option<Dict> {
    let stub = object(obj)?;
    if stub.dict == NULL {
        stub.dict = Dict::new().obj().raw();
    }
    // SAFETY: a live object.
    Dict::of(unsafe { Obj::new(stub.dict) })
}

/// The parts of a stub's object in turn, for `max_depth`: from `cursor` on.
#[cfg(feature = "limits")]
pub fn part(stub: &Stub, cursor: usize) -> Option<(usize, Obj)> {
    let parts = [stub.args, stub.kwargs, stub.state, stub.list, stub.dict];
    let at = (cursor..parts.len()).find(|at| parts[*at] != NULL)?;
    // SAFETY: a live object.
    Some((at + 1, unsafe { Obj::new(parts[at]) }))
}
