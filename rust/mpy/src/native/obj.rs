//! Objects of MicroPython, representation A: small ints and interned names are in the reference, other
//! objects begin with a pointer to their type.

use core::num::NonZeroUsize;
use core::{ptr, slice};

use crate::native::names::Name;
use crate::native::table::{BufferInfo, state, table};

/// An object as C passes it.
pub type Raw = usize;

/// A reference to a live object.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Obj(NonZeroUsize);

/// `mp_obj_str_t`: str and bytes.
#[repr(C)]
struct StrObject {
    class: Raw,
    /// 0 if it is not computed.
    hash: usize,
    len: usize,
    data: *const u8,
}

/// `mp_obj_list_t`
#[repr(C)]
pub struct ListObject {
    class: Raw,
    pub room: usize,
    pub len: usize,
    pub items: *mut Obj,
}

/// `mp_obj_tuple_t`; the items follow.
#[repr(C)]
struct TupleObject {
    class: Raw,
    len: usize,
}

/// `mp_obj_dict_t`
#[repr(C)]
struct DictObject {
    class: Raw,
    /// Three flags, then the number of entries.
    used: usize,
    slots: usize,
    table: *const [Raw; 2],
}

/// `mp_obj_set_t`
#[repr(C)]
struct SetObject {
    class: Raw,
    slots: usize,
    used: usize,
    table: *const Raw,
}

/// `mp_obj_array_t`: a bytearray.
#[cfg(feature = "streams")]
#[repr(C)]
struct ArrayObject {
    class: Raw,
    code: usize,
    len: usize,
}

/// `mp_obj_float_t`
#[repr(C)]
struct FloatObject<T> {
    class: Raw,
    value: T,
}

/// The places of a dict or a set: one key in so many words.
pub struct Table {
    places: *const Raw,
    count: usize,
    words: usize,
}

impl Table {
    /// How far a key, which is in the table, stands from where the search for its hash begins.
    pub fn distance(&self, hash: usize, key: Obj) -> usize {
        let mut at = hash.checked_rem(self.count).unwrap_or(0);
        for passed in 0..self.count {
            // SAFETY: one of so many places.
            if unsafe { *self.places.add(at * self.words) } == key.raw() {
                return passed;
            }
            at += 1;
            if at == self.count {
                at = 0;
            }
        }
        0
    }
}

/// The mark of a removed entry in a table (`MP_OBJ_SENTINEL`).
const REMOVED: Raw = 4;

/// Whether this type's objects have the struct of a tuple: so do named tuples.
#[inline]
pub fn is_tuple(class: Raw) -> bool {
    #[cfg(feature = "tree")]
    if state().records.contains(&class) {
        return true;
    }
    class == state().tuple
}

impl Obj {
    /// # Safety
    /// A live object.
    #[inline]
    pub unsafe fn new(raw: Raw) -> Self {
        // SAFETY: no object is null.
        Self(unsafe { NonZeroUsize::new_unchecked(raw) })
    }

    #[inline]
    pub fn raw(self) -> Raw {
        self.0.get()
    }

    /// `None`
    #[inline]
    pub fn none() -> Self {
        // SAFETY: an object.
        unsafe { Self::new(table().none) }
    }

    /// `True` or `False`
    #[inline]
    pub fn bool(value: bool) -> Self {
        // SAFETY: objects.
        unsafe { Self::new(if value { table().true_ } else { table().false_ }) }
    }

    #[inline]
    pub fn is_none(self) -> bool {
        self == Self::none()
    }

    /// The value of a small int.
    #[inline]
    pub fn small_int(self) -> Option<isize> {
        (self.raw() & 1 != 0).then_some(self.raw() as isize >> 1)
    }

    /// The small int of this value, if there is one.
    #[inline]
    pub fn from_small_int(value: isize) -> Option<Self> {
        let shifted = value << 1;
        // SAFETY: a small int.
        (shifted >> 1 == value).then(|| unsafe { Self::new(shifted as usize | 1) })
    }

    /// Whether it is an interned name.
    #[inline]
    pub fn is_name(self) -> bool {
        self.raw() & 7 == 2
    }

    /// The type of an object that has a struct.
    #[inline]
    pub fn class(self) -> Option<Raw> {
        // SAFETY: two zeros at the end tell pointers; every object's struct begins with its type.
        (self.raw() & 3 == 0).then(|| unsafe { *self.pointer::<Raw>() })
    }

    #[inline]
    pub fn is(self, class: Raw) -> bool {
        self.class() == Some(class)
    }

    #[inline]
    pub fn pointer<T>(self) -> *mut T {
        ptr::with_exposed_provenance_mut(self.raw())
    }

