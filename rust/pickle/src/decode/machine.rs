//! The opcodes, executed.

use model::{Buffer, Error, Halt, Payload, Payloads, Reader};

use super::{Decoder, MEMO_SLACK};
use crate::HIGHEST_PROTOCOL;
use crate::object::Resolve;
use crate::opcode::*;

/// Targets with small C stacks: keep call chains short.
const SMALL_STACK: bool = cfg!(not(target_pointer_width = "64"));

pub(super) type Run<T = ()> = Result<T, Halt>;

impl<M: Resolve> Decoder<M> {
    /// Executes opcodes until something stops it.
    pub(super) fn execute(&mut self, m: &mut M, r: &mut Reader<'_>) -> Halt {
        loop {
            r.commit();
            let Some(op) = r.byte() else {
                match r.leave_frame() {
                    Ok(()) => continue,
                    Err(halt) => return halt,
                }
            };
            let result = match self.opcode(m, r, op) {
                Err(Halt::Rare) => match op {
                    #[cfg(feature = "text")]
                    INT | LONG => self.int_line(m, r, op),
                    LONG1 | LONG4 => self.long(m, r, op),
                    APPEND | APPENDS | SETITEM | SETITEMS | ADDITEMS => self.add_items(m, r, op),
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
            BININT1 => self.push_int(m, r.number::<1>()? as i32),
            BININT2 => self.push_int(m, r.number::<2>()? as i32),
            BININT => self.push_int(m, r.number::<4>()? as i32),
            BINFLOAT => {
                let bits = u64::from_be_bytes(*r.array()?);
                let obj = m.float(f64::from_bits(bits))?;
                self.push(obj)
            }
            SHORT_BINUNICODE => {
                let size = r.number::<1>()?;
                self.payload(m, r, Payload::Str, size)
            }
            BINGET => self.get(r.number::<1>()?),
            // As CPython: the number of entries, not one more than the largest index.
            MEMOIZE => self.put(r, self.memo.len() - self.gaps),
            MARK => {
                let height = self.stack.len();
                let Ok(height) = u32::try_from(height) else {
                    return Err(Error::TooLarge.into());
                };
                Ok(self.marks.push(height)?)
            }
            APPEND | APPENDS | SETITEM | SETITEMS if !SMALL_STACK => self.add_items(m, r, op),
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
                let size = r.number::<1>()?;
                self.payload(m, r, Payload::Bytes, size)
            }
            BINUNICODE => {
                let size = r.number::<4>()?;
                self.payload(m, r, Payload::Str, size)
            }
            BINBYTES => {
                let size = r.number::<4>()?;
                self.payload(m, r, Payload::Bytes, size)
            }
            BINUNICODE8 => self.payload64(m, r, Payload::Str),
            BINBYTES8 => self.payload64(m, r, Payload::Bytes),
            BYTEARRAY8 => self.payload64(m, r, Payload::ByteArray),
            // MicroPython takes much stack to make a long integer.
            LONG1 | LONG4 if !SMALL_STACK => self.long(m, r, op),
            EMPTY_TUPLE => {
                let obj = m.tuple(&[])?;
                self.push(obj)
            }
            TUPLE | TUPLE1 | TUPLE2 | TUPLE3 => {
                let start =
                    if op == TUPLE { self.pop_mark()? } else { self.last((op - TUPLE1 + 1) as usize)? };
                let obj = m.tuple(&self.stack.as_slice()[start..])?;
                self.stack.truncate(start);
                self.push(obj)
            }
            STOP => {
                self.need(1)?;
                Err(Halt::Done)
            }
            PROTO => {
                let version = r.number::<1>()?;
                if version > HIGHEST_PROTOCOL as usize {
                    return Err(Error::UnsupportedProtocol.into());
                }
                self.protocol = version as u8;
                Ok(())
            }
            FRAME => {
                let size = u64::from_le_bytes(*r.array()?);
                Ok(r.enter_frame(size)?)
            }
            BINPUT => {
                let index = r.number::<1>()?;
                self.put(r, index)
            }
            LONG_BINPUT => {
                let index = r.number::<4>()?;
                self.put(r, index)
            }
            LONG_BINGET => self.get(r.number::<4>()?),
            // From the loop, when less is on the C stack.
            _ => Err(Halt::Rare),
        }
    }

    /// Opcodes that are announced to the model.
    #[inline(never)]
    fn rare_opcode(&mut self, m: &mut M, r: &mut Reader<'_>, op: u8) -> Run {
        m.at(r.offset(), &self.memo);
        let result = match op {
            #[cfg(feature = "text")]
            FLOAT | STRING | UNICODE | GET | PUT => self.text_opcode(m, r, op),
            DUP | POP | POP_MARK | BINSTRING | SHORT_BINSTRING | EXT1 | EXT2 | EXT4 => {
                self.stack_opcode(m, r, op)
            }
            #[cfg(feature = "classes")]
            INST => self.instance(m, r),
            _ => self.rare_operands(m, r, op).and_then(|()| self.rare_object(m, op)),
        };
        m.left();
        result.and_then(|()| self.ran_code(r))
    }

    #[inline]
    fn push_int(&mut self, m: &mut M, value: i32) -> Run {
        let obj = m.int(value)?;
        self.push(obj)
    }

    fn payload64(&mut self, m: &mut M, r: &mut Reader<'_>, kind: Payload) -> Run {
        let size = u64::from_le_bytes(*r.array()?);
        let Ok(size) = usize::try_from(size) else {
            return Err(Error::BadSize.into());
        };
        self.payload(m, r, kind, size)
    }

    pub(super) fn payload_signed(&mut self, m: &mut M, r: &mut Reader<'_>, kind: Payload) -> Run {
        let size = r.number::<4>()?;
        if size > i32::MAX as usize {
            return Err(Error::BadSize.into());
        }
        self.payload(m, r, kind, size)
    }

    /// An object out of the next `size` bytes, at once or as they come.
    #[inline]
    pub(super) fn payload(&mut self, m: &mut M, r: &mut Reader<'_>, kind: Payload, size: usize) -> Run {
        if Payloads::<M>::is_whole(r, size) {
            let obj = m.payload(kind, r.take(size)?)?;
            return self.push(obj);
        }
        let payload = self.intake.payloads.collect(m, r, kind, size)?;
        self.push_payload(payload)
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn long(&mut self, m: &mut M, r: &mut Reader<'_>, op: u8) -> Run {
        if op == LONG4 {
            return self.payload_signed(m, r, Payload::Int);
        }
        let size = r.number::<1>()?;
        // So short a payload is never collected.
        let obj = m.payload(Payload::Int, r.take(size)?)?;
        self.push(obj)
    }

    /// After the model may have run foreign code: the window may have moved.
    #[inline]
    pub(super) fn ran_code(&self, r: &Reader<'_>) -> Run {
        if r.volatile() { Err(Halt::Again) } else { Ok(()) }
    }

    #[inline]
    pub(super) fn push(&mut self, obj: M::Obj) -> Run {
        if self.intake.objects == 0 {
            return too_many_objects();
        }
        self.intake.objects -= 1;
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

    /// The index of the last `count` objects on the stack, which must be above the last MARK.
    #[inline]
    pub(super) fn last(&self, count: usize) -> Result<usize, Error> {
        self.need(count)?;
        Ok(self.stack.len() - count)
    }

    /// Puts the last object or pair, or all objects above the last MARK, into the object below.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn add_items(&mut self, m: &mut M, r: &mut Reader<'_>, op: u8) -> Run {
        let start = match op {
            APPEND => self.stack.len().saturating_sub(1),
            SETITEM => self.stack.len().saturating_sub(2),
            _ => self.pop_mark()?,
        };
        let target = self.below(start)?;
        let items = &self.stack.as_slice()[start..];
        m.at(r.offset(), &self.memo);
        match op {
            APPEND | APPENDS => m.append(target, items)?,
            ADDITEMS => m.add(target, items)?,
            _ if items.len() % 2 != 0 => return Err(Error::OddItems.into()),
            _ => m.set_items(target, items)?,
        }
        m.left();
        self.stack.truncate(start);
        self.ran_code(r)
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
        if index >= self.intake.limits.memo {
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
