//! Objects, built while reading.

use micropython::{
    HeapVec, Obj, buffer, call, config, deque, dict, ffi, float, int, list, native_type, set, str,
};
use pickle::{Construct, Error, Payload};

use crate::host::{Encoding, Host, function as known, name};
use crate::memory::Memory;
#[cfg(feature = "arrays")]
use crate::ndarray;
use crate::{builtin, find, raise, registry, state};

/// Most digits of an integer as text.
const MAX_DIGITS: usize = 4301;

impl Construct for Host {
    #[inline]
    fn none(&mut self) -> Obj {
        Obj::none()
    }

    #[inline]
    fn bool(&mut self, value: bool) -> Obj {
        Obj::bool(value)
    }

    #[inline]
    fn int(&mut self, value: i32) -> Result<Obj, Error> {
        Ok(int::new(value as ffi::mp_int_t))
    }

    #[inline]
    fn float(&mut self, value: f64) -> Result<Obj, Error> {
        Ok(float::new(value))
    }

    #[inline]
    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Obj, Error> {
        Ok(match kind {
            Payload::Str => {
                check_utf8(data);
                // The empty string and single characters are interned or cheap to look up.
                if data.len() > 1 { str::new(native_type!(mp_type_str), data) } else { str::new_str(data) }
            }
            Payload::Bytes => self.fresh(str::new(native_type!(mp_type_bytes), data)),
            Payload::ByteArray => self.fresh(buffer::new_bytearray(data)),
            Payload::Int => new_int(data),
            Payload::OldStr => self.old_str(data),
        })
    }

    fn adopt(&mut self, kind: Payload, data: &mut Memory<u8>) -> Result<Obj, Error> {
        let data = &mut data.0;
        match kind {
            Payload::Str => {
                check_utf8(data.as_slice());
                Ok(str::adopt(native_type!(mp_type_str), data))
            }
            Payload::Bytes => Ok(self.fresh(str::adopt(native_type!(mp_type_bytes), data))),
            Payload::ByteArray => Ok(self.fresh(buffer::adopt_bytearray(data))),
            Payload::Int | Payload::OldStr => {
                let obj = self.payload(kind, data.as_slice());
                data.release();
                obj
            }
        }
    }

