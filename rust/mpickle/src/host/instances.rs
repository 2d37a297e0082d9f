//! Objects of classes, made while reading: names, calls, states.

use core::convert::Infallible;

use micropython::{Deque, HeapVec, Obj, Tuple, Type, call, ffi, instance, list, native_type};
use model::Error;
use pickle::Instantiate;

use crate::host::Host;
use crate::host::budget;
use crate::names::find;
use crate::names::interned::{function as known, name};
use crate::names::registry;
#[cfg(feature = "arrays")]
use crate::ndarray;
use crate::raise;
use crate::types::builtin;
use crate::types::constructor;
use crate::types::items::append_by_method;
use crate::types::items::no_items;
use crate::types::items::set_by_index;
#[cfg(feature = "arrays")]
use crate::types::native::array;
use crate::types::native::{self, partial, set};
use crate::types::state;
#[cfg(feature = "stub")]
use crate::types::stub;

impl Instantiate for Host {
    fn work(&mut self, steps: usize) {
        self.budget.spend(steps);
    }

    #[inline(always)]
    fn new_object(&mut self, class: Obj, args: Obj, kwargs: Option<Obj>) -> Result<Obj, Infallible> {
        Ok(self.new_instance(class, args, kwargs))
    }

    #[inline(never)]
    fn instantiate(&mut self, class: Obj, args: &[Obj]) -> Result<Obj, Infallible> {
        self.forget_fresh();
        #[cfg(feature = "stub")]
        if class.is(native_type!(mpickle_c_type_stub)) {
            return Ok(self.call_object(class, list::new_tuple(args)));
        }
        self.policy().check(class);
        constructor::check(&mut self.budget, class, args);
        let set = set::make(&mut self.budget, class, args);
        Ok(set.unwrap_or_else(|| state::instantiate(class, args)))
    }

    #[inline(never)]
    fn build(&mut self, obj: Obj, value: Obj) -> Result<Obj, Infallible> {
        #[cfg(feature = "arrays")]
        if let Some(built) = ndarray::numpy::build(self, obj, value) {
            return Ok(built);
        }
        Ok(self.build_object(obj, value))
    }

    #[inline(never)]
    fn persistent(&mut self, id: Obj) -> Result<Obj, Error> {
        self.forget_fresh();
        let Some(hook) = self.hooks.persistent_load else {
            return Err(Error::NoPersistentLoad);
        };
        let found = call::call(hook, &[id]);
        self.policy().grant(found);
        Ok(found)
    }

    fn extension(&mut self, code: u32) -> Result<Obj, Error> {
        match registry::copyreg::named(code) {
            Some((module, name)) => Ok(self.find_object(module, name, false)),
            None => Err(Error::BadExtension),
        }
    }
}

/// A tuple of these objects from `start` on. It is put behind them, which keeps it alive: who is given it reads
/// its items, and a pointer to those does not.
#[cold]
fn kept_tuple(objects: &mut HeapVec<Obj>, start: usize) -> Obj {
    let tuple = list::new_tuple(&objects.as_slice()[start..]);
    objects.push(tuple);
    tuple
}

impl Host {
    /// Gives an object its state. Returns it, or the object that takes its place.
    #[inline(never)]
    fn build_object(&mut self, obj: Obj, value: Obj) -> Obj {
        #[cfg(feature = "stub")]
        if stub::set_state(obj, value) {
            return obj;
        }
        let class = obj.type_of();
        if class.is_python() || find::is_exception(class) {
            self.policy().check(class.obj());
        }
        let parts = budget::items(value).iter().map(|part| constructor::weight(*part));
        self.budget.spend(parts.fold(constructor::weight(value), usize::saturating_add));
        state::build(obj, value, self)
    }

    /// The class or function of a name, as `Unpickler.find_class` has it.
    pub fn find_object(&mut self, module: Obj, name: Obj, python2: bool) -> Obj {
        let Some(hook) = self.hooks.find_class else {
            return self.policy().find_by_name(module, name, python2);
        };
        // For the base class's method, which the hook may call.
        self.desk().python2.set(python2);
        let found = call::call(hook, &[module, name]);
        self.policy().grant(found);
        found
    }

    /// Calls a partial's function, which is checked like any other call.
    #[cold]
    #[inline(never)]
    fn call_partial(&mut self, partial: &ffi::mpickle_c_partial_t, args: &[Obj]) -> Obj {
        let [function, first, keywords] = partial::parts(partial);
        let mut all = HeapVec::default();
        // SAFETY: a partial's arguments, as its constructor and `set_state` have them.
        all.extend(unsafe { Tuple::from_known(first) }.items());
        all.extend(args);
        let obj = if keywords.is_none() || constructor::weight(keywords) == 0 {
            self.call_object(function, kept_tuple(&mut all, 0))
        } else if function == known(ffi::mpickle_c_function::NEWOBJ)
            && let Some(class) = all.as_slice().first().copied()
        {
            self.new_instance(class, kept_tuple(&mut all, 1), Some(keywords))
        } else {
            #[cfg(feature = "stub")]
            if function.is(native_type!(mpickle_c_type_stub)) {
                let args = kept_tuple(&mut all, 0);
                if let Some(made) = stub::make(function, args, Some(keywords)) {
                    return made;
                }
            }
            let args = all.as_slice();
            self.policy().check(function);
            constructor::check(&mut self.budget, function, args);
            self.budget.spend(constructor::weight(keywords));
            state::call_with(function, None, args, Some(keywords))
        };
        all.release();
        obj
    }

