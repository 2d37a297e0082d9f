//! Objects as MessagePack and CBOR have them: what both share. What each has of its own is in its room.

#[cfg(feature = "cbor")]
mod cbor;
#[cfg(feature = "msgpack")]
mod msgpack;
#[cfg(feature = "classes")]
mod registered;

use core::convert::Infallible;

use micropython::shape::Fill;
use micropython::{Dict, Obj, Type, buffer, config, ffi, native_type, str};
use model::Error;
use tree::words::Class;
#[cfg(feature = "write")]
use tree::{Ask, Form, Pack, WriteOptions};
use tree::{ReadOptions, Unpack};

#[cfg(feature = "cbor")]
pub use self::cbor::{replaced, tagged};
use crate::codec::Codec;
#[cfg(feature = "write")]
use crate::entry::options::DumpOptions;
use crate::entry::options::LoadOptions;
use crate::host::Host;

/// The caller's options for one dump or load, of either format.
#[derive(Default)]
pub struct Hooks {
    #[cfg(feature = "msgpack")]
    pub msgpack: msgpack::Hooks,
    #[cfg(feature = "cbor")]
    pub cbor: cbor::Hooks,
}

/// The exception for an error.
pub fn class(codec: Codec, error: Error) -> ffi::mpickle_c_class::Type {
    match tree::words::class(error) {
        Class::Runtime => ffi::mpickle_c_class::RUNTIME_ERROR,
        class => match codec {
            #[cfg(feature = "cbor")]
            Codec::Cbor => cbor::class(class),
            #[cfg(feature = "msgpack")]
            _ => msgpack::class(class),
            #[cfg(all(any(feature = "pickle", feature = "protobuf-tables"), not(feature = "msgpack")))]
            _ => cbor::class(class),
        },
    }
}

/// How a decoder is to read.
///
/// # Safety
/// The options are this codec's, and their objects live.
pub unsafe fn read_options(codec: Codec, options: &LoadOptions) -> ReadOptions {
    // SAFETY: the caller's promise.
    unsafe {
        match codec {
            #[cfg(feature = "cbor")]
            Codec::Cbor => cbor::read_options(options),
            #[cfg(feature = "msgpack")]
            _ => msgpack::read_options(options),
            #[cfg(all(any(feature = "pickle", feature = "protobuf-tables"), not(feature = "msgpack")))]
            _ => cbor::read_options(options),
        }
    }
}

/// How an encoder is to write.
///
/// # Safety
/// The options are this codec's, and their objects live.
#[cfg(feature = "write")]
pub unsafe fn write_options(codec: Codec, options: &DumpOptions) -> WriteOptions {
    // SAFETY: the caller's promise.
    unsafe {
        match codec {
            #[cfg(feature = "cbor")]
            Codec::Cbor => cbor::write_options(options),
            #[cfg(feature = "msgpack")]
            _ => msgpack::write_options(options),
            #[cfg(all(any(feature = "pickle", feature = "protobuf-tables"), not(feature = "msgpack")))]
            _ => cbor::write_options(options),
        }
    }
}

/// Gives the options to the objects' side of a load.
///
/// # Safety
/// The options are the host's codec's, and their objects live.
pub unsafe fn set_load(options: &LoadOptions, host: &mut Host) {
    #[cfg(feature = "cbor")]
    if host.codec == Codec::Cbor {
        // SAFETY: the caller's promise.
        unsafe { host.tree.cbor.set_load(options) };
    }
    #[cfg(feature = "msgpack")]
    if host.codec == Codec::MessagePack {
        // SAFETY: the caller's promise.
        unsafe { msgpack::set_load(options, host) };
    }
    let _ = (options, host);
}

/// Gives the options to the objects' side of a dump.
///
/// # Safety
/// The options are the host's codec's, and their objects live.
#[cfg(feature = "write")]
pub unsafe fn set_dump(options: &DumpOptions, host: &mut Host) {
    #[cfg(feature = "cbor")]
    if host.codec == Codec::Cbor {
        // SAFETY: the caller's promise.
        unsafe { host.tree.cbor.set_dump(options) };
    }
    #[cfg(feature = "msgpack")]
    if host.codec == Codec::MessagePack {
        // SAFETY: the caller's promise.
        unsafe { msgpack::set_dump(options, host) };
    }
    let _ = (options, host);
}

impl Unpack for Host {
    #[inline]
    fn data(&self, obj: Obj) -> &[u8] {
        // A str that is interned is no buffer everywhere.
        str::text(obj).or_else(|| buffer::bytes(obj)).unwrap_or_default()
    }

    fn map(
        &mut self,
        dict: Option<Obj>,
        items: &[Obj],
        ordered: bool,
        unique: bool,
    ) -> Result<Obj, Infallible> {
        let dict = match dict {
            // SAFETY: made below.
            Some(dict) => unsafe { Dict::from_known(dict) },
            None if ordered && config::PY_COLLECTIONS_ORDEREDDICT => Dict::ordered(),
            None => Dict::new_in(&mut self.pool),
        };
        // Keys that are remembered can be hashed, and are all different.
        let filled = self.shapes.fill(&mut self.pool, dict, items);
        if filled == Fill::Done {
            return Ok(dict.obj());
        }
        if items.len() > 2 {
            dict.map().reserve(Some(&mut self.pool), items.len() / 2);
        }
        for pair in items.chunks_exact(2) {
            self.budget.check_key(pair[0]);
            self.check_hashable(pair[0]);
            let before = dict.count();
            let places = dict.store(pair[0], pair[1]);
            if unique && dict.count() == before {
                self.duplicate(pair[0]);
            }
            if places > 0 {
                self.budget.search(places);
            }
        }
        if filled == Fill::Again {
            self.shapes.learn(dict, items);
        }
        Ok(dict.obj())
    }

