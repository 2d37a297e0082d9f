//! Heads, numbers and strings.

use model::float::SINGLE;
use model::{Buffer, Error, Sink, View};

#[cfg(feature = "pause")]
use super::tasks::{Task, What};
use super::{Encoder, FloatWidth, SHORTCUTS, STREAM_BUFFER};
#[cfg(feature = "cbor")]
use crate::format::shortest_float;
use crate::format::{FALSE, NULL, kind, log_of};
use crate::object::Pack;

/// The first byte, or what begins it, where the number is in it.
const FIX: usize = 0;
/// The largest number that is.
const MOST: usize = 1;
/// The first byte of a number in one byte; the next ones are for 2, 4 and 8.
const CODE: usize = 2;
/// The least such number, as a logarithm.
const LEAST: usize = 3;

/// MessagePack's heads, by the last three bits of a [`kind`].
#[cfg(feature = "msgpack")]
const MSGPACK: [[u8; 4]; 7] = [
    [0x00, 0x7f, 0xcc, 0],
    // Negative numbers go another way.
    [0x00, 0x00, 0x00, 0],
    // No byte is below nothing: bin has no short form.
    [0x00, 0x00, 0xc4, 0],
    [0xa0, 0x1f, 0xd9, 0],
    [0x90, 0x0f, 0xdb, 1],
    [0x80, 0x0f, 0xdd, 1],
    [0x00, 0x00, 0xc7, 0],
];

impl<M: Pack> Encoder<M> {
    #[inline]
    fn op(&mut self, byte: u8) -> Result<(), M::Fault> {
        self.out.push(byte)
    }

    /// `code`, moved on by `log`, and `number` in 2 to the power of `log` bytes.
    #[inline]
    fn put_number(&mut self, code: u8, number: u64, log: u8) -> Result<(), M::Fault> {
        let bytes = number.to_be_bytes();
        if SHORTCUTS {
            // Copies of a known size are short.
            let [.., a, b, c, d] = bytes;
            return match log {
                0 => self.out.extend(&[code, d]),
                1 => self.out.extend(&[code + 1, c, d]),
                2 => self.out.extend(&[code + 2, a, b, c, d]),
                _ => {
                    let mut long = [code + 3; 9];
                    long[1..].copy_from_slice(&bytes);
                    self.out.extend(&long)
                }
            };
        }
        self.out.extend_pair(&[code + log], &bytes[8 - (1 << log)..])
    }

