//! Classes and functions, written by name.

use super::Encoder;
use super::tasks::Task;
use crate::compat;
use crate::model::{Inspect, Known, View};
use crate::opcode::*;
use crate::{Buffer, Error};

impl<M: Inspect> Encoder<M> {
    /// Writes a module's name or a qualified one, short as it is, or an encoding's.
    #[inline(never)]
    pub(super) fn save_name(&mut self, m: &M, name: M::Obj) -> Result<(), Error> {
        match self.find(m, name) {
            Some(at) => self.save_get(at),
            None => {
                self.put_str(m, name)?;
                self.memoize(m, name)
            }
        }
    }

    /// Writes a class or function by its name.
    #[inline(never)]
    pub(super) fn save_global(&mut self, m: &mut M, obj: M::Obj) -> Result<(), Error> {
        if let Some(at) = self.find(m, obj) {
            return self.save_get(at);
        }
        let (module, name) = m.global(obj)?;
        if self.protocol >= 2
            && let Some(code) = m.extension(module, name)
        {
            return self.put_extension(code);
        }
        if self.protocol >= 4 {
            self.save_name(m, module)?;
            self.save_name(m, name)?;
            self.op(STACK_GLOBAL)?;
            return self.memoize(m, obj);
        }
        self.push(Task::OldGlobal { obj, module, name })?;
        // Before protocol 4 a nested class is getattr(outer, 'name').
        for _ in 0..dots(m, name) {
            if self.protocol < 2 {
                self.push(Task::Op(MARK))?;
            }
            self.push_global(m.known(Known::GetAttr))?;
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn step_old_global(&mut self, m: &mut M, top: usize) -> Result<(), Error> {
        let Task::OldGlobal { obj, module, name } = self.tasks.as_slice()[top] else {
            return Ok(());
        };
        self.tasks.truncate(top);
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
        self.memoize(m, obj)
    }

    #[inline(never)]
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