    fn complete(&mut self, dict: Obj) -> Result<Obj, Infallible> {
        #[cfg(feature = "cbor")]
        if self.codec == Codec::Cbor {
            return Ok(cbor::complete(self, dict));
        }
        #[cfg(all(feature = "msgpack", feature = "arrays"))]
        if self.codec == Codec::MessagePack {
            return Ok(msgpack::complete(self, dict));
        }
        Ok(dict)
    }

    #[cfg(feature = "msgpack")]
    fn is_nested(&mut self, code: u8) -> bool {
        msgpack::is_nested(self, code)
    }

    #[cfg(all(feature = "msgpack", feature = "classes"))]
    #[inline(never)]
    fn holds_item(&mut self, code: i8) -> bool {
        msgpack::holds_item(self, code)
    }

    #[cfg(all(feature = "msgpack", feature = "classes"))]
    fn registered(&mut self, code: i8, obj: Obj) -> Result<Obj, Infallible> {
        Ok(match registered::by_code(registered::Code::Ext, code as u64) {
            Some(entry) => registered::make(self, entry, obj),
            // It has been unregistered within.
            None => obj,
        })
    }

    #[cfg(feature = "msgpack")]
    fn ext(&mut self, code: i8, data: Obj) -> Result<Obj, Infallible> {
        Ok(msgpack::ext(self, code, data))
    }

    #[cfg(feature = "cbor")]
    fn tag(&mut self, number: u64, obj: Obj) -> Result<Obj, Infallible> {
        Ok(cbor::tag(self, number, obj))
    }

    #[cfg(feature = "cbor")]
    fn simple(&mut self, value: u8) -> Result<Obj, Error> {
        cbor::simple(value)
    }
}

#[cfg(feature = "write")]
impl Pack for Host {
    #[inline]
    fn intercepts(&self) -> bool {
        match self.codec {
            #[cfg(feature = "msgpack")]
            Codec::MessagePack => msgpack::intercepts(self),
            #[cfg(any(feature = "pickle", feature = "cbor", feature = "protobuf-tables"))]
            _ => false,
        }
    }

    #[inline(never)]
    fn form(&mut self, obj: Obj, ask: Ask) -> Result<Form<Obj>, Infallible> {
        let form = match self.codec {
            #[cfg(feature = "cbor")]
            Codec::Cbor => cbor::form(self, obj, ask),
            #[cfg(feature = "msgpack")]
            _ => msgpack::form(self, obj, ask),
            #[cfg(all(any(feature = "pickle", feature = "protobuf-tables"), not(feature = "msgpack")))]
            _ => cbor::form(self, obj, ask),
        };
        self.check_place();
        Ok(form)
    }

    #[inline]
    fn memory(&self, obj: Obj) -> Option<&[u8]> {
        if str::text(obj).is_some() { None } else { buffer::bytes(obj) }
    }
}

impl Host {
    /// Raises for a key that the map has already.
    #[cold]
    #[inline(never)]
    fn duplicate(&self, key: Obj) -> ! {
        self.refuse_in_cbor(Error::DuplicateKey);
        // SAFETY: a live object.
        // EXCEPTION: always.
        unsafe { ffi::mpickle_c_raise_key(self.codec.while_reading(Error::DuplicateKey), key.raw(), true) }
    }

    /// Makes sure that what a set is to hold can be hashed.
    #[cfg(feature = "cbor")]
    #[inline(never)]
    pub fn check_elements(&mut self, elements: &[Obj]) {
        if self.codec == Codec::Cbor {
            for element in elements {
                self.budget.check_key(*element);
                self.check_hashable(*element);
            }
        }
    }

    /// Raises for a key that cannot be hashed.
    #[inline]
    fn check_hashable(&self, key: Obj) {
        let is_simple = |class: Type| {
            class == native_type!(mp_type_str)
                || class == native_type!(mp_type_int)
                || class == native_type!(mp_type_bytes)
                || class == native_type!(mp_type_float)
        };
        if key.struct_type().is_some_and(|class| !is_simple(class)) {
            self.check_compound_key(key);
        }
    }

    #[cold]
    #[inline(never)]
    fn check_compound_key(&self, key: Obj) {
        // SAFETY: a live object, whose nesting has been checked.
        // EXCEPTION: what `__hash__` raises; always.
        unsafe {
            if !ffi::mpickle_c_is_hashable(key.raw()) {
                self.refuse_in_cbor(Error::Unhashable);
                let class = self.codec.while_reading(Error::Unhashable);
                ffi::mpickle_c_raise_key(class, key.raw(), false)
            }
        }
    }

    /// Raises for what is wrong with a key, if it is CBOR's: with the offset, and without the key.
    #[inline(always)]
    fn refuse_in_cbor(&self, error: Error) {
        #[cfg(feature = "cbor")]
        if self.codec == Codec::Cbor {
            crate::raise::reading(self.codec, error, self.budget.read, 0);
        }
        let _ = error;
    }

    /// Raises for an object that has no form.
    #[cfg(feature = "write")]
    #[cold]
    #[inline(never)]
    fn unsupported(&self, obj: Obj) -> ! {
        #[cfg(feature = "msgpack")]
        if self.codec == Codec::MessagePack {
            // SAFETY: a live object.
            // EXCEPTION: always.
            unsafe { ffi::mpickle_c_raise_type(ffi::mpickle_c_class::UNSUPPORTED_TYPE, obj.raw()) }
        }
        let class = self.codec.while_writing(Error::Unsupported);
        crate::raise::named(class, "cannot write", obj.type_of().name().text(), b"")
    }
}