    /// `function(*args)` for REDUCE.
    #[inline(never)]
    pub fn call_object(&mut self, function: Obj, args: Obj) -> Obj {
        #[cfg(feature = "stub")]
        if let Some(made) = stub::call(function, args) {
            self.forget_fresh();
            return made;
        }
        let args = state::tuple(args);
        if let Some(partial) = partial::fields(function) {
            return self.call_partial(partial, args);
        }
        self.policy().check(function);
        let function = registry::loader(function).unwrap_or(function);
        #[cfg(feature = "arrays")]
        if let Some(obj) =
            ndarray::numpy::dtype(function, args).or_else(|| ndarray::numpy::call(self, function, args))
        {
            return obj;
        }
        constructor::check(&mut self.budget, function, args);
        if function == known(ffi::mpickle_c_function::LOAD_TYPE)
            && let [name] = args
        {
            return builtin::singleton_type(*name)
                .unwrap_or_else(|| self.find_object(name!(builtins).obj(), *name, false));
        }
        if let Some(obj) = native::otherwise(&mut self.budget, function, args) {
            return obj;
        }
        if !call::is_callable(function) {
            raise::unpickling_type("cannot call", function);
        }
        self.check_within(function, args);
        #[cfg(feature = "arrays")]
        if function == known(ffi::mpickle_c_function::ARRAY_RECONSTRUCTOR) {
            return array::reconstruct(args, self.is_in_place());
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
        match Type::from_obj(function).filter(|class| class.is_python()) {
            Some(class) => self.call_class(class, args),
            None => call::call(function, args),
        }
    }

    /// Checks the class that a function makes an instance of.
    #[inline(never)]
    fn check_within(&mut self, function: Obj, args: &[Obj]) {
        if let Some((class, args)) = constructor::class_within(function, args) {
            self.policy().check(class);
            constructor::check(&mut self.budget, class, args);
        }
    }

    /// Calls a class written in Python.
    #[inline(never)]
    fn call_class(&mut self, class: Type, args: &[Obj]) -> Obj {
        let Some(base) = instance::native_base(class).map(Type::obj) else {
            return call::call(class.obj(), args);
        };
        if !state::has_own_init(class) {
            // MicroPython would hand the arguments to the native constructor as they are.
            return match native::otherwise(&mut self.budget, base, args) {
                Some(part) => state::around(class, Some(part)),
                None => call::call(class.obj(), args),
            };
        }
        if base == native_type!(mp_type_bytearray).obj()
            && let [_, encoding] = args
            && let Some(bytes) = native::unlike(base, args)
        {
            // MicroPython does not heed the encoding.
            return call::call(class.obj(), &[bytes, *encoding]);
        }
        call::call(class.obj(), args)
    }

    /// `class.__new__(class, *args, **kwargs)`
    #[inline(never)]
    fn new_instance(&mut self, class: Obj, args: Obj, kwargs: Option<Obj>) -> Obj {
        self.forget_fresh();
        #[cfg(feature = "stub")]
        if let Some(made) = stub::make(class, args, kwargs) {
            return made;
        }
        let args = state::tuple(args);
        self.policy().check(class);
        constructor::check(&mut self.budget, class, args);
        self.budget.spend(kwargs.map_or(0, constructor::weight));
        if class == native_type!(mp_type_frozenset).obj()
            && let Some(set) = set::make(&mut self.budget, class, args)
        {
            return set;
        }
        state::new_object(Some(&mut self.pool), class, args, kwargs)
    }

    /// `append`s to an object that is no list.
    pub fn append_otherwise(&mut self, target: Obj, items: &[Obj]) {
        self.forget_fresh();
        #[cfg(feature = "stub")]
        if let Some(list) = stub::list(target) {
            return list.extend(items);
        }
        self.check_container(target);
        append_by_method(target, items);
    }

    /// `target[key] = value` for an object that is no dictionary.
    pub fn set_otherwise(&mut self, target: Obj, items: &[Obj]) {
        self.forget_fresh();
        #[cfg(feature = "stub")]
        if let Some(dict) = stub::dict(target) {
            return self.fill(dict, items);
        }
        self.check_container(target);
        set_by_index(target, items);
    }

    /// `add`s to an object that is no set.
    pub fn add_otherwise(&mut self, target: Obj, items: &[Obj]) {
        self.forget_fresh();
        #[cfg(feature = "stub")]
        if let Some(list) = stub::list(target) {
            return list.extend(items);
        }
        self.check_container(target);
        for item in items {
            if call::call_method(target, name!(add), &[*item]).is_none() {
                no_items(target);
            }
        }
    }

    /// Items are put only into MicroPython's containers and into instances of permitted classes
    /// written in Python: other native objects may do anything with them.
    fn check_container(&mut self, target: Obj) {
        let class = target.type_of();
        if class.is_python() {
            self.policy().check(class.obj());
        } else if Deque::of(target).is_none() {
            no_items(target);
        }
    }
}
