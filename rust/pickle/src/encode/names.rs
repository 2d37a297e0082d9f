//! Classes and functions, written by name.

use model::{Buffer, Error, View};

use super::Encoder;
#[cfg(feature = "classes")]
use super::tasks::Task;
use crate::object::Describe;
#[cfg(feature = "classes")]
use crate::object::Known;
use crate::opcode::*;

impl<M: Describe> Encoder<M> {
    /// Writes a module's name or a qualified one, short as it is, or an encoding's.
    #[inline(never)]
    pub(super) fn save_name(&mut self, m: &M, name: M::Obj) -> Result<(), M::Fault> {
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
    pub(super) fn save_global(&mut self, m: &mut M, obj: M::Obj) -> Result<(), M::Fault> {
        if let Some(at) = self.find(m, obj) {
            return self.save_get(at);
        }
        #[cfg(feature = "classes")]
        m.within(self.tasks.as_slice());
        let (module, name) = m.global(obj)?;
        #[cfg(feature = "classes")]
        if !self.is_old()
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
        self.save_old_global(m, obj, module, name)
    }

    /// Before protocol 4, without classes.
    #[cfg(not(feature = "classes"))]
    fn save_old_global(
        &mut self,
        m: &mut M,
        obj: M::Obj,
        module: M::Obj,
        name: M::Obj,
    ) -> Result<(), M::Fault> {
        let (View::Str(module), View::Str(name)) = (m.view(module), m.view(name)) else {
            return Err(m.fault(Error::BadText));
        };
        self.put_global(m, module, name)?;
        self.memoize(m, obj)
    }

    /// Before protocol 4.
    #[cfg(feature = "classes")]
    fn save_old_global(
        &mut self,
        m: &mut M,
        obj: M::Obj,
        module: M::Obj,
        name: M::Obj,
    ) -> Result<(), M::Fault> {
        self.push(Task::OldGlobal { obj, module, name })?;
        // Before protocol 4 a nested class is getattr(outer, 'name').
        for _ in 0..dots(m, name) {
            if self.is_old() {
                self.push(Task::Op(MARK))?;
            }
            self.push_global(m.known(Known::GetAttr))?;
        }
        Ok(())
    }

    #[cfg(feature = "classes")]
    #[inline(never)]
    pub(super) fn step_old_global(&mut self, m: &mut M, top: usize) -> Result<(), M::Fault> {
        let Task::OldGlobal { obj, module, name } = self.tasks.as_slice()[top] else {
            return Ok(());
        };
        self.tasks.truncate(top);
        let (View::Str(module), View::Str(name)) = (m.view(module), m.view(name)) else {
            return Err(m.fault(Error::BadText));
        };
        let mut parts = name.split(|b| *b == b'.');
        self.put_global(m, module, parts.next().unwrap_or_default())?;
        for part in parts {
            self.put_text(part)?;
            self.op(if self.is_old() { TUPLE } else { TUPLE2 })?;
            self.op(REDUCE)?;
        }
        self.memoize(m, obj)
    }

    #[inline(never)]
    fn put_global(&mut self, m: &M, module: &[u8], name: &[u8]) -> Result<(), M::Fault> {
        let (module, name) = if self.fix_imports { to_python2(module, name) } else { (module, name) };
        // Names without classes are those of built-in types.
        let clean = |text: &[u8]| {
            !cfg!(feature = "classes")
                || text.iter().all(|b| *b != b'\n' && (b.is_ascii() || self.protocol >= 3))
        };
        if !clean(module) || !clean(name) {
            return Err(m.fault(Error::GlobalText));
        }
        self.op(GLOBAL)?;
        self.out.buf.extend(module)?;
        self.op(b'\n')?;
        self.out.buf.extend(name)?;
        self.op(b'\n')
    }

    #[cfg(feature = "classes")]
    fn put_extension(&mut self, code: u32) -> Result<(), M::Fault> {
        let c = code.to_le_bytes();
        match code {
            0..=0xff => self.out.buf.extend(&[EXT1, c[0]]),
            0x100..=0xffff => self.out.buf.extend(&[EXT2, c[0], c[1]]),
            _ => self.out.buf.extend(&[EXT4, c[0], c[1], c[2], c[3]]),
        }
    }
}

#[cfg(feature = "classes")]
fn dots<M: Describe>(m: &M, name: M::Obj) -> usize {
    match m.view(name) {
        View::Str(name) => name.iter().filter(|b| **b == b'.').count(),
        _ => 0,
    }
}

#[cfg(feature = "classes")]
use crate::compat::to_python2;

/// Python 2's name of a module.
#[cfg(not(feature = "classes"))]
fn to_python2<'a>(module: &'a [u8], name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    (if module == b"builtins" { b"__builtin__" } else { module }, name)
}
