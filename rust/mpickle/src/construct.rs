//! Objects, built while reading.

use micropython::{
    HeapVec, Obj, buffer, call, config, deque, dict, ffi, int, list, native_type, optional_type, set, str,
};
use pickle::{Construct, Error, Payload};

#[cfg(all(feature = "arrays", feature = "in-place"))]
use crate::array;
use crate::float;
use crate::host::{Encoding, Host, function as known, name};
use crate::memory::Memory;
#[cfg(feature = "arrays")]
use crate::ndarray;
use crate::{builtin, constructor, raise, registry, state};

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
        Ok(Obj::from_small_int(value).unwrap_or_else(|| int::new(value as ffi::mp_int_t)))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn float(&mut self, value: f64) -> Result<Obj, Error> {
        Ok(float::new(value))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Obj, Error> {
        if kind == Payload::Str {
            check_utf8(data);
        }
        #[cfg(feature = "in-place")]
        if let Some(obj) = self.in_place.and_then(|place| place.payload(kind, data)) {
            self.forget_fresh();
            return Ok(obj);
        }
        Ok(match kind {
            Payload::Str => {
                // The empty string and single characters are interned or cheap to look up.
                if data.len() > 1 { str::new(native_type!(mp_type_str), data) } else { str::new_str(data) }
            }
            Payload::Bytes => self.fresh(str::new(native_type!(mp_type_bytes), data)),
            Payload::ByteArray => self.fresh(buffer::new_bytearray(data)),
            Payload::Int => new_int(data),
            Payload::OldStr => self.old_str(data),
        })
    }

    #[inline(never)]
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
        if text.len() > constructor::MAX_DIGITS {
            raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "too many digits");
        }
        // MicroPython skips underscores, and finds the rest to be 0.
        if !text.iter().any(u8::is_ascii_alphanumeric) {
            raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "no digits");
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

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn tuple(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(list::new_tuple(items))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn list(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(list::new_list(items))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn dict(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        let dict = dict::new();
        self.fill(dict, items);
        Ok(dict)
    }

    fn set(&mut self) -> Result<Obj, Error> {
        if !config::PY_BUILTINS_SET {
            raise::unpickling_named("not found:", b"builtins", b"set");
        }
        Ok(set::new())
    }

    fn frozen_set(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        if !config::PY_BUILTINS_FROZENSET {
            raise::unpickling_named("not found:", b"builtins", b"frozenset");
        }
        let set = set::new();
        self.budget.fill_set(set, items);
        set::become_one_of(set, optional_type!(PY_BUILTINS_FROZENSET, mp_type_frozenset));
        Ok(set)
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn append(&mut self, target: Obj, items: &[Obj]) -> Result<(), Error> {
        if target.is(native_type!(mp_type_list)) {
            list::extend(target, items);
        } else {
            self.forget_fresh();
            self.check_container(target);
            append_by_method(target, items);
        }
        Ok(())
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn set_items(&mut self, target: Obj, items: &[Obj]) -> Result<(), Error> {
        if dict::is_dict(target) || target.is(optional_type!(PY_COLLECTIONS_ORDEREDDICT, mp_type_ordereddict))
        {
            self.fill(target, items);
        } else {
            self.forget_fresh();
            self.check_container(target);
            set_by_index(target, items);
        }
        Ok(())
    }

    fn add(&mut self, target: Obj, items: &[Obj]) -> Result<(), Error> {
        if target.is(native_type!(mp_type_set)) {
            self.budget.fill_set(target, items);
        } else {
            self.forget_fresh();
            self.check_container(target);
            for item in items {
                if call::call_method(target, name!(add), &[*item]).is_none() {
                    no_items(target);
                }
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn find_class(&mut self, module: Obj, name: Obj, python2: bool) -> Result<Obj, Error> {
        let Some(hook) = self.find_class else {
            return Ok(self.find_by_name(module, name, python2));
        };
        // SAFETY: a field of ours. The hook may call the base class's method, which reads it by
        // way of the instance: the store must not be put off.
        unsafe { core::ptr::write_volatile(&raw mut self.python2, python2) };
        let found = call::call(hook, &[module, name]);
        self.policy.grant(found);
        Ok(found)
    }

    fn persistent(&mut self, id: Obj) -> Result<Obj, Error> {
        self.forget_fresh();
        let Some(hook) = self.persistent_load else {
            return Err(Error::NoPersistentLoad);
        };
        let found = call::call(hook, &[id]);
        self.policy.grant(found);
        Ok(found)
    }

    #[inline]
    fn at(&mut self, offset: usize) {
        self.budget.read = offset;
    }

    fn work(&mut self, steps: usize) {
        self.budget.spend(steps);
    }

    #[inline(never)]
    fn call(&mut self, function: Obj, args: Obj) -> Result<Obj, Error> {
        Ok(self.call_function(function, args))
    }

    #[inline(never)]
    fn new_object(&mut self, class: Obj, args: Obj, kwargs: Option<Obj>) -> Result<Obj, Error> {
        self.forget_fresh();
        self.policy.check(class);
        constructor::check(&mut self.budget, class, state::tuple(args));
        Ok(state::new_object(class, args, kwargs))
    }

    #[inline(never)]
    fn instantiate(&mut self, class: Obj, args: &[Obj]) -> Result<Obj, Error> {
        self.forget_fresh();
        self.policy.check(class);
        constructor::check(&mut self.budget, class, args);
        Ok(state::instantiate(class, args))
    }

    #[inline(never)]
    fn build(&mut self, obj: Obj, value: Obj) -> Result<Obj, Error> {
        #[cfg(feature = "arrays")]
        if ndarray::numpy::build(obj, value, self.brought()) {
            return Ok(obj);
        }
        let class = obj.type_of();
        if class.is_python() {
            self.policy.check(class.obj());
        }
        let parts = constructor::items(value).iter().map(|part| constructor::weight(*part));
        self.budget.spend(parts.fold(constructor::weight(value), usize::saturating_add));
        Ok(state::build(obj, value, &mut self.policy.names))
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

/// Appends to what is no list: by `extend` or `append`, as CPython does.
#[cold]
pub fn append_by_method(target: Obj, items: &[Obj]) {
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

#[cold]
fn no_items(target: Obj) -> ! {
    raise::unpickling_type("cannot put items into", target)
}

#[cold]
fn set_by_index(target: Obj, items: &[Obj]) {
    for pair in items.chunks_exact(2) {
        // SAFETY: live objects.
        // EXCEPTION: TypeError if it takes no items, and what `__setitem__` raises.
        unsafe { ffi::mp_obj_subscr(target.raw(), pair[0].raw(), pair[1].raw()) };
    }
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
    let view = call::call(optional_type!(PY_BUILTINS_MEMORYVIEW, mp_type_memoryview).obj(), &[obj]);
    let fields = buffer::array(view);
    let code = fields.typecode() & 0x7f;
    fields.set_typecode(code);
    view
}

impl Host {
    /// The class or function of a name, translated from Python 2's if need be.
    #[inline(always)]
    pub fn find_by_name(&mut self, module: Obj, name: Obj, python2: bool) -> Obj {
        let (Some(module), Some(name)) = (str::text(module), str::text(name)) else {
            raise::unpickling("STACK_GLOBAL requires str");
        };
        let (module, name) = if python2 { pickle::compat::to_python3(module, name) } else { (module, name) };
        self.policy.find(module, name)
    }

    /// `function(*args)` for REDUCE.
    fn call_function(&mut self, function: Obj, args: Obj) -> Obj {
        let args = state::tuple(args);
        self.policy.check(function);
        let function = registry::loader(function).unwrap_or(function);
        #[cfg(feature = "arrays")]
        if let Some(obj) = ndarray::numpy::call(function, args, self.brought()) {
            return obj;
        }
        constructor::check(&mut self.budget, function, args);
        #[cfg(all(feature = "arrays", feature = "in-place"))]
        if self.in_place.is_some() && function == known(ffi::mpickle_c_function::ARRAY_RECONSTRUCTOR) {
            return array::in_place(args);
        }
        if let Some(obj) = constructor::set_of(&mut self.budget, function, args) {
            return obj;
        }
        if let Some(obj) = constructor::coded(function, args) {
            return obj;
        }
        if let Some(obj) = constructor::special(function, args) {
            return obj;
        }
        if !call::is_callable(function) {
            raise::unpickling_type("cannot call", function);
        }
        if let Some((class, args)) = constructor::class_within(function, args) {
            self.policy.check(class);
            constructor::check(&mut self.budget, class, args);
        }
        if function == known(ffi::mpickle_c_function::ENCODE) && (1..=3).contains(&args.len()) {
            // The bytes of protocols 0 to 2.
            return self.fresh(builtin::encoded(args));
        }
        if function == known(ffi::mpickle_c_function::RECONSTRUCTOR)
            && let [class, base, value] = args
        {
            return state::reconstruct(*class, *base, *value);
        }
        call::call(function, args)
    }

    /// `dict[key] = value` for each pair.
    #[inline]
    fn fill(&mut self, target: Obj, items: &[Obj]) {
        if items.len() > 2 {
            dict::reserve(target, items.len() / 2);
        }
        for pair in items.chunks_exact(2) {
            self.budget.check_key(pair[0]);
            let places = dict::store(target, pair[0], pair[1]);
            if places > 0 {
                self.budget.search(places);
            }
        }
    }

    /// Items are put only into MicroPython's containers and into instances of permitted classes
    /// written in Python: other native objects may do anything with them.
    fn check_container(&mut self, target: Obj) {
        let class = target.type_of();
        if class.is_python() {
            self.policy.check(class.obj());
        } else if !deque::is_deque(target) {
            no_items(target);
        }
    }

    /// What arrays may do with the bytes that were read last.
    #[cfg(feature = "arrays")]
    fn brought(&mut self) -> ndarray::numpy::Brought<'_> {
        #[cfg(feature = "in-place")]
        let in_place = self.in_place.is_some();
        #[cfg(not(feature = "in-place"))]
        let in_place = false;
        ndarray::numpy::Brought { fresh: &mut self.fresh, in_place }
    }

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
    #[inline(never)]
    fn old_str(&self, data: &[u8]) -> Obj {
        if self.encoding == Encoding::Bytes {
            return str::new(native_type!(mp_type_bytes), data);
        }
        let mut text = HeapVec::<u8>::default();
        builtin::decode(data, self.encoding, self.on_error, &mut text);
        str::adopt(native_type!(mp_type_str), &mut text)
    }
}
