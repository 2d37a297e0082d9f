//! Whether two object graphs are the same: shape, values, and which objects are one.

use num_bigint::BigInt;
use pickle::Call;

use super::{Host, Obj, Value};

/// Compares without recursion. `identity` also demands that what is one object here is one there,
/// and what are two are two.
pub fn same(a: &Host, x: Obj, b: &Host, y: Obj, identity: bool) -> Result<(), String> {
    let mut compare = Compare {
        a,
        b,
        identity,
        there: vec![None; a.values.len()],
        back: vec![None; b.values.len()],
        todo: vec![(x, y)],
    };
    while let Some((x, y)) = compare.todo.pop() {
        compare.pair(x, y)?;
    }
    Ok(())
}

struct Compare<'a> {
    a: &'a Host,
    b: &'a Host,
    identity: bool,
    /// By object of the one side, the object of the other.
    there: Vec<Option<Obj>>,
    back: Vec<Option<Obj>>,
    todo: Vec<(Obj, Obj)>,
}

fn big(value: &Value) -> Option<BigInt> {
    match value {
        Value::Int(value) => Some(BigInt::from(*value)),
        Value::Big(value) => Some(value.clone()),
        _ => None,
    }
}

impl Compare<'_> {
    fn pair(&mut self, x: Obj, y: Obj) -> Result<(), String> {
        if let Some(id) = self.a.persistent.get(&x) {
            let Value::Persistent(other) = self.b.get(y) else {
                return Err(format!("{x:?} should be persistent: {:?}", self.b.get(y)));
            };
            // Protocol 0 writes ids as lines of text: they keep no identity.
            match (self.a.get(*id), self.b.get(*other)) {
                (Value::Str(p), Value::Str(q)) if p == q => {}
                (Value::Int(p), Value::Str(q)) if p.to_string().as_bytes() == q => {}
                _ => self.todo.push((*id, *other)),
            }
            return Ok(());
        }
        let (v, w) = (self.a.get(x), self.b.get(y));
        let fail = || Err(format!("{x:?} = {v:?} differs from {y:?} = {w:?}"));
        match (v, w) {
            (Value::None, Value::None) => return Ok(()),
            (Value::Bool(p), Value::Bool(q)) if p == q => return Ok(()),
            (Value::Int(p), Value::Int(q)) if p == q => return Ok(()),
            (Value::Float(p), Value::Float(q)) if p.to_bits() == q.to_bits() || p.is_nan() && q.is_nan() => {
                return Ok(());
            }
            (Value::Tuple(p), Value::Tuple(q)) if p.is_empty() && q.is_empty() => return Ok(()),
            (Value::Int(_) | Value::Big(_), Value::Int(_) | Value::Big(_)) => {
                return if big(v) == big(w) { Ok(()) } else { fail() };
            }
            (Value::Global(..), Value::Global(..)) => {
                return if self.a.name(x) == self.b.name(y) { Ok(()) } else { fail() };
            }
            _ => {}
        }
        match self.there[x.0 as usize].replace(y) {
            Some(before) if before == y => return Ok(()),
            Some(_) if self.identity => return Err(format!("{x:?} = {v:?} became several")),
            _ => {}
        }
        if let Some(other) = self.back[y.0 as usize].replace(x)
            && self.identity
        {
            return Err(format!("{x:?} and {other:?} = {v:?} became one"));
        }
        match (v, w) {
            (Value::Str(p), Value::Str(q))
            | (Value::Bytes(p), Value::Bytes(q))
            | (Value::ByteArray(p), Value::ByteArray(q))
            | (Value::Buffer { data: p, in_band: true, readonly: true }, Value::Bytes(q))
            | (Value::Buffer { data: p, in_band: true, readonly: false }, Value::ByteArray(q)) => {
                if p != q {
                    return fail();
                }
            }
            (
                Value::Buffer { data: p, readonly: r, in_band: false },
                Value::Buffer { data: q, readonly: s, in_band: false },
            ) => {
                if p != q || r != s {
                    return fail();
                }
            }
            (Value::Tuple(p), Value::Tuple(q))
            | (Value::List(p), Value::List(q))
            | (Value::Set(p), Value::Set(q))
            | (Value::FrozenSet(p), Value::FrozenSet(q)) => self.items(p, q)?,
            (Value::Dict(p), Value::Dict(q)) => self.entries(p, q)?,
            (Value::Persistent(p), Value::Persistent(q)) => self.todo.push((*p, *q)),
            (Value::Object(p), Value::Object(q)) => {
                self.todo.push((p.function, q.function));
                self.todo.push((p.args, q.args));
                match (p.call, q.call) {
                    (Call::NewEx(p), Call::NewEx(q)) => self.todo.push((p, q)),
                    (p, q) if std::mem::discriminant(&p) == std::mem::discriminant(&q) => {}
                    _ => return fail(),
                }
                match (p.setter, q.setter) {
                    (Some(p), Some(q)) => self.todo.push((p, q)),
                    (None, None) => {}
                    _ => return fail(),
                }
                match (p.state, &p.attributes, q.state) {
                    (Some(p), _, Some(q)) => self.todo.push((p, q)),
                    (None, Some(attributes), Some(q)) => {
                        let attributes = attributes.clone();
                        let Value::Dict(q) = self.b.get(q) else {
                            return fail();
                        };
                        self.entries(&attributes, q)?;
                    }
                    (None, None, None) => {}
                    _ => return fail(),
                }
                self.items(&p.items, &q.items)?;
                self.entries(&p.pairs, &q.pairs)?;
            }
            _ => return fail(),
        }
        Ok(())
    }

    fn items(&mut self, p: &[Obj], q: &[Obj]) -> Result<(), String> {
        if p.len() != q.len() {
            return Err(format!("{} items became {}", p.len(), q.len()));
        }
        self.todo.extend(p.iter().copied().zip(q.iter().copied()));
        Ok(())
    }

    fn entries(&mut self, p: &[(Obj, Obj)], q: &[(Obj, Obj)]) -> Result<(), String> {
        if p.len() != q.len() {
            return Err(format!("{} entries became {}", p.len(), q.len()));
        }
        for ((k, v), (l, w)) in p.iter().zip(q) {
            self.todo.push((*k, *l));
            self.todo.push((*v, *w));
        }
        Ok(())
    }
}
