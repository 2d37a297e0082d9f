//! Objects of classes: recipes, laid out as tasks.

use model::{Buffer, Sink};

use super::tasks::{SINGLE, Task};
use super::{BATCH, Encoder};
use crate::object::{Call, Describe, Override, Reduced, State};
use crate::opcode::*;

impl<M: Describe> Encoder<M> {
    /// Writes an object of a type without opcodes, or one that a hook has a recipe for; `global` says
    /// that it is a class or function.
    #[inline(never)]
    pub(super) fn save_object(&mut self, m: &mut M, obj: M::Obj, global: bool) -> Result<(), M::Fault> {
        let mut recipe = Reduced::function(obj, obj);
        m.within(self.tasks.as_slice());
        let reduced = match m.override_reduce(obj, self.protocol, &mut recipe)? {
            Override::Reduced => true,
            Override::None if !global => m.reduce(obj, self.protocol, &mut recipe)?,
            _ => false,
        };
        if reduced { self.save_reduced(m, obj, &recipe) } else { self.push_global(obj) }
    }

    /// Pushes the tasks that write a recipe; the last one pushed comes first.
    #[inline(never)]
    fn save_reduced(&mut self, m: &M, obj: M::Obj, recipe: &Reduced<M::Obj>) -> Result<(), M::Fault> {
        let state = match recipe.state {
            State::None => None,
            State::Object(state) => Some(Task::Save(state)),
            State::Attributes(owner, count) => Some(Task::Attributes(owner, count as u32)),
        };
        match (state, recipe.setter) {
            (None, _) => {}
            (Some(state), None) => {
                self.push(Task::Op(BUILD))?;
                self.push(state)?;
            }
            (Some(state), Some(setter)) => {
                self.push(Task::Op(POP))?;
                self.push(Task::Op(REDUCE))?;
                self.push(Task::Op(if self.is_old() { TUPLE } else { TUPLE2 }))?;
                self.push(state)?;
                self.push(Task::Save(obj))?;
                if self.is_old() {
                    self.push(Task::Op(MARK))?;
                }
                self.push(Task::Save(setter))?;
            }
        }
        if let Some(iter) = recipe.dict_items {
            self.push(Task::Iter { iter, ahead: None, batch: 0, pairs: true, started: false })?;
        }
        if let Some((dict, count)) = recipe.dict {
            self.push_map(m, dict, count)?;
        }
        if let Some(iter) = recipe.list_items {
            self.push(Task::Iter { iter, ahead: None, batch: 0, pairs: false, started: false })?;
        }
        let op = match recipe.call {
            Call::Function => REDUCE,
            Call::New => NEWOBJ,
            Call::NewEx(_) => NEWOBJ_EX,
        };
        self.push(Task::Memo { obj, op })?;
        if let Call::NewEx(kwargs) = recipe.call {
            self.push(Task::Save(kwargs))?;
        }
        self.push(Task::Save(recipe.args))?;
        self.push(Task::Save(recipe.function)).map(drop)
    }

    #[inline(never)]
    pub(super) fn step_iter<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        top: usize,
    ) -> Result<(), M::Fault> {
        let Task::Iter { iter, ahead, batch, pairs, started } = self.tasks.as_slice()[top] else {
            return Ok(());
        };
        let mut s = IterState { iter, ahead, batch, pairs, started };
        if !s.started {
            s.started = true;
            s.ahead = m.next(s.iter)?;
        }
        let (one, many) = if s.pairs { (SETITEM, SETITEMS) } else { (APPEND, APPENDS) };
        if s.batch == SINGLE {
            self.op(one)?;
            s.batch = 0;
        } else if s.batch as usize == BATCH || (s.ahead.is_none() && s.batch > 0) {
            self.op(many)?;
            s.batch = 0;
        }
        let Some(item) = s.ahead else {
            self.tasks.truncate(top);
            return Ok(());
        };
        s.ahead = m.next(s.iter)?;
        if s.batch > 0 {
            s.batch += 1;
        } else if s.ahead.is_none() || self.is_text() {
            s.batch = SINGLE;
        } else {
            self.op(MARK)?;
            s.batch = 1;
        }
        let IterState { iter, ahead, batch, pairs, started } = s;
        self.set_task(top, Task::Iter { iter, ahead, batch, pairs, started });
        if s.pairs {
            let (key, value) = m.pair(item)?;
            self.push(Task::Save(value))?;
            self.save(m, sink, key)?;
        } else {
            self.save(m, sink, item)?;
        }
        Ok(())
    }
}

struct IterState<O> {
    iter: O,
    ahead: Option<O>,
    batch: u16,
    pairs: bool,
    started: bool,
}
