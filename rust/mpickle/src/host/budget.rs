//! Work in proportion to the input.
//!
//! A few bytes can ask for much: a call that copies a large object once more, or a key made of
//! tuples in tuples, which MicroPython hashes by recursion and without remembering what it has
//! seen. All such work is counted here, and may be a multiple of what has been read, plus an
//! allowance.

#[cfg(feature = "classes")]
use micropython::instance;
use micropython::{HeapVec, Instance, List, Obj, Set, Tuple, Type, native_type};

use crate::codec::Codec;
use crate::raise;
use crate::types::kinds::{self, is_namedtuple};

/// Steps that any pickle may take.
const ALLOWANCE: usize = 1 << 20;
/// Steps for each byte read.
const PER_BYTE: usize = 64;
/// Objects in one key that are not counted.
const SMALL_KEY: usize = 64;
/// Tuples in tuples in a key: hashing them takes C stack for each.
const KEY_DEPTH: usize = 32;
/// Places in a table that are searched in one step.
const PLACES: usize = 4;
/// Places in a deque with a limit, beyond those that were read.
const DEQUE_PLACES: usize = 1 << 16;

/// Counts the steps of one load.
pub struct Budget {
    /// The format that is read.
    codec: Codec,
    spent: usize,
    /// Bytes read so far.
    pub read: usize,
}

impl Budget {
    /// Nothing spent.
    #[must_use]
    pub const fn new(codec: Codec) -> Self {
        Self { codec, spent: 0, read: 0 }
    }

    /// Takes so many steps. Raises when there are none left.
    pub fn spend(&mut self, steps: usize) {
        self.spent = self.spent.saturating_add(steps);
        if self.spent > self.read.saturating_mul(PER_BYTE).saturating_add(ALLOWANCE) {
            raise::refusing(self.codec, "too much work for its size");
        }
    }

    /// Counts the places that MicroPython has searched for a key.
    #[cold]
    pub fn search(&mut self, places: usize) {
        self.spend(places / PLACES);
    }

    /// Adds elements to a set.
    pub fn fill_set(&mut self, set: Set, elements: &[Obj]) {
        for element in elements {
            self.check_key(*element);
            let places = set.insert(*element);
            if places > 0 {
                self.search(places);
            }
        }
    }

    /// A set or frozen set of the elements of a list or tuple.
    pub fn set_of(&mut self, class: Type, elements: Obj) -> Obj {
        let set = Set::new();
        let mut at = 0;
        // An element's `__hash__` may change the list.
        while let Some(element) = items(elements).get(at) {
            self.fill_set(set, &[*element]);
            at += 1;
        }
        if class == native_type!(mp_type_frozenset) { set.frozen() } else { set.obj() }
    }

    /// Whether a deque of that many places is in proportion.
    #[must_use]
    pub fn has_places(&self, places: usize) -> bool {
        places <= self.read.saturating_mul(PER_BYTE).saturating_add(DEQUE_PLACES)
    }

    /// Makes sure that `key` can be hashed and compared.
    #[inline]
    pub fn check_key(&mut self, key: Obj) {
        if key.struct_type().is_some_and(|class| class != native_type!(mp_type_str)) {
            self.check_object(key);
        }
    }

    #[inline(never)]
    fn check_object(&mut self, key: Obj) {
        // A short tuple of small numbers or text, as keys mostly are.
        let is_simple =
            |item: &Obj| item.struct_type().is_none_or(|class| class == native_type!(mp_type_str));
        let single = [key];
        let items = Tuple::of(key).map_or(&single[..], Tuple::items);
        if items.len() > SMALL_KEY || !items.iter().all(is_simple) {
            self.check_compound(key, items);
        }
    }

    /// Walks all that hashing the key would walk: these items, if it is a tuple.
    #[cold]
    fn check_compound(&mut self, key: Obj, items: &[Obj]) {
        if items.len() <= SMALL_KEY && !items.iter().any(|item| is_compound(*item)) {
            return;
        }
        let mut path = HeapVec::<(Obj, usize)>::default();
        let mut steps = 0;
        path.push((inner(key), 0));
        while let Some(&(holder, cursor)) = path.as_slice().last() {
            let depth = path.len();
            match part(holder, cursor) {
                None => path.truncate(depth - 1),
                Some((next, obj)) => {
                    path.as_mut_slice()[depth - 1].1 = next;
                    steps += 1;
                    if steps > SMALL_KEY {
                        self.spend(1);
                    }
                    if is_compound(obj) {
                        if depth == KEY_DEPTH {
                            raise::refusing(self.codec, "key nested too deep");
                        }
                        path.push((inner(obj), 0));
                    }
                }
            }
        }
        path.release();
    }
}

/// The items of a list or tuple.
pub fn items<'a>(obj: Obj) -> &'a [Obj] {
    if let Some(tuple) = Tuple::of(obj) {
        return tuple.items();
    }
    // SAFETY: the callers let go of the items before the program can change the list.
    List::of(obj).map_or(&[][..], |list| unsafe { list.items() })
}

/// Whether hashing this object hashes others.
#[inline]
fn is_compound(obj: Obj) -> bool {
    obj.struct_type().is_some_and(|class| class != native_type!(mp_type_str) && holds_keys(class))
}

/// Whether hashing an object of this type hashes others.
fn holds_keys(class: Type) -> bool {
    let native = |class: Type| {
        class == native_type!(mp_type_tuple)
            || class == native_type!(mp_type_frozenset)
            || is_namedtuple(class)
            || is_tag(class)
    };
    #[cfg(feature = "classes")]
    if class.is_python() {
        return instance::native_base(class).is_some_and(native);
    }
    native(class)
}

/// Whether its objects are CBOR's tags, which are around another object.
fn is_tag(class: Type) -> bool {
    #[cfg(feature = "cbor")]
    return class == native_type!(mpickle_c_type_cbor_tag);
    #[cfg(not(feature = "cbor"))]
    {
        let _ = class;
        false
    }
}

/// The native part of an instance that is a compound key; any other object itself.
fn inner(obj: Obj) -> Obj {
    #[cfg(feature = "classes")]
    if obj.type_of().is_python() {
        // SAFETY: it is compound, so its class has a native base.
        return unsafe { Instance::from_known(obj).native_part() };
    }
    obj
}

/// The first object at or behind `cursor` in a tuple or frozenset, and where to go on.
fn part(holder: Obj, cursor: usize) -> Option<(usize, Obj)> {
    if holder.is(native_type!(mp_type_frozenset)) {
        // SAFETY: it is one.
        let set = unsafe { Set::from_known(holder) };
        return set.element(cursor).map(|(at, obj)| (at + 1, obj));
    }
    #[cfg(feature = "cbor")]
    if is_tag(holder.type_of()) {
        return (cursor == 0).then(|| (1, crate::tree::tagged(holder)));
    }
    kinds::tuple(holder)?.items().get(cursor).map(|obj| (cursor + 1, *obj))
}
