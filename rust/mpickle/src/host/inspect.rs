//! Objects, looked at for writing.

use core::convert::Infallible;

use micropython::{Dict, Instance, Int, List, Map, Obj, Set, Str, Tuple, Type, buffer, native_type, str};
#[cfg(feature = "arrays")]
use model::Error;
use model::{Inspect, View};

use crate::host::Host;
use crate::host::memory::Memory;
use crate::raise;
use crate::types::float;
#[cfg(feature = "classes")]
use crate::types::native;
#[cfg(feature = "arrays")]
use crate::types::recipe;
#[cfg(feature = "classes")]
use crate::types::reduce;

impl Inspect for Host {
    #[inline]
    fn is_atom(&self, obj: Obj) -> bool {
        match obj.struct_type() {
            None => obj.qstr_number().is_none(),
            Some(class) => {
                class == native_type!(mp_type_float)
                    || class == native_type!(mp_type_int)
                    || class == native_type!(mp_type_bool)
                    || class == native_type!(mp_type_NoneType)
            }
        }
    }

    #[inline]
    fn view(&self, obj: Obj) -> View<'_> {
        if let Some(value) = obj.small_int() {
            return match isize::try_from(value) {
                Ok(value) => View::Int(value),
                Err(_) => View::BigInt,
            };
        }
        let Some(class) = obj.struct_type() else {
            return view_immediate(obj);
        };
        if class == native_type!(mp_type_float) {
            return View::Float(float::value(obj).unwrap_or(0.0));
        }
        if class == native_type!(mp_type_str) {
            return View::Str(data(obj));
        }
        if class == native_type!(mp_type_list) {
            return View::List;
        }
        if class == native_type!(mp_type_dict) {
            return View::Dict(dictionary(obj).count());
        }
        if class == native_type!(mp_type_tuple) {
            return View::Tuple(tuple(obj).items().len());
        }
        if class == native_type!(mp_type_bytes) {
            return View::Bytes(data(obj));
        }
        if class == native_type!(mp_type_int) {
            return View::BigInt;
        }
        if class.is_python() {
            return View::Object;
        }
        self.view_rare(obj, class)
    }

    #[inline]
    fn glance(&self, obj: Obj) -> Option<View<'_>> {
        if let Some(value) = obj.small_int() {
            return isize::try_from(value).ok().map(View::Int);
        }
        let class = obj.struct_type()?;
        if class == native_type!(mp_type_str) {
            let text = data(obj);
            return (text.len() < 256).then_some(View::Str(text));
        }
        if class == native_type!(mp_type_float) {
            return float::value(obj).map(View::Float);
        }
        None
    }

    #[cfg(all(feature = "into", target_pointer_width = "64"))]
    fn share<T: Copy>(
        &self,
        block: &mut Memory<u8>,
        bytes: usize,
        items: usize,
    ) -> Option<(Memory<u8>, Memory<T>)> {
        #[cfg(feature = "write")]
        if self.place.is_some() {
            // The bytes go to the caller's buffer, and into no other block.
            return None;
        }
        // SAFETY: the codec leaves the block alone until it has given up the items.
        let (bytes, items) = unsafe { block.0.divide(bytes, items)? };
        Some((Memory(bytes), Memory(items)))
    }

    #[cfg(all(feature = "into", target_pointer_width = "64"))]
    fn reclaim(&self, block: &mut Memory<u8>, bytes: &mut Memory<u8>) {
        block.0.take_back(&mut bytes.0);
    }

    #[inline]
    fn identity(&self, obj: Obj) -> usize {
        obj.identity()
    }

    fn int_bytes(&mut self, obj: Obj, out: &mut Memory<u8>) -> Result<(), Infallible> {
        // SAFETY: `view` said so.
        unsafe { Int::from_known(obj) }.to_bytes(&mut out.0);
        Ok(())
    }

    #[cfg(feature = "text")]
    fn int_decimal(&mut self, obj: Obj, out: &mut Memory<u8>) -> Result<(), Infallible> {
        // SAFETY: `view` said so.
        unsafe { Int::from_known(obj) }.decimal(&mut out.0);
        Ok(())
    }

    #[inline]
    fn len(&self, seq: Obj) -> usize {
        items(seq).len()
    }

    #[inline]
    fn item(&self, seq: Obj, index: usize) -> Option<Obj> {
        items(seq).get(index).copied()
    }

    #[inline]
    fn entry(&self, map: Obj, cursor: usize) -> Option<(usize, Obj, Obj)> {
        map_of(map).entry(cursor)
    }

    #[inline]
    fn count(&self, container: Obj) -> usize {
        if let Some(set) = Set::of(container) {
            return set.count();
        }
        map_of(container).count()
    }

    fn element(&self, set: Obj, cursor: usize) -> Option<(usize, Obj)> {
        self::set(set).element(cursor)
    }
}