    #[cfg(feature = "text")]
    fn int_text(&mut self, text: &[u8]) -> Result<Obj, Error> {
        let text = text.trim_ascii();
        if text.is_empty() {
            return Err(Error::BadText);
        }
        // MicroPython needs time in the square of their number; CPython has the same limit.
        if text.len() > MAX_DIGITS {
            raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "too many digits");
        }
        // SAFETY: pointer and length of one slice; base 0 reads prefixes as Python does.
        // EXCEPTION: ValueError; MemoryError.
        unsafe {
            Ok(Obj::new(ffi::mp_parse_num_integer(
                text.as_ptr().cast(),
                text.len(),
                0,
                core::ptr::null_mut(),
            )))
        }
    }

    #[inline]
    fn tuple(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(list::new_tuple(items))
    }

    #[inline]
    fn list(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(list::new_list(items))
    }

    #[inline]
    fn dict(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        let dict = dict::new();
        fill(dict, items);
        Ok(dict)
    }

    fn set(&mut self) -> Result<Obj, Error> {
        if !config::PY_BUILTINS_SET {
            raise::unpickling_named("not found:", b"builtins", b"set");
        }
        Ok(set::new(native_type!(mp_type_set), &[]))
    }

    fn frozen_set(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        if !config::PY_BUILTINS_FROZENSET {
            raise::unpickling_named("not found:", b"builtins", b"frozenset");
        }
        Ok(set::new(native_type!(mp_type_frozenset), items))
    }

    #[inline]
    fn append(&mut self, target: Obj, items: &[Obj]) -> Result<(), Error> {
        if target.is(native_type!(mp_type_list)) {
            list::extend(target, items);
        } else {
            self.forget_fresh();
            append_by_method(target, items);
        }
        Ok(())
    }

    #[inline]
    fn set_items(&mut self, target: Obj, items: &[Obj]) -> Result<(), Error> {
        if dict::is_dict(target) || target.is(native_type!(mp_type_ordereddict)) {
            fill(target, items);
        } else {
            self.forget_fresh();
            set_by_index(target, items);
        }
        Ok(())
    }

    fn add(&mut self, target: Obj, items: &[Obj]) -> Result<(), Error> {
        if target.is(native_type!(mp_type_set)) {
            items.iter().for_each(|item| set::add(target, *item));
        } else {
            self.forget_fresh();
            check_container(target);
            for item in items {
                if call::call_method(target, name!(add), &[*item]).is_none() {
                    no_items(target);
                }
            }
        }
        Ok(())
    }

    fn find_class(&mut self, module: Obj, name: Obj, python2: bool) -> Result<Obj, Error> {
        match self.find_class {
            Some(hook) => {
                // SAFETY: a field of ours. The hook may call the base class's method, which reads
                // it by way of the instance: the store must not be put off.
                unsafe { core::ptr::write_volatile(&raw mut self.python2, python2) };
                Ok(call::call(hook, &[module, name]))
            }
            None => Ok(find::find_class(module, name, python2)),
        }
    }

    fn persistent(&mut self, id: Obj) -> Result<Obj, Error> {
        self.forget_fresh();
        match self.persistent_load {
            Some(hook) => Ok(call::call(hook, &[id])),
            None => Err(Error::NoPersistentLoad),
        }
    }

    fn call(&mut self, function: Obj, args: Obj) -> Result<Obj, Error> {
        let args = state::tuple(args);
        let function = registry::loader(function).unwrap_or(function);
        #[cfg(feature = "arrays")]
        if let Some(obj) = ndarray::numpy::call(function, args, &mut self.fresh) {
            return Ok(obj);
        }
        if let Some(obj) = special_call(function, args) {
            return Ok(obj);
        }
        if !call::is_callable(function) {
            raise::unpickling_type("cannot call", function);
        }
        let made = call::call(function, args);
        // The bytes of protocols 0 to 2.
        Ok(if function == known(ffi::mpickle_c_function::ENCODE) { self.fresh(made) } else { made })
    }

    fn new_object(&mut self, class: Obj, args: Obj, kwargs: Option<Obj>) -> Result<Obj, Error> {
        self.forget_fresh();
        Ok(state::new_object(class, args, kwargs))
    }

    fn instantiate(&mut self, class: Obj, args: &[Obj]) -> Result<Obj, Error> {
        self.forget_fresh();
        Ok(state::instantiate(class, args))
    }

    fn build(&mut self, obj: Obj, value: Obj) -> Result<Obj, Error> {
        #[cfg(feature = "arrays")]
        if ndarray::numpy::build(obj, value, &mut self.fresh) {
            return Ok(obj);
        }
        Ok(state::build(obj, value))
    }

    fn extension(&mut self, code: u32) -> Result<Obj, Error> {
        match registry::copyreg::named(code) {
            Some((module, name)) => self.find_class(module, name, false),
            None => Err(Error::BadExtension),
        }
    }

    fn next_buffer(&mut self) -> Result<Obj, Error> {
        self.buffers.and_then(call::next).ok_or(Error::NoBuffer)
    }

    fn read_only(&mut self, buffer: Obj) -> Result<Obj, Error> {
        self.forget_fresh();
        Ok(read_only(buffer))
    }
}

fn check_utf8(data: &[u8]) {
    if !str::is_utf8(data) {
        raise::unpickling("str is not UTF-8");
    }
}

fn new_int(data: &[u8]) -> Obj {
    match int::from_bytes(data) {
        Some(obj) => obj,
        None => raise::raise(ffi::mpickle_c_class::OVERFLOW_ERROR, "int too big for this build"),
    }
}

/// `dict[key] = value` for each pair.
#[inline]
fn fill(target: Obj, items: &[Obj]) {
    if items.len() > 2 {
        dict::reserve(target, items.len() / 2);
    }
    for pair in items.chunks_exact(2) {
        dict::store(target, pair[0], pair[1]);
    }
}

