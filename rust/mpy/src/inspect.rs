//! Objects, looked at for writing.

use core::convert::Infallible;

use model::{Inspect, View};

use crate::host::Host;
use crate::native::ints;
use crate::native::memory::Memory;
use crate::native::obj::Obj;
use crate::native::table::{state, table};

impl Inspect for Host {
    #[inline]
    fn is_atom(&self, obj: Obj) -> bool {
        match obj.class() {
            None => !obj.is_name(),
            Some(class) => {
                let state = state();
                class == state.float || class == state.int || class == state.bool_ || class == state.none
            }
        }
    }

    #[inline]
    fn view(&self, obj: Obj) -> View<'_> {
        if let Some(value) = obj.small_int() {
            return View::Int(value);
        }
        let Some(class) = obj.class() else {
            return view_rare(obj, 0);
        };
        let (state, table) = (state(), table());
        // SAFETY: each type tells the struct of its objects.
        unsafe {
            if class == state.float {
                View::Float(obj.float())
            } else if class == table.type_str {
                View::Str(obj.data())
            } else if class == table.type_list {
                View::List
            } else if class == table.type_dict {
                View::Dict(obj.dict_len())
            } else if class == state.tuple {
                View::Tuple(obj.items().len())
            } else if class == state.bytes {
                View::Bytes(obj.data())
            } else if class == state.int {
                View::BigInt
            } else {
                view_rare(obj, class)
            }
        }
    }

    #[inline]
    fn glance(&self, obj: Obj) -> Option<View<'_>> {
        if let Some(value) = obj.small_int() {
            return Some(View::Int(value));
        }
        let class = obj.class()?;
        // SAFETY: the type tells the struct.
        unsafe {
            if class == table().type_str {
                let text = obj.data();
                return (text.len() < 256).then_some(View::Str(text));
            }
            (class == state().float).then(|| View::Float(obj.float()))
        }
    }

    #[inline]
    fn identity(&self, obj: Obj) -> usize {
        obj.raw()
    }

    fn int_bytes(&mut self, obj: Obj, out: &mut Memory<u8>) -> Result<(), Infallible> {
        ints::to_bytes(obj, out);
        Ok(())
    }

    #[cfg(feature = "text")]
    fn int_decimal(&mut self, obj: Obj, out: &mut Memory<u8>) -> Result<(), Infallible> {
        ints::decimal(obj, out);
        Ok(())
    }

    #[inline]
    fn len(&self, seq: Obj) -> usize {
        seq.items().len()
    }

    #[inline]
    fn item(&self, seq: Obj, index: usize) -> Option<Obj> {
        seq.items().get(index).copied()
    }

    #[inline]
    fn entry(&self, map: Obj, cursor: usize) -> Option<(usize, Obj, Obj)> {
        // SAFETY: `view` said so.
        unsafe { map.dict_entry(cursor) }
    }

    #[inline]
    fn count(&self, container: Obj) -> usize {
        // SAFETY: `view` said that it is a dict or one of the sets.
        unsafe { if container.is(table().type_dict) { container.dict_len() } else { container.set_len() } }
    }

    fn element(&self, set: Obj, cursor: usize) -> Option<(usize, Obj)> {
        // SAFETY: `view` said so.
        unsafe { set.set_element(cursor) }
    }
}

/// The view of types that are met less often; also of interned names, `None` and booleans.
#[inline(never)]
fn view_rare<'a>(obj: Obj, class: usize) -> View<'a> {
    let state = state();
    if obj.is_name() {
        return View::Str(obj.text());
    }
    if obj.is_none() {
        return View::None;
    }
    if obj == Obj::bool(true) || obj == Obj::bool(false) {
        return View::Bool(obj == Obj::bool(true));
    }
    // SAFETY: the type tells the struct.
    unsafe {
        match class {
            0 => View::Object,
            _ if class == state.set => View::Set(obj.set_len()),
            _ if class == state.frozenset => View::FrozenSet(obj.set_len()),
            _ if class == state.bytearray => View::ByteArray(obj.buffer().unwrap_or_default()),
            #[cfg(feature = "classes")]
            _ if class == table().type_type => View::Global,
            _ if class == state.memoryview => View::Bytes(obj.buffer().unwrap_or_default()),
            _ => View::Object,
        }
    }
}
