//! Objects as pickles have them: names, buffers, text for old protocols.

use core::convert::Infallible;

#[cfg(feature = "classes")]
use micropython::ffi;
use micropython::{Obj, native_type};
#[cfg(feature = "buffers")]
use micropython::{buffer, call};
#[cfg(feature = "buffers")]
use pickle::BufferPlace;
#[cfg(feature = "classes")]
use pickle::MemoSlot;
use pickle::{Describe, Known};

use crate::host::Host;
#[cfg(feature = "classes")]
use crate::host::memory::Memory;
#[cfg(feature = "classes")]
use crate::names::interned::function;
use crate::names::interned::name;
#[cfg(feature = "buffers")]
use crate::raise;

impl Describe for Host {
    #[cfg(feature = "classes")]
    fn show_memo(&self, memo: &Memory<MemoSlot<Obj>>) {
        // SAFETY: null, or the desk in the block that this is in.
        if let Some(desk) = unsafe { self.desk.as_ref() } {
            desk.show_written(memo);
        }
    }

    fn global(&mut self, obj: Obj) -> Result<(Obj, Obj), Infallible> {
        let names = self.names_of(obj);
        self.check_place();
        Ok(names)
    }

    fn known(&mut self, known: Known) -> Obj {
        match known {
            Known::Set => native_type!(mp_type_set).obj(),
            Known::FrozenSet => native_type!(mp_type_frozenset).obj(),
            Known::Bytes => native_type!(mp_type_bytes).obj(),
            Known::ByteArray => native_type!(mp_type_bytearray).obj(),
            #[cfg(feature = "classes")]
            Known::Encode => function(ffi::mpickle_c_function::ENCODE),
            #[cfg(feature = "classes")]
            Known::GetAttr => function(ffi::mpickle_c_function::GETATTR),
            #[cfg(not(feature = "classes"))]
            Known::Encode => crate::host::plain::encode(),
            Known::Latin1 => name!(latin1).obj(),
            Known::Latin1Dashed => Obj::latin_1(),
        }
    }

    #[cfg(feature = "buffers")]
    fn buffer(&mut self, obj: Obj) -> Result<BufferPlace<'_>, Infallible> {
        // SAFETY: the codec asks for what `view` called a buffer only.
        let owner = unsafe { Obj::new((*obj.ptr::<ffi::mpickle_c_buffer_t>()).owner) };
        let Some(data) = buffer::bytes(owner) else {
            raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "released");
        };
        let readonly = !buffer::is_writable(owner);
        let out_of_band = self.buffer_callback.is_some_and(|hook| !call::is_true(call::call(hook, &[obj])));
        self.check_place();
        Ok(if out_of_band {
            BufferPlace::OutOfBand { readonly }
        } else {
            BufferPlace::InBand { readonly, data: buffer::bytes(owner).unwrap_or(data) }
        })
    }
}
