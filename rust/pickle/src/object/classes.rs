//! The traits of a model beyond plain data: classes and functions, recipes of objects, hooks.

use model::{Error, Model};

/// How a reduced object is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call<O> {
    /// `function(*args)`: REDUCE
    Function,
    /// `class.__new__(class, *args)`: NEWOBJ
    New,
    /// `class.__new__(class, *args, **kwargs)`: NEWOBJ_EX
    NewEx(O),
}

/// The state that a reduced object gets after its creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State<O> {
    /// None: no BUILD.
    None,
    /// This object.
    Object(O),
    /// The attributes of this instance, as a dictionary of that many entries
    /// ([`model::Inspect::entry`] walks them) that need not exist as an object.
    Attributes(O, usize),
}

/// An object's recipe, as `__reduce_ex__` returns it.
#[derive(Clone, Copy, Debug)]
pub struct Reduced<O> {
    /// How it is called.
    pub call: Call<O>,
    /// The function or class.
    pub function: O,
    /// A tuple.
    pub args: O,
    /// Attributes or state.
    pub state: State<O>,
    /// Called as `setter(object, state)` in place of BUILD.
    pub setter: Option<O>,
    /// An iterator over items to append.
    pub list_items: Option<O>,
    /// A dictionary of items to set, with its number of entries.
    pub dict: Option<(O, usize)>,
    /// An iterator over pairs to set.
    pub dict_items: Option<O>,
}

impl<O> Reduced<O> {
    /// `function(*args)` and nothing after it.
    pub const fn function(function: O, args: O) -> Self {
        Self {
            call: Call::Function,
            function,
            args,
            state: State::None,
            setter: None,
            list_items: None,
            dict: None,
            dict_items: None,
        }
    }
}

/// The answer of a hook or of the registry about an object, before its type decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Override {
    /// Nothing: go on by type.
    None,
    /// Write it by the recipe.
    Reduced,
    /// Write it by name.
    Global,
}

/// Objects, taken apart for writing.
pub trait Reduce: Model {
    /// Told before objects are taken apart or named: what remains to be written of those that hold
    /// them. [`crate::places`] makes a path of it, as long as that call lasts.
    #[cfg(feature = "write")]
    #[inline]
    fn within(&mut self, _tasks: &[crate::PendingTask<Self::Obj>]) {}

    /// The next object of an iterator that [`Reduce::reduce`] returned.
    ///
    /// # Errors
    /// The iterator's exception.
    fn next(&mut self, iter: Self::Obj) -> Result<Option<Self::Obj>, Self::Fault>;

    /// Both halves of a pair out of [`Reduced::dict_items`].
    ///
    /// # Errors
    /// Not a pair.
    fn pair(&mut self, obj: Self::Obj) -> Result<(Self::Obj, Self::Obj), Self::Fault>;

    /// Puts the recipe for `obj` into `recipe`; `Ok(false)` means: by name.
    ///
    /// # Errors
    /// It cannot be pickled.
    fn reduce(
        &mut self,
        obj: Self::Obj,
        protocol: u8,
        recipe: &mut Reduced<Self::Obj>,
    ) -> Result<bool, Self::Fault>;

    /// Whether [`Reduce::intercept`] wants to see every object (a `persistent_id` hook).
    #[inline]
    fn intercepts(&self) -> bool {
        false
    }

    /// Asks hooks that come before the memo: `persistent_id`.
    ///
    /// # Errors
    /// The hook's exception.
    fn intercept(&mut self, _obj: Self::Obj) -> Result<Option<Self::Obj>, Self::Fault> {
        Ok(None)
    }

    /// `str(obj)`, for a persistent id in protocol 0.
    ///
    /// # Errors
    /// The exception of `__str__`.
    #[cfg(feature = "text")]
    fn text_of(&mut self, obj: Self::Obj) -> Result<Self::Obj, Self::Fault> {
        Ok(obj)
    }

    /// Asks hooks that come after the memo and before the type: `reducer_override`.
    ///
    /// # Errors
    /// The hook's exception.
    fn override_reduce(
        &mut self,
        _obj: Self::Obj,
        _protocol: u8,
        _recipe: &mut Reduced<Self::Obj>,
    ) -> Result<Override, Self::Fault> {
        Ok(Override::None)
    }

    /// The extension code registered for a global, 1 to 2^31-1.
    fn extension(&mut self, _module: Self::Obj, _name: Self::Obj) -> Option<u32> {
        None
    }
}

/// Objects of classes, made while reading.
pub trait Instantiate: Model {
    /// Told before the codec goes through so many of its own entries for one opcode. A model that
    /// measures work may raise.
    fn work(&mut self, _steps: usize) {}

    /// `class.__new__(class, *args, **kwargs)`
    ///
    /// # Errors
    /// The call's exception; `class` is no class; `args` is no tuple or `kwargs` no dictionary.
    fn new_object(
        &mut self,
        class: Self::Obj,
        args: Self::Obj,
        kwargs: Option<Self::Obj>,
    ) -> Result<Self::Obj, Self::Fault>;

    /// Creates an instance for INST and OBJ: without `__init__` if there are no `args`.
    ///
    /// # Errors
    /// The call's exception; `class` is not callable.
    fn instantiate(&mut self, class: Self::Obj, args: &[Self::Obj]) -> Result<Self::Obj, Self::Fault>;

    /// Gives `obj` its state: by `__setstate__`, else into its attributes. Returns `obj`, or
    /// another object that takes its place.
    ///
    /// # Errors
    /// `obj` takes no state, or the exception of `__setstate__`.
    fn build(&mut self, obj: Self::Obj, state: Self::Obj) -> Result<Self::Obj, Self::Fault>;

    /// Resolves a persistent id.
    ///
    /// # Errors
    /// [`Error::NoPersistentLoad`] when nobody can.
    fn persistent(&mut self, _id: Self::Obj) -> Result<Self::Obj, Error> {
        Err(Error::NoPersistentLoad)
    }

    /// The object registered under an extension code.
    ///
    /// # Errors
    /// [`Error::BadExtension`] when there is none.
    fn extension(&mut self, _code: u32) -> Result<Self::Obj, Error> {
        Err(Error::BadExtension)
    }
}