    /// Whether it is a str.
    pub fn is_str(self) -> bool {
        self.is_name() || self.is(table().type_str)
    }

    /// The text of a str; nothing for what is none.
    pub fn text<'a>(self) -> &'a [u8] {
        if self.is_str() { self.buffer().unwrap_or_default() } else { b"" }
    }

    /// The bytes of an object that has the struct of str and bytes. They do not change.
    ///
    /// # Safety
    /// It has that struct.
    #[inline]
    pub unsafe fn data<'a>(self) -> &'a [u8] {
        // SAFETY: the caller's promise. Data is null in bytes made of an empty bytearray.
        unsafe {
            let object = &*self.pointer::<StrObject>();
            if object.data.is_null() { &[] } else { slice::from_raw_parts(object.data, object.len) }
        }
    }

    /// The memory of an object that lends it, a str among them, as long as nothing of the program runs.
    pub fn buffer<'a>(self) -> Option<&'a [u8]> {
        const READ: usize = 1;
        if self.is(table().type_str) || self.is(state().bytes) {
            // SAFETY: it has the struct.
            return Some(unsafe { self.data() });
        }
        let mut info = BufferInfo { data: ptr::null_mut(), len: 0, typecode: 0 };
        // SAFETY: a live object, and room for the answer.
        // EXCEPTION: none without the flag that asks for one.
        unsafe {
            if !(table().get_buffer)(self.raw(), &raw mut info, READ) {
                return None;
            }
            Some(if info.len == 0 { &[] } else { slice::from_raw_parts(info.data, info.len) })
        }
    }

    /// The items of a list or a tuple; nothing for others. They are good as long as nothing of the program runs.
    #[inline]
    pub fn items<'a>(self) -> &'a [Obj] {
        match self.class() {
            // SAFETY: a list's struct.
            Some(class) if class == table().type_list => unsafe {
                let list = &*self.pointer::<ListObject>();
                slice::from_raw_parts(list.items, list.len)
            },
            // SAFETY: a tuple's, behind which the items are.
            Some(class) if is_tuple(class) => unsafe {
                let tuple = self.pointer::<TupleObject>();
                slice::from_raw_parts(tuple.add(1).cast(), (*tuple).len)
            },
            _ => &[],
        }
    }

    /// The number of entries of a dict.
    ///
    /// # Safety
    /// It has the struct of one.
    #[inline]
    pub unsafe fn dict_len(self) -> usize {
        // SAFETY: the caller's promise.
        unsafe { (*self.pointer::<DictObject>()).used >> 3 }
    }

    /// The first entry of a dict at or behind `cursor`, with its place.
    ///
    /// # Safety
    /// As [`Obj::dict_len`].
    #[inline]
    pub unsafe fn dict_entry(self, cursor: usize) -> Option<(usize, Obj, Obj)> {
        // SAFETY: the caller's promise; the table has so many slots. An entry's key and value are objects.
        unsafe {
            let dict = &*self.pointer::<DictObject>();
            for at in cursor..dict.slots {
                let [key, value] = *dict.table.add(at);
                if key != 0 && key != REMOVED {
                    return Some((at, Obj::new(key), Obj::new(value)));
                }
            }
        }
        None
    }

    /// The places of a dict.
    ///
    /// # Safety
    /// As [`Obj::dict_len`].
    pub unsafe fn dict_table(self) -> Table {
        // SAFETY: the caller's promise.
        let dict = unsafe { &*self.pointer::<DictObject>() };
        Table { places: dict.table.cast(), count: dict.slots, words: 2 }
    }

    /// The places of a set or frozenset.
    ///
    /// # Safety
    /// As [`Obj::set_len`].
    pub unsafe fn set_table(self) -> Table {
        // SAFETY: the caller's promise.
        let set = unsafe { &*self.pointer::<SetObject>() };
        Table { places: set.table, count: set.slots, words: 1 }
    }

    /// The number of elements of a set or frozenset.
    ///
    /// # Safety
    /// It has the struct of one.
    pub unsafe fn set_len(self) -> usize {
        // SAFETY: the caller's promise.
        unsafe { (*self.pointer::<SetObject>()).used }
    }

    /// The first element of a set at or behind `cursor`, with its place.
    ///
    /// # Safety
    /// As [`Obj::set_len`].
    pub unsafe fn set_element(self, cursor: usize) -> Option<(usize, Obj)> {
        // SAFETY: the caller's promise; the table has so many slots. What is not vacant is an object.
        unsafe {
            let set = &*self.pointer::<SetObject>();
            for at in cursor..set.slots {
                let element = *set.table.add(at);
                if element != 0 && element != REMOVED {
                    return Some((at, Obj::new(element)));
                }
            }
        }
        None
    }

