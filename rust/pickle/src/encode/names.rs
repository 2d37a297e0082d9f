//! Classes and functions, written by name.

use super::Encoder;
use super::output::Sink;
use crate::compat;
use crate::model::{Inspect, Known, View};
use crate::opcode::*;
use crate::{Buffer, Error};

impl<M: Inspect> Encoder<M> {
    /// Writes a well-known class or function. Hooks are not asked about it: what is written next
    /// relies on its leaving no task.
    pub(super) fn save_known<S: Sink>(&mut self, m: &mut M, sink: &mut S, known: Known) -> Result<(), Error> {
        let obj = m.known(known);
        match self.find(m, obj) {
            Some(at) => self.save_get(at),
            None => self.save_global(m, sink, obj).map(drop),
        }
    }

    pub(super) fn save_global<S: Sink>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
    ) -> Result<bool, Error> {
        let (module, name) = m.global(obj)?;
        if self.protocol >= 2
            && let Some(code) = m.extension(module, name)
        {
            self.put_extension(code)?;
            return Ok(false);
        }
        if self.protocol >= 4 {
            self.save_by_type(m, sink, module)?;
            self.save_by_type(m, sink, name)?;
            self.op(STACK_GLOBAL)?;
        } else {
            let dots = dots(m, name);
            // Before protocol 4 a nested class is getattr(outer, 'name').
            for _ in 0..dots {
                self.save_known(m, sink, Known::GetAttr)?;
                if self.protocol < 2 {
                    self.op(MARK)?;
                }
            }
            let (View::Str(module), View::Str(name)) = (m.view(module), m.view(name)) else {
                return Err(Error::BadText);
            };
            let mut parts = name.split(|b| *b == b'.');
            self.put_global(module, parts.next().unwrap_or_default())?;
            for part in parts {
                self.put_text(part)?;
                self.op(if self.protocol < 2 { TUPLE } else { TUPLE2 })?;
                self.op(REDUCE)?;
            }
        }
        self.memoize(m, obj)?;
        Ok(false)
    }

    fn put_global(&mut self, module: &[u8], name: &[u8]) -> Result<(), Error> {
        let (module, name) = if self.fix_imports { compat::to_python2(module, name) } else { (module, name) };
        let clean = |text: &[u8]| text.iter().all(|b| *b != b'\n' && (b.is_ascii() || self.protocol >= 3));
        if !clean(module) || !clean(name) {
            return Err(Error::GlobalText);
        }
        self.op(GLOBAL)?;
        self.out.buf.extend(module)?;
        self.op(b'\n')?;
        self.out.buf.extend(name)?;
        self.op(b'\n')
    }

    fn put_extension(&mut self, code: u32) -> Result<(), Error> {
        let c = code.to_le_bytes();
        match code {
            0..=0xff => self.out.buf.extend(&[EXT1, c[0]]),
            0x100..=0xffff => self.out.buf.extend(&[EXT2, c[0], c[1]]),
            _ => self.out.buf.extend(&[EXT4, c[0], c[1], c[2], c[3]]),
        }
    }
}

fn dots<M: Inspect>(m: &M, name: M::Obj) -> usize {
    match m.view(name) {
        View::Str(name) => name.iter().filter(|b| **b == b'.').count(),
        _ => 0,
    }
}