/// Appends to what is no list: by `extend` or `append`, as CPython does.
#[cold]
fn append_by_method(target: Obj, items: &[Obj]) {
    check_container(target);
    if deque::is_deque(target) {
        deque::reserve(target, items.len());
    }
    if items.len() > 1 && call::call_method(target, name!(extend), &[list::new_list(items)]).is_some() {
        return;
    }
    for item in items {
        if call::call_method(target, name!(append), &[*item]).is_none() {
            no_items(target);
        }
    }
}

/// Items are put only into MicroPython's containers and into instances of Python classes: other
/// native objects may do anything with them.
fn check_container(target: Obj) {
    if !target.type_of().is_python() && !deque::is_deque(target) {
        no_items(target);
    }
}

#[cold]
fn no_items(target: Obj) -> ! {
    raise::unpickling_type("cannot put items into", target)
}

#[cold]
fn set_by_index(target: Obj, items: &[Obj]) {
    check_container(target);
    for pair in items.chunks_exact(2) {
        // SAFETY: live objects.
        // EXCEPTION: TypeError if it takes no items, and what `__setitem__` raises.
        unsafe { ffi::mp_obj_subscr(target.raw(), pair[0].raw(), pair[1].raw()) };
    }
}

/// Calls that MicroPython's constructors do not understand as CPython's do.
fn special_call(function: Obj, args: &[Obj]) -> Option<Obj> {
    if config::PY_BUILTINS_SLICE
        && function == native_type!(mp_type_slice).obj()
        && let [start, stop, step] = args
    {
        // SAFETY: live objects.
        // EXCEPTION: MemoryError.
        return Some(unsafe { Obj::new(ffi::mp_obj_new_slice(start.raw(), stop.raw(), step.raw())) });
    }
    if config::PY_COLLECTIONS_DEQUE && function == native_type!(mp_type_deque).obj() {
        let limited = args.get(1).is_some_and(|limit| !limit.is_none());
        if !limited {
            let deque = deque::unlimited()?;
            if let Some(items) = args.first() {
                let items = call::call(native_type!(mp_type_list).obj(), &[*items]);
                append_by_method(deque, list::list_items(items));
            }
            return Some(deque);
        }
    }
    if function == native_type!(mp_type_bytearray).obj()
        && let [text, encoding] = args
    {
        let text = str::text(*text)?;
        let mut bytes = HeapVec::<u8>::default();
        match builtin::encoding(*encoding) {
            Encoding::Latin1 => builtin::to_latin1(text, &mut bytes),
            _ => bytes.extend(text),
        }
        return Some(buffer::adopt_bytearray(&mut bytes));
    }
    None
}

fn read_only(obj: Obj) -> Obj {
    if buffer::bytes(obj).is_none() || str::text(obj).is_some() {
        raise::unpickling_type("not a buffer:", obj);
    }
    if !buffer::is_writable(obj) {
        return obj;
    }
    // SAFETY: the constructor of memoryview, for an object with the buffer protocol.
    // EXCEPTION: MemoryError.
    let view = call::call(native_type!(mp_type_memoryview).obj(), &[obj]);
    let fields = buffer::array(view);
    let code = fields.typecode() & 0x7f;
    fields.set_typecode(code);
    view
}

impl Host {
    /// `obj` has just been read, and nobody but the pickle holds it.
    #[inline]
    fn fresh(&mut self, obj: Obj) -> Obj {
        #[cfg(feature = "arrays")]
        {
            self.fresh = Some(obj);
        }
        obj
    }

    /// Something may hold what has been read.
    #[inline]
    fn forget_fresh(&mut self) {
        #[cfg(feature = "arrays")]
        {
            self.fresh = None;
        }
    }

    /// A `str` of Python 2.
    fn old_str(&self, data: &[u8]) -> Obj {
        if self.encoding == Encoding::Bytes {
            return str::new(native_type!(mp_type_bytes), data);
        }
        let mut text = HeapVec::<u8>::default();
        builtin::decode(data, self.encoding, self.on_error, &mut text);
        str::adopt(native_type!(mp_type_str), &mut text)
    }
}
