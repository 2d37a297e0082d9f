//! Objects, built while reading.

use core::convert::Infallible;

#[cfg(feature = "text")]
use micropython::HeapVec;
#[cfg(feature = "buffers")]
use micropython::call;
use micropython::{Obj, buffer, config, dict, ffi, int, list, native_type, set, str};
use pickle::{Construct, Error, Payload};

#[cfg(feature = "text")]
use crate::encoding;
use crate::float;
#[cfg(feature = "text")]
use crate::host::Encoding;
use crate::host::Host;
use crate::memory::Memory;
use crate::raise;

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
        Ok(float::new(value))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Obj, Error> {
        if kind == Payload::Str {
            check_utf8(data)?;
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
            #[cfg(feature = "text")]
            Payload::OldStr => self.old_str(data),
        })
    }

    #[inline(never)]
    fn adopt(&mut self, kind: Payload, data: &mut Memory<u8>) -> Result<Obj, Error> {
        let data = &mut data.0;
        match kind {
            Payload::Str => {
                check_utf8(data.as_slice())?;
                Ok(str::adopt(native_type!(mp_type_str), data))
            }
            Payload::Bytes => Ok(self.fresh(str::adopt(native_type!(mp_type_bytes), data))),
            Payload::ByteArray => Ok(self.fresh(buffer::adopt_bytearray(data))),
            _ => {
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
        if text.len() > MAX_DIGITS {
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
    fn tuple(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        Ok(list::new_tuple(items))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn list(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        Ok(list::new_list(items))
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn dict(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        let dict = dict::new();
        self.fill(dict, items);
        Ok(dict)
    }

    fn set(&mut self) -> Result<Obj, Infallible> {
        if !config::PY_BUILTINS_SET {
            raise::unpickling_named("not found:", b"builtins", b"set");
        }
        Ok(set::new())
    }

    fn frozen_set(&mut self, items: &[Obj]) -> Result<Obj, Infallible> {
        if !config::PY_BUILTINS_FROZENSET {
            raise::unpickling_named("not found:", b"builtins", b"frozenset");
        }
        let set = set::new();
        self.budget.fill_set(set, items);
        set::become_one_of(set, native_type!(mp_type_frozenset));
        Ok(set)
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn append(&mut self, target: Obj, items: &[Obj]) -> Result<(), Infallible> {
        if target.is(native_type!(mp_type_list)) {
            list::extend(target, items);
        } else {
            self.append_otherwise(target, items);
        }
        Ok(())
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn set_items(&mut self, target: Obj, items: &[Obj]) -> Result<(), Infallible> {
        if dict::is_dict(target) || target.is(native_type!(mp_type_ordereddict)) {
            self.fill(target, items);
        } else {
            self.set_otherwise(target, items);
        }
        Ok(())
    }

    fn add(&mut self, target: Obj, items: &[Obj]) -> Result<(), Infallible> {
        if target.is(native_type!(mp_type_set)) {
            self.budget.fill_set(target, items);
        } else {
            self.add_otherwise(target, items);
        }
        Ok(())
    }

    #[inline(never)]
    fn find_class(&mut self, module: Obj, name: Obj, python2: bool) -> Result<Obj, Infallible> {
        Ok(self.find_object(module, name, python2))
    }

    #[inline(never)]
    fn call(&mut self, function: Obj, args: Obj) -> Result<Obj, Infallible> {
        Ok(self.call_object(function, args))
    }

    #[cfg(feature = "buffers")]
    fn next_buffer(&mut self) -> Result<Obj, Error> {
        self.buffers.and_then(call::next).ok_or(Error::NoBuffer)
    }

    #[cfg(feature = "buffers")]
    fn read_only(&mut self, buffer: Obj) -> Result<Obj, Infallible> {
        self.forget_fresh();
        Ok(read_only(buffer))
    }

    #[inline]
    fn at(&mut self, offset: usize, memo: &Memory<Option<Obj>>) {
        self.budget.read = offset;
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

#[inline]
fn check_utf8(data: &[u8]) -> Result<(), Error> {
    if str::is_utf8(data) { Ok(()) } else { Err(Error::BadUtf8) }
}

fn new_int(data: &[u8]) -> Obj {
    match int::from_bytes(data) {
        Some(obj) => obj,
        None => raise::raise(ffi::mpickle_c_class::OVERFLOW_ERROR, "int too big for this build"),
    }
}

/// Items are for what takes them.
#[cold]
pub fn no_items(target: Obj) -> ! {
    raise::unpickling_type("cannot put items into", target)
}

#[cfg(feature = "buffers")]
fn read_only(obj: Obj) -> Obj {
    if buffer::bytes(obj).is_none() || str::text(obj).is_some() {
        raise::unpickling_type("not a buffer:", obj);
    }
    if !buffer::is_writable(obj) {
        return obj;
    }
    // SAFETY: the constructor of memoryview, for an object with the buffer protocol.
    // EXCEPTION: MemoryError.
    let view = call::call(native_type!(mp_type_memoryview).obj(), &[obj]);
    let fields = buffer::array(view);
    let code = fields.typecode() & 0x7f;
    fields.set_typecode(code);
    view
}

impl Host {
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

    /// Something may hold what has been read.
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
        let mut text = HeapVec::<u8>::default();
        let offset = self.origin.wrapping_add(self.budget.read).wrapping_sub(1);
        encoding::decode(data, self.encoding, self.on_error, offset, &mut text);
        str::adopt(native_type!(mp_type_str), &mut text)
    }
}
