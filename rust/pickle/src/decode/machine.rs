//! The opcodes, executed.

use super::input::{Halt, Reader};
use super::{Decoder, MEMO_SLACK, PAYLOAD_WHOLE, Pending, STREAMS};
use crate::model::{Construct, Payload};
use crate::opcode::*;
use crate::{Buffer, Error, HIGHEST_PROTOCOL};

pub(super) type Run<T = ()> = Result<T, Halt>;

impl<M: Construct> Decoder<M> {
    /// Executes opcodes until something stops it.
    pub(super) fn execute(&mut self, m: &mut M, r: &mut Reader<'_>) -> Halt {
        loop {
            r.commit();
            let Some(op) = r.opcode() else {
                match r.leave_frame() {
                    Ok(()) => continue,
                    Err(halt) => return halt,
                }
            };
            let result = match self.opcode(m, r, op) {
                Err(Halt::Rare) => match op {
                    #[cfg(feature = "text")]
                    INT | LONG => self.int_line(m, r, op),
                    #[cfg(feature = "text")]
                    FLOAT | STRING | UNICODE | GET | PUT => self.text_opcode(m, r, op),
                    LONG1 | LONG4 => self.long(m, r, op),
                    _ => self.rare_opcode(m, r, op),
                },
                result => result,
            };
            if let Err(halt) = result {
                if matches!(halt, Halt::Done | Halt::Again) {
                    r.commit();
                }
                return halt;
            }
        }
    }

