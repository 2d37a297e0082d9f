//! Objects that are written in one go: numbers, text, bytes.

use model::{Buffer, Error, Sink, View};

use super::tasks::{Items, Task};
use super::{Counted, Encoder};
use crate::object::{Describe, Known};
use crate::opcode::*;

impl<M: Describe> Encoder<M> {
    pub(super) fn save_bool(&mut self, value: bool) -> Result<(), M::Fault> {
        if !self.is_old() {
            self.op(if value { NEWTRUE } else { NEWFALSE })
        } else {
            self.out.buf.extend(if value { b"I01\n" } else { b"I00\n" })
        }
    }

    #[cfg_attr(not(target_pointer_width = "64"), inline)]
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    pub(super) fn save_int(&mut self, value: isize) -> Result<(), M::Fault> {
        let Ok(small) = i32::try_from(value) else {
            return self.save_word(value);
        };
        #[cfg(feature = "text")]
        if self.is_text() {
            return self.save_text_int(value);
        }
        let bytes = small.to_le_bytes();
        if let Ok(byte) = u8::try_from(small) {
            self.out.buf.extend(&[BININT1, byte])
        } else if u16::try_from(small).is_ok() {
            self.out.buf.extend(&[BININT2, bytes[0], bytes[1]])
        } else {
            self.out.buf.extend(&[BININT, bytes[0], bytes[1], bytes[2], bytes[3]])
        }
    }

    /// A word beyond 32 bits (on 64-bit machines).
    fn save_word(&mut self, value: isize) -> Result<(), M::Fault> {
        #[cfg(feature = "text")]
        if self.is_old() {
            return self.save_text_int(value);
        }
        let bytes = value.to_le_bytes();
        let mut len = bytes.len();
        // The top byte goes if the next one still carries its sign.
        while len > 1 && (bytes[len - 1] as i8) == (bytes[len - 2] as i8) >> 7 {
            len -= 1;
        }
        self.out.buf.extend(&[LONG1, len as u8])?;
        self.out.buf.extend(&bytes[..len])
    }

    #[cfg(feature = "text")]
    #[inline(never)]
    fn save_text_int(&mut self, value: isize) -> Result<(), M::Fault> {
        let long = i32::try_from(value).is_err();
        self.op(if long { LONG } else { INT })?;
        model::text::write_int(&mut self.out.buf, value)?;
        self.out.buf.extend(if long { b"L\n" } else { b"\n" })
    }

    #[inline(never)]
    pub(super) fn save_big_int(&mut self, m: &mut M, obj: M::Obj) -> Result<(), M::Fault> {
        self.scratch.truncate(0);
        m.int_bytes(obj, &mut self.scratch)?;
        let len = self.scratch.len();
        if len <= 4 {
            // Fits BININT although the model had no small form for it.
            let negative = self.scratch.as_slice().last().is_some_and(|b| b & 0x80 != 0);
            let mut word = [if negative { 0xff } else { 0 }; 4];
            word[..len].copy_from_slice(self.scratch.as_slice());
            let value = i32::from_le_bytes(word);
            return self.save_int(value as isize);
        }
        #[cfg(feature = "text")]
        if self.is_old() {
            self.op(LONG)?;
            m.int_decimal(obj, &mut self.out.buf)?;
            return self.out.buf.extend(b"L\n");
        }
        if len < 256 {
            self.out.buf.extend(&[LONG1, len as u8])?;
        } else {
            let Ok(size) = i32::try_from(len) else {
                return Err(m.fault(Error::TooLarge));
            };
            self.op(LONG4)?;
            self.out.buf.extend(&size.to_le_bytes())?;
        }
        self.out.buf.extend(self.scratch.as_slice())
    }

    #[inline]
    pub(super) fn save_float(&mut self, value: f64) -> Result<(), M::Fault> {
        let mut bytes = [BINFLOAT; 9];
        bytes[1..].copy_from_slice(&value.to_bits().to_be_bytes());
        self.out.buf.extend(&bytes)
    }

    #[cfg(feature = "text")]
    #[inline(never)]
    pub(super) fn save_text_float(&mut self, value: f64) -> Result<(), M::Fault> {
        self.op(FLOAT)?;
        model::text::write_float::<M>(&mut self.out.buf, value)?;
        self.op(b'\n')
    }

    pub(super) fn put_empty_dict(&mut self) -> Result<(), M::Fault> {
        if self.is_text() { self.out.buf.extend(&[MARK, DICT]) } else { self.op(EMPTY_DICT) }
    }

    /// Makes sure that a payload of `size` bytes can be written at this protocol.
    pub(super) fn check_size(&self, m: &M, size: usize) -> Result<(), M::Fault> {
        if self.protocol < 4 && u32::try_from(size).is_err() { Err(m.fault(Error::TooLarge)) } else { Ok(()) }
    }

    /// The opcode and byte count of a payload of `size` bytes.
    pub(super) fn put_counted(&mut self, kind: Counted, size: usize) -> Result<(), M::Fault> {
        let (short, long, eight) = match kind {
            Counted::Str => (SHORT_BINUNICODE, BINUNICODE, BINUNICODE8),
            Counted::Bytes => (SHORT_BINBYTES, BINBYTES, BINBYTES8),
            Counted::ByteArray => (BYTEARRAY8, BYTEARRAY8, BYTEARRAY8),
        };
        let has_short = kind == Counted::Bytes || self.protocol >= 4;
        if kind != Counted::ByteArray {
            if size < 256 && has_short {
                return self.out.buf.extend(&[short, size as u8]);
            }
            if let Ok(size) = u32::try_from(size) {
                let s = size.to_le_bytes();
                return self.out.buf.extend(&[long, s[0], s[1], s[2], s[3]]);
            }
        }
        self.op(eight)?;
        self.out.buf.extend(&(size as u64).to_le_bytes())
    }

