//! Classes, functions and hooks: calls the module's part in Python (`ports/mpy/classes.py`).

use core::convert::Infallible;

use model::Error;
use pickle::{Call, Instantiate, Override, Reduce, Reduced, State};

use crate::host::Host;
use crate::native::names::Name;
use crate::native::obj::{Obj, call_method};
use crate::native::raise;
use crate::native::table::{state, table};

impl Host {
    /// Asks a method of the rules.
    pub fn ask<const N: usize>(&self, method: Name, args: [Obj; N]) -> Obj {
        let Some([function, this]) = self.rules.and_then(|rules| rules.method(method)) else {
            raise::raise(Name::UnpicklingError, "plain data only");
        };
        let mut call = [function, this, 0, 0, 0];
        for (place, arg) in call[2..].iter_mut().zip(args) {
            *place = arg.raw();
        }
        call_method(&call, N)
    }

    /// Fills in a recipe of seven items; `None` stands for a name.
    fn recipe(&self, items: Obj, recipe: &mut Reduced<Obj>) -> bool {
        let [kind, function, args, state, list, pairs, setter] = items.items() else {
            return false;
        };
        let given = |obj: &Obj| (!obj.is_none()).then_some(*obj);
        recipe.call = match given(kind) {
            None => Call::Function,
            Some(kind) if kind == Obj::bool(true) => Call::New,
            Some(kwargs) => Call::NewEx(kwargs),
        };
        recipe.function = *function;
        recipe.args = *args;
        recipe.state = given(state).map_or(State::None, State::Object);
        recipe.list_items = given(list);
        recipe.dict_items = given(pairs);
        recipe.setter = given(setter);
        true
    }
}

impl Reduce for Host {
    fn next(&mut self, iter: Obj) -> Result<Option<Obj>, Infallible> {
        // `mp_obj_iter_buf_t`, which says that the iterator is an object elsewhere.
        let mut buffer = [0, iter.raw(), 0, 0];
        // SAFETY: an iterator.
        // EXCEPTION: the iterator's.
        let item = unsafe { (table().iternext)(buffer.as_mut_ptr()) };
        // SAFETY: null at the end, else an object.
        Ok((item != 0).then(|| unsafe { Obj::new(item) }))
    }

    fn pair(&mut self, obj: Obj) -> Result<(Obj, Obj), Infallible> {
        if obj.is(state().tuple)
            && let [key, value] = obj.items()
        {
            return Ok((*key, *value));
        }
        raise::raise(Name::PicklingError, "dict items iterator must return 2-tuples")
    }

    fn reduce(&mut self, obj: Obj, protocol: u8, recipe: &mut Reduced<Obj>) -> Result<bool, Infallible> {
        if self.rules.is_none() {
            raise::named(Name::PicklingError, "cannot pickle", obj.class_name(), b"");
        }
        let protocol = Obj::from_small_int(protocol.into()).unwrap_or_else(Obj::none);
        let answer = self.ask(Name::_reduce, [obj, protocol]);
        Ok(self.recipe(answer, recipe))
    }

    #[inline]
    fn intercepts(&self) -> bool {
        self.persistent.is_some()
    }

    fn intercept(&mut self, obj: Obj) -> Result<Option<Obj>, Infallible> {
        let id = self.persistent.map(|[method, this]| call_method(&[method, this, obj.raw()], 1));
        Ok(id.filter(|id| !id.is_none()))
    }

    fn text_of(&mut self, obj: Obj) -> Result<Obj, Infallible> {
        Ok(crate::native::obj::call(table().type_str, &[obj]))
    }

    fn override_reduce(
        &mut self,
        obj: Obj,
        _protocol: u8,
        recipe: &mut Reduced<Obj>,
    ) -> Result<Override, Infallible> {
        if !self.overrides {
            return Ok(Override::None);
        }
        let answer = self.ask(Name::_override, [obj]);
        Ok(if answer.is_none() {
            Override::Global
        } else if self.recipe(answer, recipe) {
            Override::Reduced
        } else {
            Override::None
        })
    }
}

impl Instantiate for Host {
    fn new_object(&mut self, class: Obj, args: Obj, kwargs: Option<Obj>) -> Result<Obj, Infallible> {
        self.check_args(args);
        if kwargs.is_some_and(|kwargs| !kwargs.is(table().type_dict)) {
            raise::raise(Name::UnpicklingError, "arguments must be a dict");
        }
        Ok(self.ask(Name::_new, [class, args, kwargs.unwrap_or_else(Obj::none)]))
    }

    fn instantiate(&mut self, class: Obj, args: &[Obj]) -> Result<Obj, Infallible> {
        // SAFETY: pointer and length of one slice.
        // EXCEPTION: MemoryError.
        let args = unsafe { Obj::new((table().new_tuple)(args.len(), args.as_ptr())) };
        Ok(self.ask(Name::_make, [class, args]))
    }

    fn build(&mut self, obj: Obj, state: Obj) -> Result<Obj, Infallible> {
        Ok(self.ask(Name::_build, [obj, state]))
    }

    fn persistent(&mut self, id: Obj) -> Result<Obj, Error> {
        match self.persistent {
            Some([method, this]) => Ok(call_method(&[method, this, id.raw()], 1)),
            None => Err(Error::NoPersistentLoad),
        }
    }
}

impl Host {
    /// Raises UnpicklingError for arguments that are no tuple.
    pub fn check_args(&self, args: Obj) {
        if !args.is(state().tuple) {
            raise::refusing_type("arguments must be a tuple, not", args);
        }
    }

    /// Items of a pickle as a list, for a method of the rules.
    pub fn give(&self, method: Name, target: Obj, items: &[Obj]) {
        // SAFETY: pointer and length of one slice.
        // EXCEPTION: MemoryError.
        let items = unsafe { Obj::new((table().new_list)(items.len(), items.as_ptr())) };
        self.ask(method, [target, items]);
    }
}
