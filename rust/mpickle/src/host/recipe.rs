//! Objects of classes, taken apart for writing: hooks, the registry, `__reduce__`.

use core::convert::Infallible;

use micropython::{Obj, Tuple, call, ffi, native_type};
use pickle::{Override, PendingTask, Place, Reduce, Reduced};

use crate::host::Host;
use crate::names::locate;
use crate::names::registry::{self, Wish};
use crate::raise;
use crate::types::reduce;

impl Reduce for Host {
    fn within(&mut self, tasks: &[PendingTask<Obj>]) {
        self.within = (tasks.as_ptr(), tasks.len());
    }

    fn next(&mut self, iter: Obj) -> Result<Option<Obj>, Infallible> {
        let item = call::next(iter);
        self.check_place();
        Ok(item)
    }

    fn pair(&mut self, obj: Obj) -> Result<(Obj, Obj), Infallible> {
        if let Some([key, value]) = Tuple::of(obj).map(Tuple::items) {
            return Ok((*key, *value));
        }
        raise::raise(ffi::mpickle_c_class::PICKLING_ERROR, "dict items iterator must return 2-tuples")
    }

    fn reduce(&mut self, obj: Obj, protocol: u8, recipe: &mut Reduced<Obj>) -> Result<bool, Infallible> {
        let reduced = reduce::reduce(self, obj, protocol, recipe);
        self.check_place();
        Ok(reduced)
    }

    #[inline]
    fn intercepts(&self) -> bool {
        self.hooks.persistent_id.is_some()
    }

    fn intercept(&mut self, obj: Obj) -> Result<Option<Obj>, Infallible> {
        let id = self.hooks.persistent_id.map(|hook| call::call(hook, &[obj]));
        Ok(id.filter(|id| !id.is_none()))
    }

    #[cfg(feature = "text")]
    fn text_of(&mut self, obj: Obj) -> Result<Obj, Infallible> {
        Ok(call::call(native_type!(mp_type_str).obj(), &[obj]))
    }

    #[inline(never)]
    fn override_reduce(
        &mut self,
        obj: Obj,
        protocol: u8,
        recipe: &mut Reduced<Obj>,
    ) -> Result<Override, Infallible> {
        let result = self
            .hooks
            .reducer_override
            .map(|hook| call::call(hook, &[obj]))
            .filter(|result| *result != Obj::not_implemented())
            .or_else(|| self.reduce_by_table(obj));
        let result = match result {
            None => match self.registered(obj) {
                Wish::None => return Ok(Override::None),
                Wish::Name => return Ok(Override::Global),
                Wish::Value(value) => value,
            },
            Some(result) => result,
        };
        let reduced = reduce::explicit(self, obj, result, protocol, recipe);
        self.check_place();
        Ok(if reduced { Override::Reduced } else { Override::Global })
    }

    fn extension(&mut self, module: Obj, name: Obj) -> Option<u32> {
        registry::copyreg::code(module, name)
    }
}

impl Host {
    /// The path to the object that is written now. For the functions that [`Reduce::reduce`],
    /// [`Reduce::override_reduce`] and [`pickle::Describe::global`] call, and for no others.
    pub fn places(&self, each: &mut dyn FnMut(Place<Obj>)) {
        let (tasks, count) = self.within;
        if !tasks.is_null() {
            // SAFETY: the encoder has lent its tasks for this call, and waits for its end.
            pickle::places(self, unsafe { core::slice::from_raw_parts(tasks, count) }, each);
        }
    }

    /// The registry's answer about an object that is no class and no function.
    #[inline]
    fn registered(&self, obj: Obj) -> Wish {
        if !registry::is_in_use() || obj.is(native_type!(mp_type_type)) || reduce::is_function(obj) {
            return Wish::None;
        }
        registry::wish(obj, self.hooks.dispatch_table.is_some())
    }

    /// The reducer in the Pickler's `dispatch_table` for an object's type. Classes and functions are
    /// not looked up in it, as in CPython.
    fn reduce_by_table(&self, obj: Obj) -> Option<Obj> {
        if obj.is(native_type!(mp_type_type)) || reduce::is_function(obj) {
            return None;
        }
        let class = obj.type_of().obj();
        let reducer = call::item(self.hooks.dispatch_table?, class)?;
        Some(call::call(reducer, &[obj]))
    }

    /// Module and qualified name of a class or function, as str objects; raises PicklingError.
    pub fn names_of(&mut self, obj: Obj) -> (Obj, Obj) {
        let given = self.given_name.take();
        locate::global(Some(self), obj, given)
    }
}