    /// Makes a frozenset of a new set.
    ///
    /// # Safety
    /// It is a set that nobody else has, and there are frozen ones.
    pub unsafe fn freeze(self) {
        // SAFETY: the struct of both.
        unsafe { (*self.pointer::<SetObject>()).class = state().frozenset }
    }

    /// Makes a bytearray so long, if its memory suffices.
    ///
    /// # Safety
    /// It is one.
    #[cfg(feature = "streams")]
    pub unsafe fn set_bytearray_len(self, len: usize) -> bool {
        // SAFETY: the caller's promise. A byte has the typecode; the others have the free places behind the array.
        unsafe {
            let array = self.pointer::<ArrayObject>();
            let room = ((*array).code >> 8) + (*array).len;
            if room < len {
                return false;
            }
            (*array).code = (*array).code & 0xff | (room - len) << 8;
            (*array).len = len;
        }
        true
    }

    /// The value of a float.
    ///
    /// # Safety
    /// It is one.
    #[inline]
    pub unsafe fn float(self) -> f64 {
        // SAFETY: the struct of a float in the firmware's precision.
        unsafe {
            if state().single != 0 {
                f64::from((*self.pointer::<FloatObject<f32>>()).value)
            } else {
                (*self.pointer::<FloatObject<f64>>()).value
            }
        }
    }

    /// The type's name.
    pub fn class_name<'a>(self) -> &'a [u8] {
        // SAFETY: any object; a type has a name.
        // EXCEPTION: MemoryError.
        unsafe {
            let class = (table().obj_get_type)(self.raw());
            Obj::new((table().load_attr)(class, Name::__name__.number())).text()
        }
    }

    /// The attribute, and the object that it is to be called with if it is a method of one.
    pub fn method(self, name: Name) -> Option<[Raw; 2]> {
        let mut found = [0; 2];
        // SAFETY: a live object, and room for the answer.
        // EXCEPTION: what the attribute's getter raises.
        unsafe { (table().load_method_maybe)(self.raw(), name.number(), found.as_mut_ptr()) };
        (found[0] != 0).then_some(found)
    }
}

/// A str (or bytes) over a block of the collector's, or over other memory that stays.
pub fn new_text(class: Raw, data: *const u8, len: usize) -> Obj {
    let object = crate::native::memory::block(size_of::<StrObject>()).cast::<StrObject>();
    // SAFETY: a new block, which is aligned for it.
    unsafe {
        object.write(StrObject { class, hash: 0, len, data });
        Obj::new(object.expose_provenance())
    }
}

/// A str or bytes with a copy of `data`.
pub fn new_copy(class: Raw, data: &[u8]) -> Obj {
    let copy = crate::native::memory::block(data.len() + 1);
    // SAFETY: there is room for the data, and for the NUL with which MicroPython ends it.
    unsafe {
        ptr::copy_nonoverlapping(data.as_ptr(), copy, data.len());
        copy.add(data.len()).write(0);
    }
    new_text(class, copy, data.len())
}

/// A float in the firmware's precision, where it has floats. No function of the table makes it: files for chips without
/// an FPU run on those with one too, whose functions take floats in other registers.
pub fn new_float(value: f64) -> Obj {
    fn place<T>(value: T) -> Obj {
        let object = crate::native::memory::block(size_of::<FloatObject<T>>()).cast::<FloatObject<T>>();
        // SAFETY: a new block, which is aligned for it.
        unsafe {
            object.write(FloatObject { class: state().float, value });
            Obj::new(object.expose_provenance())
        }
    }
    if state().single != 0 { place(value as f32) } else { place(value) }
}

/// Calls `function`.
pub fn call(function: Raw, args: &[Obj]) -> Obj {
    // SAFETY: a live object; references to objects have the bits of raw ones.
    // EXCEPTION: the call's.
    unsafe { Obj::new((table().call_function_n_kw)(function, args.len(), args.as_ptr().cast())) }
}

/// Calls what [`Obj::method`] found. `call` holds it and its object, and behind them as many arguments as `count`.
pub fn call_method<const N: usize>(call: &[Raw; N], count: usize) -> Obj {
    debug_assert!(count + 2 <= N);
    // SAFETY: live objects.
    // EXCEPTION: the call's.
    unsafe { Obj::new((table().call_method_n_kw)(count, 0, call.as_ptr())) }
}

/// A name of `builtins`; 0 where there is none.
pub fn builtin(builtins: Raw, name: Name) -> Raw {
    // SAFETY: the module.
    unsafe { Obj::new(builtins) }.method(name).map_or(0, |found| found[0])
}