    // Apart from the loop where stacks are small: inlined, it has the loop keep addresses of its
    // temporaries there.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn opcode(&mut self, m: &mut M, r: &mut Reader<'_>, op: u8) -> Run {
        match op {
            BININT1 => {
                let [byte] = *r.array()?;
                let obj = m.int(i32::from(byte))?;
                self.push(obj)
            }
            BININT2 => {
                let value = u16::from_le_bytes(*r.array()?);
                let obj = m.int(i32::from(value))?;
                self.push(obj)
            }
            BININT => {
                let value = i32::from_le_bytes(*r.array()?);
                let obj = m.int(value)?;
                self.push(obj)
            }
            BINFLOAT => {
                let bits = u64::from_be_bytes(*r.array()?);
                let obj = m.float(f64::from_bits(bits))?;
                self.push(obj)
            }
            SHORT_BINUNICODE => {
                let [len] = *r.array()?;
                self.payload(m, r, Payload::Str, len as usize)
            }
            BINGET => {
                let [index] = *r.array()?;
                self.get(index as usize)
            }
            // As CPython: the number of entries, not one more than the largest index.
            MEMOIZE => self.put(r, self.memo.len() - self.gaps),
            MARK => {
                let height = self.stack.len();
                let Ok(height) = u32::try_from(height) else {
                    return Err(Error::TooLarge.into());
                };
                Ok(self.marks.push(height)?)
            }
            APPENDS => self
                .with_items(|d, start| {
                    let list = d.below(start)?;
                    Ok(m.append(list, &d.stack.as_slice()[start..])?)
                })
                .and_then(|()| self.ran_code(r)),
            SETITEMS => self
                .with_items(|d, start| {
                    m.at(r.offset());
                    let dict = d.below(start)?;
                    let items = &d.stack.as_slice()[start..];
                    if items.len() % 2 != 0 {
                        return Err(Error::OddItems.into());
                    }
                    Ok(m.set_items(dict, items)?)
                })
                .and_then(|()| self.ran_code(r)),
            EMPTY_DICT => {
                let obj = m.dict(&[])?;
                self.push(obj)
            }
            EMPTY_LIST => {
                let obj = m.list(&[])?;
                self.push(obj)
            }
            NONE => {
                let obj = m.none();
                self.push(obj)
            }
            NEWTRUE | NEWFALSE => {
                let obj = m.bool(op == NEWTRUE);
                self.push(obj)
            }
            SHORT_BINBYTES => {
                let [len] = *r.array()?;
                self.payload(m, r, Payload::Bytes, len as usize)
            }
            BINUNICODE => self.payload32(m, r, Payload::Str),
            BINBYTES => self.payload32(m, r, Payload::Bytes),
            BINUNICODE8 => self.payload64(m, r, Payload::Str),
            BINBYTES8 => self.payload64(m, r, Payload::Bytes),
            BYTEARRAY8 => self.payload64(m, r, Payload::ByteArray),
            // MicroPython takes much stack to make a long integer: with less of ours below it.
            LONG1 | LONG4 if cfg!(not(target_pointer_width = "64")) => Err(Halt::Rare),
            LONG1 | LONG4 => self.long(m, r, op),
            EMPTY_TUPLE => {
                let obj = m.tuple(&[])?;
                self.push(obj)
            }
            TUPLE1 | TUPLE2 | TUPLE3 => self.short_tuple(m, (op - TUPLE1 + 1) as usize),
            TUPLE => self.replace_items(|d, start| m.tuple(&d.stack.as_slice()[start..])),
            APPEND => {
                self.need(2)?;
                let top = self.stack.len() - 1;
                let list = self.stack.as_slice()[top - 1];
                m.append(list, &self.stack.as_slice()[top..])?;
                self.stack.truncate(top);
                self.ran_code(r)
            }
            SETITEM => {
                self.need(3)?;
                let start = self.stack.len() - 2;
                let dict = self.stack.as_slice()[start - 1];
                m.at(r.offset());
                m.set_items(dict, &self.stack.as_slice()[start..])?;
                self.stack.truncate(start);
                self.ran_code(r)
            }
            STOP => {
                self.need(1)?;
                Err(Halt::Done)
            }
            PROTO => {
                let [version] = *r.array()?;
                if version > HIGHEST_PROTOCOL {
                    return Err(Error::UnsupportedProtocol(version).into());
                }
                self.protocol = version;
                Ok(())
            }
            FRAME => {
                let size = u64::from_le_bytes(*r.array()?);
                Ok(r.enter_frame(size)?)
            }
            BINPUT => {
                let [index] = *r.array()?;
                self.put(r, index as usize)
            }
            LONG_BINPUT => {
                let index = u32::from_le_bytes(*r.array()?);
                self.put(r, index as usize)
            }
            LONG_BINGET => {
                let index = u32::from_le_bytes(*r.array()?);
                self.get(index as usize)
            }
            // From the loop, when less is on the C stack.
            _ => Err(Halt::Rare),
        }
    }

    fn payload32(&mut self, m: &mut M, r: &mut Reader<'_>, kind: Payload) -> Run {
        let size = u32::from_le_bytes(*r.array()?);
        self.payload(m, r, kind, size as usize)
    }

    fn payload64(&mut self, m: &mut M, r: &mut Reader<'_>, kind: Payload) -> Run {
        let size = u64::from_le_bytes(*r.array()?);
        let Ok(size) = usize::try_from(size) else {
            return Err(Error::BadSize.into());
        };
        self.payload(m, r, kind, size)
    }

    pub(super) fn payload_signed(&mut self, m: &mut M, r: &mut Reader<'_>, kind: Payload) -> Run {
        let size = i32::from_le_bytes(*r.array()?);
        let Ok(size) = usize::try_from(size) else {
            return Err(Error::BadSize.into());
        };
        self.payload(m, r, kind, size)
    }

    /// An object out of the next `size` bytes, at once or as they come.
    #[inline]
    pub(super) fn payload(&mut self, m: &mut M, r: &mut Reader<'_>, kind: Payload, size: usize) -> Run {
        if !STREAMS || r.has(size) || size <= PAYLOAD_WHOLE || r.is_last() {
            let data = r.take(size)?;
            let obj = m.payload(kind, data)?;
            return self.push(obj);
        }
        self.collect(m, r, kind, size)
    }

    #[cold]
    #[inline(never)]
    fn collect(&mut self, m: &mut M, r: &mut Reader<'_>, kind: Payload, size: usize) -> Run {
        if r.straddles(size) {
            return Err(Error::FrameStraddled.into());
        }
        r.check_ahead(size)?;
        let start = r.commit();
        self.payload.truncate(0);
        self.pending = Some(Pending { kind, left: size, start });
        self.resume_payload(m, r)
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn long(&mut self, m: &mut M, r: &mut Reader<'_>, op: u8) -> Run {
        if op == LONG4 {
            return self.payload_signed(m, r, Payload::Int);
        }
        let [len] = *r.array()?;
        // So short a payload is never collected.
        let obj = m.payload(Payload::Int, r.take(len as usize)?)?;
        self.push(obj)
    }

    /// After the model may have run foreign code: the window may have moved.
    #[inline]
    pub(super) fn ran_code(&self, r: &Reader<'_>) -> Run {
        if r.volatile() { Err(Halt::Again) } else { Ok(()) }
    }

    #[inline]
    pub(super) fn push(&mut self, obj: M::Obj) -> Run {
        if self.objects == 0 {
            return too_many_objects();
        }
        self.objects -= 1;
        Ok(self.stack.push(obj)?)
    }

    /// Lowest stack place above the last MARK.
    #[inline]
    fn fence(&self) -> usize {
        self.marks.as_slice().last().map_or(0, |h| *h as usize)
    }

    /// Makes sure that `count` objects stand above the last MARK.
    #[inline]
    pub(super) fn need(&self, count: usize) -> Result<(), Error> {
        if self.stack.len() - self.fence() < count { Err(Error::StackUnderflow) } else { Ok(()) }
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Result<M::Obj, Error> {
        self.need(1)?;
        self.stack.pop().ok_or(Error::StackUnderflow)
    }

    #[inline]
    pub(super) fn pop_mark(&mut self) -> Result<usize, Error> {
        Ok(self.marks.pop().ok_or(Error::NoMark)? as usize)
    }

    /// The object below a MARK that stood at `start`.
    #[inline]
    pub(super) fn below(&self, start: usize) -> Result<M::Obj, Error> {
        if start <= self.fence() {
            return Err(Error::StackUnderflow);
        }
        Ok(self.stack.as_slice()[start - 1])
    }

    /// Hands the items above the last MARK to `f` and drops them.
    #[inline]
    pub(super) fn with_items(&mut self, f: impl FnOnce(&Self, usize) -> Run) -> Run {
        let start = self.pop_mark()?;
        f(self, start)?;
        self.stack.truncate(start);
        Ok(())
    }

    /// Replaces the items above the last MARK by what `f` makes of them.
    #[inline]
    fn replace_items(&mut self, f: impl FnOnce(&Self, usize) -> Result<M::Obj, M::Fault>) -> Run {
        let start = self.pop_mark()?;
        let obj = f(self, start)?;
        self.stack.truncate(start);
        self.push(obj)
    }

    fn short_tuple(&mut self, m: &mut M, len: usize) -> Run {
        self.need(len)?;
        let start = self.stack.len() - len;
        let obj = m.tuple(&self.stack.as_slice()[start..])?;
        self.stack.truncate(start);
        self.push(obj)
    }

    #[inline]
    pub(super) fn get(&mut self, index: usize) -> Run {
        match self.memo.as_slice().get(index) {
            Some(Some(obj)) => Ok(self.stack.push(*obj)?),
            _ => Err(Error::MemoMissing.into()),
        }
    }

    #[inline]
    pub(super) fn put(&mut self, r: &Reader<'_>, index: usize) -> Run {
        self.need(1)?;
        let obj = self.stack.as_slice()[self.stack.len() - 1];
        let len = self.memo.len();
        if index >= self.limits.memo {
            return Err(Error::TooManyMemos.into());
        }
        if index == len {
            return Ok(self.memo.push(Some(obj))?);
        }
        if index > len {
            self.widen_memo(r.offset(), index)?;
        }
        let place = &mut self.memo.as_mut_slice()[index];
        self.gaps -= usize::from(place.is_none());
        *place = Some(obj);
        Ok(())
    }

    /// Makes `index` a place of the memo, if so long an input can have numbered so far.
    #[cold]
    fn widen_memo(&mut self, read: usize, index: usize) -> Run {
        if index > read.saturating_add(MEMO_SLACK) {
            return Err(Error::MemoIndex.into());
        }
        let more = index + 1 - self.memo.len();
        self.memo.extend_with(more, None)?;
        self.gaps += more;
        Ok(())
    }
}

#[cold]
fn too_many_objects() -> Run {
    Err(Error::TooManyObjects.into())
}