impl Host {
    fn view_rare<'a>(&self, obj: Obj, class: Type) -> View<'a> {
        if class == native_type!(mp_type_bytearray) {
            // SAFETY: it is one; the codec looks again after anything of the program ran.
            return View::ByteArray(unsafe { buffer::bytearray(obj) });
        }
        if class == native_type!(mp_type_set) {
            return View::Set(set(obj).count());
        }
        if class == native_type!(mp_type_frozenset) {
            return View::FrozenSet(set(obj).count());
        }
        if class == native_type!(mp_type_memoryview) {
            return View::Bytes(buffer::bytes(obj).unwrap_or_default());
        }
        #[cfg(feature = "arrays")]
        if class == native_type!(mpickle_c_type_lent) {
            // SAFETY: nobody else makes these.
            let lent = unsafe { recipe::lent(obj) };
            return lent.unwrap_or_else(|| raise::writing(self.codec, Error::Changed));
        }
        #[cfg(feature = "buffers")]
        if class == native_type!(mpickle_c_type_picklebuffer) {
            return View::Buffer;
        }
        #[cfg(feature = "classes")]
        if class == native_type!(mp_type_attrtuple) {
            return View::Tuple(tuple(obj).items().len());
        }
        #[cfg(feature = "classes")]
        if class == native_type!(mp_type_type) && native::singleton(obj).is_none() || reduce::is_function(obj)
        {
            return View::Global;
        }
        view_immediate(obj)
    }

    /// After foreign code ran: raises ValueError if the buffer that is written to has moved.
    #[inline]
    pub fn check_place(&self) {
        #[cfg(feature = "into")]
        if let Some((buffer, start, len)) = self.place
            && buffer::raw(buffer) != Some((start, len))
        {
            raise::raise(micropython::ffi::mpickle_c_class::VALUE_ERROR, "buffer has moved");
        }
    }
}

/// Interned strings, None, booleans and floats that are no structs.
#[inline]
fn view_immediate<'a>(obj: Obj) -> View<'a> {
    if let Some(text) = str::text(obj) {
        return View::Str(text);
    }
    if obj.is_none() {
        return View::None;
    }
    if obj == Obj::bool(true) {
        return View::Bool(true);
    }
    if obj == Obj::bool(false) {
        return View::Bool(false);
    }
    match float::value(obj) {
        Some(value) => View::Float(value),
        None => View::Object,
    }
}

/// Items of a list or a tuple, as [`Inspect::view`] says.
#[inline]
fn items<'a>(seq: Obj) -> &'a [Obj] {
    match List::of(seq) {
        // SAFETY: the callers let go of the items before anything of the program runs.
        Some(list) => unsafe { list.items() },
        None => tuple(seq).items(),
    }
}

/// `seq` as the tuple that [`Inspect::view`] says it is.
#[inline]
fn tuple(seq: Obj) -> Tuple {
    // SAFETY: it has the struct.
    unsafe { Tuple::from_known(seq) }
}

/// The map of a dictionary, or of an instance's attributes.
#[inline]
fn map_of(obj: Obj) -> Map {
    match Instance::of(obj) {
        Some(instance) => instance.members(),
        None => dictionary(obj).map(),
    }
}

/// The bytes of a str or bytes that has a struct.
#[inline]
fn data<'a>(obj: Obj) -> &'a [u8] {
    // SAFETY: the struct of both.
    unsafe { Str::from_known(obj) }.data()
}

/// `obj` as the set that [`Inspect::view`] says it is.
#[inline]
fn set(obj: Obj) -> Set {
    // SAFETY: it has the struct.
    unsafe { Set::from_known(obj) }
}

/// `obj` as the dictionary that [`Inspect::view`] or a recipe says it is.
#[inline]
fn dictionary(obj: Obj) -> Dict {
    // SAFETY: it has the struct.
    unsafe { Dict::from_known(obj) }
}
