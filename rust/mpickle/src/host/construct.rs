//! Objects, built while reading.

use core::convert::Infallible;

use micropython::shape::Fill;
use micropython::{Dict, List, Obj, Set, buffer, config, ffi, int, list, native_type, str};
use model::{Construct, Error, Payload};

use crate::host::Host;
use crate::host::memory::Memory;
use crate::raise;
#[cfg(feature = "text")]
use crate::types::encoding;
#[cfg(feature = "text")]
use crate::types::encoding::Encoding;
use crate::types::float;

/// Whether `text` may become a str: any bytes may, where this MicroPython has no Unicode.
#[inline]
pub fn is_utf8(text: &[u8]) -> bool {
    !config::PY_BUILTINS_STR_UNICODE || model::encoding::is_utf8(text)
}

/// Most digits of an integer as text: MicroPython needs time in the square of their number.
/// CPython has the same limit.
pub const MAX_DIGITS: usize = 4301;

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
        Ok(Obj::from_small_int(value).unwrap_or_else(|| int::new(value as ffi::mp_int_t)))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn float(&mut self, value: f64) -> Result<Obj, Infallible> {
        Ok(float::new_in(&mut self.pool, value))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Obj, Error> {
        if kind == Payload::Str && !is_utf8(data) {
            return self.bad_text(data);
        }
        #[cfg(feature = "in-place")]
        if let Some(obj) = self.in_place.and_then(|place| place.payload(kind, data)) {
            self.forget_fresh();
            return Ok(obj);
        }
        Ok(match kind {
            Payload::Str => {
                // The empty string and single characters are interned or cheap to look up.
                if data.len() > 1 {
                    str::new_in(&mut self.pool, native_type!(mp_type_str), data)
                } else {
                    str::new_str(data)
                }
            }
            Payload::Bytes => {
                let bytes = str::new_in(&mut self.pool, native_type!(mp_type_bytes), data);
                self.fresh(bytes)
            }
            Payload::ByteArray => self.fresh(buffer::new_bytearray(data)),
            Payload::Int => crate::types::int::new(Some(&mut self.pool), data),
            #[cfg(feature = "text")]
            Payload::Encoded => self.old_str(data),
        })
    }

    #[inline(never)]
    fn adopt(&mut self, kind: Payload, data: &mut Memory<u8>) -> Result<Obj, Error> {
        let data = &mut data.0;
        match kind {
            Payload::Str if !is_utf8(data.as_slice()) => {
                let text = self.bad_text(data.as_slice());
                data.release();
                text
            }
            Payload::Str => Ok(str::adopt(native_type!(mp_type_str), data)),
            Payload::Bytes => Ok(self.fresh(str::adopt(native_type!(mp_type_bytes), data))),
            Payload::ByteArray => Ok(self.fresh(buffer::adopt_bytearray(data))),
            _ => {
                let obj = self.payload(kind, data.as_slice());
                data.release();
                obj
            }
        }
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn tuple(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        Ok(list::new_tuple_in(&mut self.pool, items))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn list(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        Ok(List::new_in(&mut self.pool, items).obj())
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn dict(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        let dict = Dict::new_in(&mut self.pool);
        self.fill(dict, items);
        Ok(dict.obj())
    }

    fn set(&mut self) -> Result<Obj, Infallible> {
        if !config::PY_BUILTINS_SET {
            raise::refusing_named(self.codec, "not found:", b"builtins", b"set");
        }
        Ok(Set::new().obj())
    }

    fn frozen_set(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        if !config::PY_BUILTINS_FROZENSET {
            raise::refusing_named(self.codec, "not found:", b"builtins", b"frozenset");
        }
        #[cfg(feature = "cbor")]
        self.check_elements(items);
        let set = Set::new();
        self.budget.fill_set(set, items);
        Ok(set.frozen())
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn append(&mut self, target: Obj, items: &[Obj]) -> Result<(), Infallible> {
        if let Some(list) = List::of(target) {
            list.extend_in(&mut self.pool, items);
        } else {
            self.append_otherwise(target, items);
        }
        Ok(())
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn set_items(&mut self, target: Obj, items: &[Obj]) -> Result<(), Infallible> {
        if let Some(dict) = Dict::of_any(target) {
            self.fill(dict, items);
        } else {
            self.set_otherwise(target, items);
        }
        Ok(())
    }

    fn add(&mut self, target: Obj, items: &[Obj]) -> Result<(), Infallible> {
        #[cfg(feature = "cbor")]
        self.check_elements(items);
        if target.is(native_type!(mp_type_set)) {
            // SAFETY: it is one.
            self.budget.fill_set(unsafe { Set::from_known(target) }, items);
        } else {
            self.add_otherwise(target, items);
        }
        Ok(())
    }

    #[inline]
    fn at(&mut self, offset: usize, memo: &Memory<Option<Obj>>) {
        self.budget.read = offset;
        #[cfg(all(feature = "arrays", feature = "cbor"))]
        if self.codec == crate::codec::Codec::Cbor && !memo.0.is_empty() {
            // The input may refer to it.
            self.fresh = None;
        }
        #[cfg(feature = "classes")]
        self.desk().show_read(memo);
        let _ = memo;
    }

    #[inline]
    fn left(&mut self) {
        #[cfg(feature = "classes")]
        self.desk().hide();
    }
}

impl Host {
    /// Text that is no UTF-8.
    #[cold]
    #[inline(never)]
    #[cfg_attr(not(feature = "tree"), expect(clippy::unused_self))]
    fn bad_text(&self, data: &[u8]) -> Result<Obj, Error> {
        #[cfg(feature = "cbor")]
        if self.tree.cbor.replaces {
            return Ok(crate::tree::replaced(data));
        }
        #[cfg(feature = "msgpack")]
        if self.tree.msgpack.lenient {
            return Ok(str::new(native_type!(mp_type_bytes), data));
        }
        let _ = data;
        Err(Error::BadUtf8)
    }

    /// `dict[key] = value` for each pair.
    #[inline]
    pub fn fill(&mut self, target: Dict, items: &[Obj]) {
        let filled = self.shapes.fill(&mut self.pool, target, items);
        if filled == Fill::Done {
            return;
        }
        if items.len() > 2 {
            target.map().reserve(Some(&mut self.pool), items.len() / 2);
        }
        for pair in items.chunks_exact(2) {
            self.budget.check_key(pair[0]);
            let places = target.store(pair[0], pair[1]);
            if places > 0 {
                self.budget.search(places);
            }
        }
        if filled == Fill::Again {
            self.shapes.learn(target, items);
        }
    }

    /// Whether large payloads stay where they are.
    #[cfg(feature = "arrays")]
    pub fn is_in_place(&self) -> bool {
        #[cfg(feature = "in-place")]
        return self.in_place.is_some();
        #[cfg(not(feature = "in-place"))]
        false
    }

    /// `obj` has just been read, and nobody but the pickle holds it.
    #[inline]
    pub fn fresh(&mut self, obj: Obj) -> Obj {
        #[cfg(feature = "arrays")]
        {
            self.fresh = Some(obj);
        }
        obj
    }

    /// Something may hold the object that was read last.
    #[inline]
    pub fn forget_fresh(&mut self) {
        #[cfg(feature = "arrays")]
        {
            self.fresh = None;
        }
    }

    /// A `str` of Python 2.
    #[cfg(feature = "text")]
    #[inline(never)]
    fn old_str(&self, data: &[u8]) -> Obj {
        if self.encoding == Encoding::Bytes {
            return str::new(native_type!(mp_type_bytes), data);
        }
        let mut text = Memory::<u8>::default();
        let offset = self.origin.wrapping_add(self.budget.read).wrapping_sub(1);
        encoding::decode(data, self.encoding, self.on_error, offset, &mut text);
        str::adopt(native_type!(mp_type_str), &mut text.0)
    }
}

/// Containers are of the types that [`model::Construct`] makes.
#[cfg(not(feature = "pickle"))]
impl Host {
    pub fn append_otherwise(&mut self, _target: Obj, _items: &[Obj]) {
        unreachable!()
    }

    pub fn set_otherwise(&mut self, _target: Obj, _items: &[Obj]) {
        unreachable!()
    }

    pub fn add_otherwise(&mut self, _target: Obj, _items: &[Obj]) {
        unreachable!()
    }
}