    /// Writes a str object without memoizing it.
    #[inline]
    pub(super) fn put_str(&mut self, m: &M, obj: M::Obj) -> Result<(), M::Fault> {
        match m.view(obj) {
            View::Str(text) => self.put_text(text),
            _ => Err(m.fault(Error::Changed)),
        }
    }

    #[inline]
    pub(super) fn put_text(&mut self, text: &[u8]) -> Result<(), M::Fault> {
        #[cfg(feature = "text")]
        if self.is_text() {
            self.op(UNICODE)?;
            crate::escape::write_escaped(&mut self.out.buf, text)?;
            return self.op(b'\n');
        }
        self.put_counted(Counted::Str, text.len())?;
        self.out.buf.extend(text)
    }

    /// `bytes` before protocol 3 and `bytearray` before protocol 5: a call of `function` with the
    /// bytes.
    #[inline(never)]
    pub(super) fn save_old_buffer(
        &mut self,
        m: &mut M,
        obj: M::Obj,
        function: Known,
    ) -> Result<(), M::Fault> {
        self.push(Task::Memo { obj, op: REDUCE })?;
        self.push(Task::OldBuffer(obj))?;
        self.push_global(m.known(function))
    }

    /// The arguments of such a call: nothing, `(text, encoding)`, the text being the bytes as
    /// Latin-1, or from protocol 3 on `(bytes,)`.
    #[inline(never)]
    pub(super) fn put_old_buffer<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
    ) -> Result<(), M::Fault> {
        let (data, encoding) = match m.view(obj) {
            View::Bytes(data) => (data, Known::Latin1),
            View::ByteArray(data) => (data, Known::Latin1Dashed),
            _ => return Err(m.fault(Error::Changed)),
        };
        if data.is_empty() {
            return self.out.buf.extend(if self.is_text() { &[MARK, TUPLE] } else { &[EMPTY_TUPLE] });
        }
        self.check_size(m, data.len())?;
        if self.protocol >= 3 {
            let size = data.len();
            self.put_counted(Counted::Bytes, size)?;
            self.push(Task::Op(TUPLE1))?;
            if size >= self.large() && self.is_stream() {
                return self.put_through(m, sink, obj, size, false);
            }
            return self.out.buf.extend(data);
        }
        if self.is_old() {
            self.op(MARK)?;
        }
        self.scratch.truncate(0);
        for &byte in data {
            if byte < 0x80 {
                self.scratch.push(byte)?;
            } else {
                self.scratch.extend(&[0xc0 | byte >> 6, 0x80 | byte & 0x3f])?;
            }
        }
        let scratch = core::mem::take(&mut self.scratch);
        self.put_text(scratch.as_slice())?;
        self.scratch = scratch;
        let encoding = m.known(encoding);
        self.save_name(m, encoding)?;
        self.op(if self.is_old() { TUPLE } else { TUPLE2 })
    }

    /// Sets before protocol 4: `set([…])`.
    #[inline(never)]
    pub(super) fn save_old_set(
        &mut self,
        m: &mut M,
        obj: M::Obj,
        elements: usize,
        class: Known,
    ) -> Result<(), M::Fault> {
        self.push(Task::Memo { obj, op: REDUCE })?;
        self.push(Task::Op(if self.is_old() { TUPLE } else { TUPLE1 }))?;
        self.push_elements(m, obj, elements, Items::List)?;
        if self.is_text() {
            self.push(Task::Op(LIST))?;
            self.push(Task::Op(MARK))?;
        } else {
            self.push(Task::Op(EMPTY_LIST))?;
        }
        if self.is_old() {
            self.push(Task::Op(MARK))?;
        }
        self.push_global(m.known(class))
    }

    #[cfg(feature = "buffers")]
    #[inline(never)]
    pub(super) fn save_buffer<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
    ) -> Result<(), M::Fault> {
        use crate::object::BufferPlace;
        if self.protocol < 5 {
            return Err(m.fault(Error::BufferProtocol));
        }
        match m.buffer(obj)? {
            BufferPlace::OutOfBand { readonly } => {
                self.op(NEXT_BUFFER)?;
                if readonly {
                    self.op(READONLY_BUFFER)?;
                }
                return Ok(());
            }
            BufferPlace::InBand { readonly, data } => {
                let kind = if readonly { Counted::Bytes } else { Counted::ByteArray };
                self.put_counted(kind, data.len())?;
                if self.is_stream() && data.len() >= self.large() {
                    // The model keeps the buffer from moving while it is exported.
                    self.flush(sink)?;
                    sink.write(data)?;
                } else {
                    self.out.buf.extend(data)?;
                }
            }
        }
        self.memoize(m, obj)
    }

    #[cfg(feature = "classes")]
    #[inline(never)]
    pub(super) fn save_persistent(&mut self, m: &mut M, id: M::Obj) -> Result<bool, M::Fault> {
        if !self.is_text() {
            self.push(Task::Op(BINPERSID))?;
            self.save_by_type(m, id)?;
            return Ok(true);
        }
        self.op(PERSID)?;
        #[cfg(feature = "text")]
        let id = match m.view(id) {
            View::Str(_) | View::Int(_) => id,
            _ => m.text_of(id)?,
        };
        match m.view(id) {
            View::Str(text) if text.iter().all(|b| b.is_ascii() && *b != b'\n') => {
                self.out.buf.extend(text)?;
            }
            #[cfg(feature = "text")]
            View::Int(value) => model::text::write_int(&mut self.out.buf, value)?,
            _ => return Err(m.fault(Error::PersistentIdText)),
        }
        self.op(b'\n')?;
        Ok(false)
    }
}
