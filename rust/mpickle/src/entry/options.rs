//! The options of dumps and loads, as C hands them over.

#[cfg(any(feature = "buffers", feature = "classes"))]
use micropython::call;
use micropython::{Obj, ffi};
#[cfg(feature = "limits")]
use model::{Decode, Limits};

use crate::codec::{AnyDecoder, Codec};
use crate::host::Host;
#[cfg(feature = "text")]
use crate::types::encoding;
use crate::{arg, raise};

/// Arguments of `dumps` and its relatives.
#[cfg(feature = "write")]
#[derive(Clone, Copy)]
#[repr(C)]
pub struct DumpOptions {
    /// An `mpickle_c_codec`.
    pub codec: u8,
    /// 0 to 5.
    pub protocol: u8,
    /// Python 3's names are translated for protocols below 3.
    pub fix_imports: bool,
    /// None, or what is called with each out-of-band buffer.
    #[cfg(feature = "buffers")]
    pub buffer_callback: ffi::mp_obj_t,
}

#[cfg(feature = "write")]
impl DumpOptions {
    /// Gives the options to the objects' side of a dump; raises ValueError.
    #[cfg(not(feature = "buffers"))]
    pub fn set(&self, _host: &mut Host) {}

    /// Gives the options to the objects' side of a dump; raises ValueError.
    #[cfg(feature = "buffers")]
    pub fn set(&self, host: &mut Host) {
        // SAFETY: C hands over live objects.
        let callback = unsafe { arg(self.buffer_callback) };
        if !callback.is_none() {
            if self.protocol < 5 {
                raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "buffer_callback needs protocol >= 5");
            }
            host.buffer_callback = Some(callback);
        }
    }

    /// The format to write.
    #[inline(always)]
    pub fn codec(&self) -> Codec {
        Codec::of(self.codec)
    }
}

/// Keyword arguments of `loads` and `load`.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct LoadOptions {
    /// An `mpickle_c_codec`.
    pub codec: u8,
    /// Python 2's names are translated.
    pub fix_imports: bool,
    /// A str: how Python 2's strings are read.
    #[cfg(feature = "text")]
    pub encoding: ffi::mp_obj_t,
    /// A str: what becomes of bytes that the encoding does not have.
    #[cfg(feature = "text")]
    pub errors: ffi::mp_obj_t,
    /// None, or an iterable of out-of-band buffers.
    #[cfg(feature = "buffers")]
    pub buffers: ffi::mp_obj_t,
    /// None, "data", "python", or an iterable of names, classes, functions and modules: what a
    /// pickle may name.
    #[cfg(feature = "classes")]
    pub allow: ffi::mp_obj_t,
    /// Whether large payloads are copied out of the buffer.
    #[cfg(feature = "in-place")]
    pub copy: bool,
    /// `max_bytes`, `max_depth`, `max_objects` and `max_memo`: None or an int each.
    #[cfg(feature = "limits")]
    pub limits: [ffi::mp_obj_t; 4],
}

impl LoadOptions {
    /// The format to read.
    #[inline(always)]
    pub fn codec(&self) -> Codec {
        Codec::of(self.codec)
    }

    /// Gives the options to what reads. Raises whatever is wrong with them.
    ///
    /// # Safety
    /// Its objects live.
    #[allow(unused_variables, reason = "without any features")]
    pub unsafe fn set(&self, host: &mut Host, decoder: &mut AnyDecoder) {
        #[cfg(feature = "text")]
        {
            // SAFETY: the caller's promise.
            let [name, errors] = unsafe { [arg(self.encoding), arg(self.errors)] };
            host.encoding = encoding::named(name);
            host.on_error = encoding::on_error(errors);
        }
        // SAFETY: the caller's promise.
        #[cfg(feature = "classes")]
        host.policy().allow(unsafe { arg(self.allow) });
        #[cfg(feature = "limits")]
        {
            // SAFETY: the caller's promise.
            let [bytes, depth, objects, memo] = self.limits.map(|raw| limit(unsafe { arg(raw) }));
            decoder.set_limits(Limits { bytes, objects, memo });
            host.max_depth = depth;
        }
        #[cfg(feature = "buffers")]
        {
            // SAFETY: the caller's promise.
            let buffers = unsafe { arg(self.buffers) };
            host.buffers = (!buffers.is_none()).then(|| call::iterator(buffers));
        }
    }
}

/// A limit that the caller set; None is no limit.
#[cfg(feature = "limits")]
pub fn limit(value: Obj) -> usize {
    match micropython::int::word(value) {
        _ if value.is_none() => usize::MAX,
        Some(limit) if limit >= 0 => limit as usize,
        _ => raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "limits are positive ints"),
    }
}
