//! Objects, built while reading.

use core::convert::Infallible;

use model::encoding::is_utf8;
use model::{Buffer, Construct, Error, Payload};

use crate::host::Host;
use crate::native::ints;
use crate::native::memory::Memory;
use crate::native::names::Name;
use crate::native::obj::{ListObject, Obj, new_copy, new_float};
use crate::native::raise;
use crate::native::table::{state, table};

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
    fn int(&mut self, value: i32) -> Result<Obj, Infallible> {
        let value = value as isize;
        Ok(Obj::from_small_int(value).unwrap_or_else(|| ints::new(value)))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn float(&mut self, value: f64) -> Result<Obj, Infallible> {
        if state().float == 0 {
            raise::named(raise::REFUSAL, "not found:", b"builtins", b"float");
        }
        Ok(new_float(value))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Obj, Error> {
        Ok(match kind {
            Payload::Str if !is_utf8(data) => return Err(Error::BadUtf8),
            // The empty string and single characters are interned or cheap to look up. Any other text would be
            // searched for among all names.
            // SAFETY: pointer and length of one slice.
            // EXCEPTION: MemoryError.
            Payload::Str if data.len() <= 1 => unsafe {
                Obj::new((table().obj_new_str)(data.as_ptr(), data.len()))
            },
            Payload::Str => new_copy(table().type_str, data),
            Payload::Bytes => new_copy(state().bytes, data),
            Payload::ByteArray => {
                let mut copy = Memory::<u8>::default();
                let Ok(()) = copy.reserve_exact(data.len());
                let Ok(()) = copy.extend(data);
                new_bytearray(&mut copy)
            }
            Payload::Int => ints::from_bytes(data),
            #[cfg(feature = "text")]
            Payload::Encoded => self.old_str(data),
        })
    }

    #[inline(never)]
    fn adopt(&mut self, kind: Payload, data: &mut Memory<u8>) -> Result<Obj, Error> {
        match kind {
            Payload::Str if is_utf8(data.as_slice()) => Ok(data.take_text(table().type_str)),
            Payload::Bytes => Ok(data.take_text(state().bytes)),
            Payload::ByteArray => Ok(new_bytearray(data)),
            _ => {
                let obj = self.payload(kind, data.as_slice());
                data.release();
                obj
            }
        }
    }

    fn tuple(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        // SAFETY: pointer and length of one slice.
        // EXCEPTION: MemoryError.
        Ok(unsafe { Obj::new((table().new_tuple)(items.len(), items.as_ptr())) })
    }

    fn list(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        // SAFETY: pointer and length of one slice.
        // EXCEPTION: MemoryError.
        Ok(unsafe { Obj::new((table().new_list)(items.len(), items.as_ptr())) })
    }

    fn dict(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        // SAFETY: any number that the stack holds.
        // EXCEPTION: MemoryError.
        let dict = unsafe { Obj::new((table().new_dict)(items.len() / 2)) };
        self.fill(dict, items);
        Ok(dict)
    }

    fn set(&mut self) -> Result<Obj, Infallible> {
        need(state().set, b"set");
        Ok(self.set_of(&[], false))
    }

    fn frozen_set(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        need(state().frozenset, b"frozenset");
        Ok(self.set_of(items, true))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn append(&mut self, target: Obj, items: &[Obj]) -> Result<(), Infallible> {
        if !target.is(table().type_list) {
            #[cfg(feature = "classes")]
            if self.rules.is_some() {
                self.give(Name::_append, target, items);
                return Ok(());
            }
            no_items(target);
        }
        // SAFETY: the struct of a list, which nothing else touches meanwhile. Its block grows before anything is
        // written; the new items are not in it, as they are on the codec's stack.
        unsafe {
            let list = target.pointer::<ListObject>();
            let len = (*list).len;
            if (*list).room - len < items.len() {
                let room = len + items.len() + if items.len() == 1 { len / 2 + 4 } else { 0 };
                let block = (table().realloc)((*list).items.cast(), room * size_of::<Obj>(), true);
                if block.is_null() {
                    raise::out_of_memory();
                }
                (*list).items = block.cast();
                (*list).room = room;
                // Stale pointers in the spare room would keep objects alive.
                for at in len + items.len()..room {
                    (*list).items.add(at).cast::<usize>().write(0);
                }
            }
            core::ptr::copy_nonoverlapping(items.as_ptr(), (*list).items.add(len), items.len());
            (*list).len = len + items.len();
        }
        Ok(())
    }

    fn set_items(&mut self, target: Obj, items: &[Obj]) -> Result<(), Infallible> {
        if !target.is(table().type_dict) {
            #[cfg(feature = "classes")]
            if self.rules.is_some() {
                self.give(Name::_set, target, items);
                return Ok(());
            }
            no_items(target);
        }
        self.fill(target, items);
        Ok(())
    }

    fn add(&mut self, set: Obj, items: &[Obj]) -> Result<(), Infallible> {
        if state().set == 0 || !set.is(state().set) {
            no_items(set);
        }
        self.fill_set(set, items);
        Ok(())
    }

    #[inline]
    fn at(&mut self, offset: usize, _memo: &Memory<Option<Obj>>) {
        self.budget.read = offset;
    }
}

/// Raises UnpicklingError where the firmware has no such type.
fn need(class: usize, name: &[u8]) {
    if class == 0 {
        raise::named(raise::REFUSAL, "not found:", b"builtins", name);
    }
}

/// Raises UnpicklingError: `target` takes no items.
#[cold]
fn no_items(target: Obj) -> ! {
    raise::refusing_type("cannot put items into", target)
}

impl Host {
    /// `dict[key] = value` for each pair.
    pub fn fill(&mut self, target: Obj, items: &[Obj]) {
        for pair in items.chunks_exact(2) {
            self.budget.check_key(pair[0]);
            // SAFETY: a dict and live objects.
            // EXCEPTION: MemoryError; TypeError for a key that cannot be hashed.
            unsafe { (table().dict_store)(target.raw(), pair[0].raw(), pair[1].raw()) };
            // SAFETY: a dict.
            self.budget.count_places(&unsafe { target.dict_table() }, pair[0]);
        }
    }

    /// A set or frozen set of these elements, which are in memory that does not change.
    pub fn set_of(&mut self, elements: &[Obj], frozen: bool) -> Obj {
        // SAFETY: no elements yet.
        // EXCEPTION: MemoryError.
        let set = unsafe { Obj::new((table().new_set)(0, core::ptr::null())) };
        self.fill_set(set, elements);
        if frozen {
            // SAFETY: a new set.
            unsafe { set.freeze() };
        }
        set
    }

    /// Adds elements to a set.
    pub fn fill_set(&mut self, set: Obj, elements: &[Obj]) {
        for element in elements {
            self.budget.check_key(*element);
            // SAFETY: a set.
            // EXCEPTION: MemoryError; TypeError for what cannot be hashed.
            unsafe { (table().set_store)(set.raw(), element.raw()) };
            // SAFETY: a set.
            self.budget.count_places(&unsafe { set.set_table() }, *element);
        }
    }
}

/// A bytearray that takes the block of `data`.
pub fn new_bytearray(data: &mut Memory<u8>) -> Obj {
    let len = data.len();
    // SAFETY: a block of so many bytes, or null for none.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new((table().obj_new_bytearray_by_ref)(len, data.take_block())) }
}
