//! Arrays: what numpy's functions make on the board (`rust/mpickle/src/ndarray`), without ulab.

use model::{Buffer, Error};

use super::arena::Run;
use super::sim::{self, Held, Room};
use super::{Board, Item};
use crate::array::{self, Array, DType, Items, Origin};
use crate::graph::{Node, Obj};

/// Words of an array that waits for its state, and may become of any kind: `ANY_ARRAY` in `ndarray/mod.rs`.
const ANY: usize = 16;

impl Board<'_> {
    /// The array that a call of numpy's or of the module array makes; None if it is no such call.
    pub(super) fn array_call(
        &mut self,
        obj: Obj,
        function: Obj,
        args: Obj,
        fresh: Option<Obj>,
    ) -> Result<Option<Item>, Error> {
        let Some((module, name)) = self.graph.name(function) else {
            return Ok(None);
        };
        let numpy = module.starts_with("numpy");
        match name.as_str() {
            "dtype" if numpy => {
                self.fresh = fresh;
                self.keeps.insert(obj, Vec::new());
                return self.dtype(obj).map(Some);
            }
            "_reconstruct" | "_mareconstruct" if numpy => {
                self.keeps.insert(obj, Vec::new());
                let bytes = ANY * self.layout.word;
                return self
                    .hold(obj, |sim| Ok(Held { body: sim.take(bytes)?, ..Held::default() }))
                    .map(Some);
            }
            "array" if module == "array" => {
                self.keeps.insert(obj, Vec::new());
                let Some(array) = array::array(&self.graph, obj) else { return Ok(None) };
                return self.bytearray(obj, self.native_bytes(&array, args)).map(Some);
            }
            _ => {}
        }
        let Some(array) = array::array(&self.graph, obj) else {
            return Ok(None);
        };
        self.keeps.insert(obj, Vec::new());
        let item = match array.origin {
            // With items of this machine's.
            Origin::Array => self.bytearray(obj, self.native_bytes(&array, args))?,
            Origin::Scalar => self.scalar(obj, &array)?,
            Origin::Numpy if !array.dtype.is_number() => {
                let unit = self.layout.unit();
                self.hold(obj, |sim| Ok(Held { body: sim.take(unit)?, ..Held::default() }))?;
                self.others(obj, &array)?;
                obj.into()
            }
            Origin::Numpy => {
                self.ndarray(obj, &array, fresh, None)?;
                obj.into()
            }
        };
        Ok(Some(item))
    }

    /// Bytes of an `array.array`: those of a typecode for machine words have the board's size.
    fn native_bytes(&self, array: &Array, args: Obj) -> usize {
        let given = self.graph.sequence(args).unwrap_or_default();
        // `_array_reconstructor(class, typecode, …)`, `array(typecode, …)`
        let is_long =
            given.iter().take(2).any(|arg| matches!(self.graph.text(*arg).as_deref(), Some("l" | "L")));
        array.count() * if is_long { self.layout.word } else { array.dtype.size }
    }

    /// A type: the object, and its name.
    fn dtype(&self, obj: Obj) -> Result<Item, Error> {
        let (unit, word) = (self.layout.unit(), self.layout.word);
        self.hold(obj, |sim| {
            let (items, name) = (sim.take(unit)?, sim.take(unit)?);
            Ok(Held { body: sim.take(3 * word)?, items, more: name.into_iter().collect(), ..Held::default() })
        })
    }

    /// One number.
    fn scalar(&self, obj: Obj, array: &Array) -> Result<Item, Error> {
        let (unit, layout) = (self.layout.unit(), self.layout);
        let size = layout.ndarray();
        sim::with(|sim| {
            let view = sim.take(size)?;
            sim.forget(view);
            Ok::<_, Error>(())
        })?;
        match (array.dtype.kind, array.number(&self.graph, 0)) {
            (b'b', _) => Ok(obj.into()),
            (b'i' | b'u', Some(array::Number::Int(value)))
                if i64::try_from(value).is_ok_and(|value| layout.is_small(value)) =>
            {
                Ok(obj.into())
            }
            (b'i' | b'u', _) => self
                .hold(obj, |sim| Ok(Held { body: sim.take(unit)?, items: sim.take(8)?, ..Held::default() })),
            (b'f' | b'c', _) => self.hold(obj, |sim| Ok(Held { body: sim.take(unit)?, ..Held::default() })),
            (_, _) => {
                let len = array.dtype.size;
                self.text(obj, len)
            }
        }
    }

    /// An array of numbers, over these bytes if nobody else has them: in the block `body` if it waited for its state.
    fn ndarray(
        &mut self,
        obj: Obj,
        array: &Array,
        fresh: Option<Obj>,
        body: Option<Held>,
    ) -> Result<(), Error> {
        let layout = self.layout;
        let Items::Memory(memory) = array.items else {
            return Ok(());
        };
        let axes = array.shape.len() * 2 * layout.word;
        let len = array.dtype.size * array.count();
        let (view, axes) = sim::with(|sim| Ok::<_, Error>((sim.take(layout.ndarray())?, sim.take(axes)?)))?;
        let is_fresh = fresh == Some(memory);
        // A copy, where somebody else may have the bytes.
        let copy = if is_fresh || body.is_none() {
            None
        } else {
            Some(sim::with(|sim| {
                Ok::<_, Error>(Held {
                    body: sim.take(layout.unit())?,
                    items: sim.take(len)?,
                    ..Held::default()
                })
            })?)
        };
        let is_copied = copy.is_some();
        let linear = array.shape.len() == 1 && has_typecode(&array.dtype) && (is_fresh || is_copied);
        sim::with(|sim| {
            let mut held = Held::default();
            if linear {
                // An `array.array` takes the block.
                let made = sim.take(layout.unit())?;
                held.items = match &copy {
                    Some(copy) => {
                        sim.forget(copy.body);
                        copy.items
                    }
                    None => sim.held.get_mut(&memory).and_then(|bytes| bytes.items.take()),
                };
                sim.forget(view);
                sim.forget(axes);
                held.body = made;
            } else {
                held = Held { body: view, items: axes, ..held };
            }
            if let Some(waiting) = body {
                sim.forget(held.body);
                held.body = waiting.body;
            }
            if let Some(copy) = copy.filter(|_| !linear) {
                held.more = [copy.body, copy.items].into_iter().flatten().collect();
            }
            sim.held.insert(obj, held);
            sim.touch(obj);
            Ok::<_, Error>(())
        })?;
        let owned = linear || is_copied;
        self.keeps.insert(obj, if owned { Vec::new() } else { vec![memory] });
        Ok(())
    }

    /// Gives an array or a type its state. False if it is neither.
    pub(super) fn array_state(&mut self, obj: Obj) -> Result<bool, Error> {
        let Node::Object(object) = self.graph.node(obj) else {
            return Ok(false);
        };
        let Some((module, name)) = self.graph.name(object.function) else {
            return Ok(false);
        };
        if !module.starts_with("numpy") {
            return Ok(false);
        }
        match name.as_str() {
            "dtype" => {
                let unit = self.layout.unit();
                // Name, type and place of each field of a record.
                let fields = array::dtype(&self.graph, obj).map_or(0, |dtype| dtype.fields.len());
                if fields > 0 {
                    let bytes = (2 + 3 * fields) * self.layout.word;
                    sim::with(|sim| {
                        let parts = sim.take(bytes)?;
                        if let Some(held) = sim.held.get_mut(&obj) {
                            held.more.extend(parts);
                        }
                        Ok::<_, Error>(())
                    })?;
                }
                // A new name, in place of the first.
                sim::with(|sim| {
                    let name = [sim.take(unit)?, sim.take(unit)?];
                    for run in name {
                        sim.forget(run);
                    }
                    Ok::<_, Error>(())
                })?;
                Ok(true)
            }
            "_reconstruct" | "_mareconstruct" => {
                let fresh = self.fresh.take();
                let Some(array) = array::array(&self.graph, obj) else { return Ok(true) };
                if array.dtype.is_number() {
                    let body = sim::with(|sim| sim.held.get(&obj).cloned());
                    self.ndarray(obj, &array, fresh, Some(body.unwrap_or_default()))?;
                } else {
                    self.others(obj, &array)?;
                }
                if let Some(mask) = array.mask {
                    self.masked(obj, &array, mask)?;
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Makes a dictionary of an array that has its items: of an object of its own for them, and of the mask.
    fn masked(&mut self, obj: Obj, array: &Array, mask: Obj) -> Result<(), Error> {
        let (layout, is_number) = (self.layout, array.dtype.is_number());
        let is_ndarray = is_number && !(array.shape.len() == 1 && has_typecode(&array.dtype));
        let data = if is_ndarray { layout.ndarray() } else { layout.unit() };
        let axes = array.shape.len() + usize::from(!array.dtype.fields.is_empty());
        let pairs = 2 * 2;
        sim::with(|sim| {
            for bytes in [axes * 2 * layout.word, layout.ndarray(), pairs * layout.word, data] {
                let run = sim.take(bytes)?;
                if let Some(held) = sim.held.get_mut(&obj) {
                    held.more.extend(run);
                }
            }
            Ok::<_, Error>(())
        })?;
        self.keeps.entry(obj).or_default().push(mask);
        Ok(())
    }

    /// Replaces an array of no numbers, whose object is there: by nested lists, or one of records by its
    /// columns.
    fn others(&mut self, obj: Obj, array: &Array) -> Result<(), Error> {
        let layout = self.layout;
        let mut kept = Vec::new();
        if let Items::Objects(list) = array.items {
            kept.extend_from_slice(self.graph.sequence(list).unwrap_or_default());
        }
        let mut held = sim::with(|sim| sim.held.remove(&obj)).unwrap_or_default();
        if matches!(array.items, Items::Memory(_))
            && array.dtype.kind == b'V'
            && !array.dtype.fields.is_empty()
        {
            kept = self.field_names(obj);
            self.columns(obj, array, &mut held)?;
        } else {
            // The items wait in memory for references.
            let mut column = Room::<Item>::default();
            column.reserve(kept.len())?;
            if let Items::Memory(memory) = array.items {
                let bytes = self.graph.bytes(memory).unwrap_or_default();
                for item in bytes.chunks_exact(array.dtype.size.max(1)) {
                    let len = text_len(array.dtype.kind, item);
                    if len > 1 || array.dtype.kind != b'U' {
                        let runs =
                            sim::with(|sim| Ok::<_, Error>([sim.take(len + 1)?, sim.take(layout.unit())?]));
                        held.more.extend(runs?.into_iter().flatten());
                    }
                    column.push(obj.into())?;
                }
            }
            self.nested(&array.shape, &mut held)?;
            column.release();
        }
        sim::with(|sim| {
            sim.held.insert(obj, held);
            sim.touch(obj);
        });
        self.keeps.insert(obj, kept);
        Ok(())
    }

    /// The lists of an array, the outermost of which has its object already.
    fn nested(&self, shape: &[usize], held: &mut Held) -> Result<(), Error> {
        let layout = self.layout;
        sim::with(|sim| {
            let mut lists = 1usize;
            for (at, length) in shape.iter().enumerate() {
                for _ in 0..lists {
                    let body = if at > 0 { sim.take(layout.unit())? } else { None };
                    let items = sim.take((*length).max(4).saturating_mul(layout.word))?;
                    held.more.extend([body, items].into_iter().flatten());
                }
                lists = lists.saturating_mul(*length);
            }
            Ok(())
        })
    }

    /// The names of the fields of an array of records, which become keys.
    fn field_names(&self, obj: Obj) -> Vec<Obj> {
        let Node::Object(object) = self.graph.node(obj) else {
            return Vec::new();
        };
        let of = |parts: Obj, at: usize| self.graph.sequence(parts)?.get(at).copied();
        let state = object.states.first().and_then(|state| of(*state, 2));
        // (version, order, subdtype, names, …)
        let names = [state, of(object.args, 1)].into_iter().flatten().find_map(|dtype| {
            let Node::Object(dtype) = self.graph.node(dtype) else { return None };
            self.graph.sequence(of(*dtype.states.first()?, 3)?)
        });
        names.unwrap_or_default().to_vec()
    }

    /// A dictionary of columns, each an array or a list with memory of its own.
    fn columns(&self, obj: Obj, array: &Array, held: &mut Held) -> Result<(), Error> {
        let layout = self.layout;
        let fields: Vec<_> =
            array.dtype.fields.iter().filter_map(|(_, field, _)| array::dtype(&self.graph, *field)).collect();
        let axes = array.shape.len() * 2 * layout.word;
        let forget = |runs: &[Option<Run>]| {
            sim::with(|sim| runs.iter().for_each(|run| sim.forget(*run)));
        };
        // The array of records, and the dictionary.
        sim::with(|sim| {
            let whole = [sim.take(layout.ndarray())?, sim.take(axes + 2 * layout.word)?];
            whole.into_iter().for_each(|run| sim.forget(run));
            sim.held.insert(obj, std::mem::take(held));
            Ok::<_, Error>(())
        })?;
        // What each column looks like in the records, and the list of what is to be done, which refers to it to the end.
        let mut views = Vec::new();
        let mut todo = Room::<[u64; 4]>::default();
        for _ in &fields {
            let laid = sim::with(|sim| {
                let laid = sim.take(layout.ndarray())?;
                views.extend([sim.take(layout.ndarray())?, sim.take(axes)?]);
                Ok::<_, Error>(laid)
            })?;
            todo.push([0; 4])?;
            forget(&[laid]);
        }
        // From the last to the first.
        for field in fields.iter().rev() {
            let len = field.size.saturating_mul(array.count());
            let linear = array.shape.len() == 1 && has_typecode(field);
            sim::with(|sim| {
                let (body, axes) = (sim.take(layout.ndarray())?, sim.take(axes)?);
                let (items, bytes) = (sim.take(len.saturating_add(1))?, sim.take(layout.unit())?);
                let made = if linear {
                    let made = sim.take(layout.unit())?;
                    [body, axes, bytes].into_iter().for_each(|run| sim.forget(run));
                    [made, items, None, None]
                } else {
                    [body, axes, bytes, items]
                };
                sim.add_entry(obj, 2, false)?;
                if let Some(held) = sim.held.get_mut(&obj) {
                    held.more.extend(made.into_iter().flatten());
                }
                Ok::<_, Error>(())
            })?;
        }
        todo.release();
        forget(&views);
        *held = sim::with(|sim| sim.held.remove(&obj).unwrap_or_default());
        Ok(())
    }
}

/// Whether an `array.array` can have such items.
fn has_typecode(dtype: &DType) -> bool {
    matches!((dtype.kind, dtype.size), (b'u' | b'i', 1 | 2 | 4 | 8) | (b'f', 4 | 8))
}

/// Bytes of an item as text or bytes, without the zeros at its end.
fn text_len(kind: u8, item: &[u8]) -> usize {
    let used = item.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    match kind {
        b'U' => item[..used.next_multiple_of(4).min(item.len())]
            .chunks_exact(4)
            .map(|point| char::from_u32(u32::from_le_bytes([point[0], point[1], point[2], point[3]])))
            .map(|point| point.map_or(3, char::len_utf8))
            .sum(),
        b'V' => item.len(),
        _ => used,
    }
}
