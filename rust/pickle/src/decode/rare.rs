//! Opcodes of classes, sets, old protocols and the stack, executed.

#[cfg(feature = "text")]
use model::text;
use model::{Buffer, Error, Payload, Reader};

use super::Decoder;
use super::machine::Run;
#[cfg(feature = "text")]
use crate::escape;
use crate::lines::line;
use crate::object::Resolve;
use crate::opcode::*;

impl<M: Resolve> Decoder<M> {
    /// Finds the operands of an opcode that puts an object in their place: what stands at [`Decoder::operands`] and
    /// above. Those that come with the opcode are put behind the others.
    #[inline(never)]
    pub(super) fn rare_operands(&mut self, m: &mut M, r: &mut Reader<'_>, op: u8) -> Run {
        self.operands = match op {
            FROZENSET | LIST | DICT | OBJ => self.pop_mark()?,
            GLOBAL => {
                self.push_names(m, r)?;
                self.stack.len() - 2
            }
            BINPERSID | READONLY_BUFFER => self.last(1)?,
            STACK_GLOBAL | REDUCE | NEWOBJ | BUILD => self.last(2)?,
            NEWOBJ_EX => self.last(3)?,
            #[cfg(feature = "classes")]
            PERSID => {
                let line = line(r, &mut self.searched)?;
                if !line.is_ascii() {
                    return Err(Error::BadText.into());
                }
                let id = m.payload(Payload::Str, line)?;
                self.stack.push(id)?;
                self.stack.len() - 1
            }
            _ => self.stack.len(),
        };
        Ok(())
    }

    /// Puts an object in the place of the operands.
    // Making an object takes much C stack: keep little on it here.
    #[inline(never)]
    pub(super) fn rare_object(&mut self, m: &mut M, op: u8) -> Run {
        let operands = &self.stack.as_slice()[self.operands..];
        let obj = match op {
            EMPTY_SET => m.set()?,
            FROZENSET => m.frozen_set(operands)?,
            LIST => m.list(operands)?,
            DICT if operands.len() % 2 != 0 => return Err(Error::OddItems.into()),
            DICT => m.dict(operands)?,
            STACK_GLOBAL | GLOBAL => {
                m.find_class(operands[0], operands[1], op == GLOBAL && self.is_python2())?
            }
            REDUCE => m.call(operands[0], operands[1])?,
            #[cfg(feature = "classes")]
            NEWOBJ | NEWOBJ_EX => m.new_object(operands[0], operands[1], operands.get(2).copied())?,
            #[cfg(feature = "classes")]
            OBJ => {
                let (class, args) = operands.split_first().ok_or(Error::StackUnderflow)?;
                m.instantiate(*class, args)?
            }
            #[cfg(feature = "classes")]
            BUILD => {
                let obj = operands[0];
                let built = m.build(obj, operands[1])?;
                if built != obj {
                    self.supersede(m, obj, built);
                }
                // It has been counted.
                self.intake.objects += 1;
                built
            }
            #[cfg(feature = "classes")]
            BINPERSID | PERSID => m.persistent(operands[0])?,
            #[cfg(feature = "buffers")]
            NEXT_BUFFER => m.next_buffer()?,
            #[cfg(feature = "buffers")]
            READONLY_BUFFER => m.read_only(operands[0])?,
            _ => return Err(Error::UnknownOpcode.into()),
        };
        self.replace_operands(obj)
    }

    #[inline(never)]
    fn replace_operands(&mut self, obj: M::Obj) -> Run {
        self.stack.truncate(self.operands);
        self.push(obj)
    }

    /// INST: the class is named by lines, and the arguments stand above the last MARK.
    #[cfg(feature = "classes")]
    #[inline(never)]
    pub(super) fn instance(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        self.push_names(m, r)?;
        self.operands = self.pop_mark()?;
        let (args, names) = self.stack.as_slice().split_at(self.stack.len() - 2);
        let class = m.find_class(names[0], names[1], self.is_python2())?;
        let obj = m.instantiate(class, &args[self.operands..])?;
        self.replace_operands(obj)
    }