    /// A head of this kind with its number.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(super) fn put_count(&mut self, kind: u8, number: u64) -> Result<(), M::Fault> {
        let form = match self.format {
            #[cfg(feature = "msgpack")]
            crate::Format::MessagePack => MSGPACK[usize::from(kind & 7)],
            #[cfg(feature = "cbor")]
            crate::Format::Cbor => {
                let major = kind << 5;
                [major, 23, major | 24, 0]
            }
        };
        let has_short = self.format.is_cbor() || !matches!(kind, kind::BYTES | kind::EXT);
        if number <= u64::from(form[MOST]) && has_short {
            return self.op(form[FIX] | number as u8);
        }
        self.put_number(form[CODE], number, log_of(number).max(form[LEAST]))
    }

    /// Makes sure that MessagePack has a form for so many bytes or items.
    pub(super) fn check_size(&self, m: &M, size: usize) -> Result<(), M::Fault> {
        if self.format.is_msgpack() && u32::try_from(size).is_err() {
            return Err(m.fault(Error::TooLarge));
        }
        Ok(())
    }

    pub(super) fn put_none(&mut self) -> Result<(), M::Fault> {
        self.op(if self.format.is_cbor() { 0xe0 | NULL } else { 0xc0 })
    }

    pub(super) fn put_bool(&mut self, value: bool) -> Result<(), M::Fault> {
        let first = if self.format.is_cbor() { 0xe0 | FALSE } else { 0xc2 };
        self.op(first + u8::from(value))
    }

    /// A simple value.
    #[cfg(feature = "cbor")]
    pub(super) fn put_simple(&mut self, value: u8) -> Result<(), M::Fault> {
        if value < 24 { self.op(0xe0 | value) } else { self.out.extend(&[0xf8, value]) }
    }

    #[cfg_attr(not(target_pointer_width = "64"), inline)]
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    pub(super) fn put_word(&mut self, value: isize) -> Result<(), M::Fault> {
        let flip = value >> (isize::BITS - 1);
        self.put_int(value < 0, (value ^ flip) as usize as u64)
    }

    /// [`Encoder::put_word`] for a list of integers, most of which are small and not negative.
    #[inline(always)]
    pub(super) fn put_word_quickly(&mut self, value: isize) -> Result<(), M::Fault> {
        let Ok(small) = u32::try_from(value) else {
            return self.put_word(value);
        };
        let [a, b, c, d] = small.to_be_bytes();
        let (most, code) = if self.format.is_cbor() { (23, 24) } else { (0x7f, 0xcc) };
        if small <= most {
            self.op(d)
        } else if small <= 0xff {
            self.out.extend(&[code, d])
        } else if small <= 0xffff {
            self.out.extend(&[code + 1, c, d])
        } else {
            self.out.extend(&[code + 2, a, b, c, d])
        }
    }

    /// The integer `number`, or −1 − `number` if it is `negative`.
    pub(super) fn put_int(&mut self, negative: bool, number: u64) -> Result<(), M::Fault> {
        if !negative {
            return self.put_count(kind::UINT, number);
        }
        if self.format.is_cbor() {
            return self.put_count(kind::NINT, number);
        }
        if number < 32 {
            return self.op(!number as u8);
        }
        // One bit more, for the sign.
        self.put_number(0xd0, !number, log_of(number << 1))
    }

    /// An integer beyond a machine word.
    #[inline(never)]
    pub(super) fn put_big_int(&mut self, m: &mut M, obj: M::Obj) -> Result<(), M::Fault> {
        self.scratch.truncate(0);
        m.int_bytes(obj, &mut self.scratch)?;
        let negative = self.scratch.as_slice().last().is_some_and(|byte| byte & 0x80 != 0);
        let flip = if negative { 0xff } else { 0 };
        while self.scratch.as_slice().last() == Some(&flip) {
            self.scratch.pop();
        }
        let bytes = self.scratch.as_mut_slice();
        bytes.iter_mut().for_each(|byte| *byte ^= flip);
        if bytes.len() <= 8 {
            let number = bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
            if !self.format.is_msgpack() || !negative || number <= i64::MAX as u64 {
                return self.put_int(negative, number);
            }
        }
        #[cfg(feature = "cbor")]
        if self.format.is_cbor() {
            self.scratch.as_mut_slice().reverse();
            let len = self.scratch.len();
            self.put_count(kind::TAG, 2 + u64::from(negative))?;
            self.strings.pass(len);
            self.put_count(kind::BYTES, len as u64)?;
            return self.out.extend(self.scratch.as_slice());
        }
        Err(m.fault(if negative { Error::IntTooLow } else { Error::IntTooHigh }))
    }

    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub(super) fn put_float(&mut self, value: f64) -> Result<(), M::Fault> {
        let (log, bits) = match self.options.float {
            FloatWidth::Single => (2, u64::from(SINGLE.narrow(value))),
            #[cfg(feature = "cbor")]
            FloatWidth::Shortest if self.format.is_cbor() => shortest_float(value),
            _ => (3, value.to_bits()),
        };
        self.put_number(if self.format.is_cbor() { 0xf8 } else { 0xc8 }, bits, log)
    }

    /// Text that is short, with its head.
    #[inline]
    pub(super) fn put_text(&mut self, text: &[u8]) -> Result<(), M::Fault> {
        self.put_count(kind::STR, text.len() as u64)?;
        self.out.extend(text)
    }

    /// A str, bytes or a bytearray, or the memory of another object; an ext or behind a tag if there is a
    /// number.
    pub(super) fn save_data<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        number: Option<u64>,
        obj: M::Obj,
    ) -> Result<bool, M::Fault> {
        let Some(size) = memory(m, obj).map(<[u8]>::len) else {
            return Err(m.fault(Error::Unsupported));
        };
        self.check_size(m, size)?;
        let mut kind = if matches!(m.view(obj), View::Str(_)) { kind::STR } else { kind::BYTES };
        match number {
            #[cfg(feature = "msgpack")]
            Some(code) if self.format.is_msgpack() => {
                self.put_ext(code as u8, size)?;
                return self.put_data(m, sink, obj, size);
            }
            Some(number) => {
                self.put_count(kind::TAG, number)?;
                kind = kind::BYTES;
            }
            None => {}
        }
        #[cfg(feature = "cbor")]
        if self.options.string_references {
            // An object that may change before it comes again is no target.
            if number.is_some() || !matches!(m.view(obj), View::Str(_) | View::Bytes(_)) {
                self.strings.pass(size);
            } else if let Some(number) = self.strings.find(m, obj, size)? {
                self.put_count(kind::TAG, 25)?;
                return self.put_count(kind::UINT, number as u64).map(|()| false);
            }
        }
        self.put_count(kind, size as u64)?;
        self.put_data(m, sink, obj, size)
    }

    /// The head of an ext of so many bytes.
    #[cfg(feature = "msgpack")]
    #[inline(never)]
    pub(super) fn put_ext(&mut self, code: u8, size: usize) -> Result<(), M::Fault> {
        match (0..5).find(|log| size == 1 << log) {
            Some(log) => self.op(0xd4 + log)?,
            None => self.put_count(kind::EXT, size as u64)?,
        }
        self.op(code)
    }

    /// The `size` bytes of `obj`, whose head is written. Returns whether it left a task.
    fn put_data<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
        size: usize,
    ) -> Result<bool, M::Fault> {
        let past = size >= STREAM_BUFFER && self.limit != usize::MAX;
        if past {
            self.flush(sink)?;
            #[cfg(feature = "pause")]
            if sink.is_full() {
                let Ok(left) = u32::try_from(size) else {
                    return Err(m.fault(Error::TooLarge));
                };
                return self.push(m, Task { left, ..Task::new(What::Payload, obj) });
            }
        }
        // Writing may have run Python code: look at the object again.
        match memory(m, obj) {
            Some(data) if data.len() == size => {
                if past {
                    sink.write_object(obj, data)?;
                } else {
                    self.out.extend(data)?;
                }
                Ok(false)
            }
            _ => Err(m.fault(Error::Changed)),
        }
    }
}

/// The memory of an object.
pub(super) fn memory<M: Pack>(m: &M, obj: M::Obj) -> Option<&[u8]> {
    match m.view(obj) {
        View::Str(data) | View::Bytes(data) | View::ByteArray(data) => Some(data),
        _ => m.memory(obj),
    }
}