    /// Opcodes of the stack, and those that end as others do.
    #[cfg_attr(not(any(feature = "text", feature = "classes")), expect(unused_variables))]
    #[inline(never)]
    pub(super) fn stack_opcode(&mut self, m: &mut M, r: &mut Reader<'_>, op: u8) -> Run {
        let obj = match op {
            DUP => self.stack.as_slice()[self.last(1)?],
            POP_MARK => {
                let start = self.pop_mark()?;
                self.stack.truncate(start);
                return Ok(());
            }
            POP => {
                let top = self.stack.len();
                if self.marks.as_slice().last().is_some_and(|h| *h as usize == top) {
                    self.marks.pop();
                } else {
                    self.pop()?;
                }
                return Ok(());
            }
            #[cfg(feature = "text")]
            BINSTRING => return self.payload_signed(m, r, Payload::Encoded),
            #[cfg(feature = "text")]
            SHORT_BINSTRING => {
                let size = r.number::<1>()?;
                return self.payload(m, r, Payload::Encoded, size);
            }
            #[cfg(feature = "classes")]
            EXT1 | EXT2 | EXT4 => {
                let code = r.number_of(1 << (op - EXT1))?;
                if code == 0 || code > i32::MAX as usize {
                    return Err(Error::BadExtension.into());
                }
                m.extension(code as u32)?
            }
            _ => return Err(Error::UnknownOpcode.into()),
        };
        self.push(obj)
    }

    /// FLOAT, STRING, UNICODE, GET and PUT: opcodes with a line of text.
    #[cfg(feature = "text")]
    #[inline(never)]
    pub(super) fn text_opcode(&mut self, m: &mut M, r: &mut Reader<'_>, op: u8) -> Run {
        let line = line(r, &mut self.searched)?;
        let obj = match op {
            GET => return self.get(text::parse_index(line).ok_or(Error::MemoMissing)?),
            PUT => return self.put(r, text::parse_index(line).ok_or(Error::MemoIndex)?),
            FLOAT => m.float(text::parse_float::<M>(line)?.ok_or(Error::BadText)?)?,
            _ => {
                let mut bytes = M::Vec::<u8>::default();
                if op == STRING {
                    escape::unescape_string(&mut bytes, line)?;
                } else {
                    escape::unescape_unicode(&mut bytes, line)?;
                }
                let kind = if op == STRING { Payload::Encoded } else { Payload::Str };
                m.adopt(kind, &mut bytes)?
            }
        };
        self.push(obj)
    }

    /// INT and LONG.
    #[cfg(feature = "text")]
    #[inline(never)]
    pub(super) fn int_line(&mut self, m: &mut M, r: &mut Reader<'_>, op: u8) -> Run {
        let line = line(r, &mut self.searched)?;
        let obj = match line {
            b"00" | b"01" if op == INT => m.bool(line == b"01"),
            [digits @ .., b'L'] if op == LONG => m.int_text(digits)?,
            _ => m.int_text(line)?,
        };
        self.push(obj)
    }

    /// Puts the two lines that name a class or function onto the stack.
    fn push_names(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        let (module, name) = (line(r, &mut self.searched)?, line(r, &mut self.searched)?);
        let module = m.payload(Payload::Str, module)?;
        self.stack.push(module)?;
        let name = m.payload(Payload::Str, name)?;
        Ok(self.stack.push(name)?)
    }

    /// Puts `new` in the place of `old` wherever the memo has it.
    #[cfg(feature = "classes")]
    #[cold]
    pub(super) fn supersede(&mut self, m: &mut M, old: M::Obj, new: M::Obj) {
        m.work(self.memo.len());
        for place in self.memo.as_mut_slice().iter_mut().filter(|place| **place == Some(old)) {
            *place = Some(new);
        }
    }
}
