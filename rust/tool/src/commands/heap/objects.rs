//! Objects as they are made on the board, and what each takes.

use model::{Construct, Error, Payload};
use pickle::{Instantiate, Resolve};

use super::sim::{self, DEQUE, Held, Room, Sim};
use super::{Board, Item, NAMES, NAMES_LIST};
use crate::graph::{Node, Obj};

/// Single characters that are names already in MicroPython or in a program: an estimate.
const INTERNED: &[u8] = b"\n */_Tabcdefghijklmnopqrstuvwxyz";

impl Board<'_> {
    /// A step in which these are used.
    fn step(&mut self, used: &[Item]) -> Vec<Obj> {
        sim::with(|sim| {
            sim.now += 1;
            used.iter().map(|item| item.obj()).inspect(|obj| sim.touch(*obj)).collect()
        })
    }

    /// Gives a new object its memory.
    pub(super) fn hold(
        &self,
        obj: Obj,
        take: impl FnOnce(&mut Sim) -> Result<Held, Error>,
    ) -> Result<Item, Error> {
        sim::with(|sim| {
            let held = take(sim)?;
            sim.held.insert(obj, held);
            sim.touch(obj);
            Ok(obj.into())
        })
    }

    /// An object of one block out of a pool: any of up to four words.
    fn small(&self, obj: Obj) -> Result<Item, Error> {
        let unit = self.layout.unit();
        self.hold(obj, |sim| Ok(Held { body: sim.piece(unit)?, ..Held::default() }))
    }

    /// An int, which has digits in a block of its own if it is none of the small ones.
    pub(super) fn number(&self, obj: Obj, bytes: usize) -> Result<Item, Error> {
        let (layout, unit) = (self.layout, self.layout.unit());
        match self.graph.node(obj) {
            Node::Int(value) if layout.is_small(*value) => Ok(obj.into()),
            // Room for 64 bits, whatever the value.
            _ if bytes <= layout.word => self
                .hold(obj, |sim| Ok(Held { body: sim.take(unit)?, items: sim.take(8)?, ..Held::default() })),
            _ if layout.is_large() => self.hold(obj, |sim| {
                Ok(Held { body: sim.piece(unit + layout.digits(bytes))?, ..Held::default() })
            }),
            _ => self.hold(obj, |sim| {
                Ok(Held {
                    items: sim.piece(layout.digits(bytes))?,
                    body: sim.piece(unit)?,
                    ..Held::default()
                })
            }),
        }
    }

    /// A str or bytes of so many bytes: the object, and the text with a NUL behind it.
    pub(super) fn text(&self, obj: Obj, len: usize) -> Result<Item, Error> {
        let unit = self.layout.unit();
        self.hold(obj, |sim| {
            Ok(Held { items: sim.piece(len + 1)?, body: sim.piece(unit)?, ..Held::default() })
        })
    }

    /// A bytearray or an `array.array`.
    pub(super) fn bytearray(&self, obj: Obj, len: usize) -> Result<Item, Error> {
        let unit = self.layout.unit();
        self.hold(obj, |sim| Ok(Held { body: sim.take(unit)?, items: sim.take(len)?, ..Held::default() }))
    }

    /// The object that a payload becomes.
    fn made(&mut self, kind: Payload, obj: Obj, len: usize) -> Result<Item, Error> {
        match self.graph.node(obj) {
            Node::Str(data) if self.graph.data(data).len() <= 1 => {
                let text = self.graph.data(data);
                if text.is_empty() || INTERNED.contains(&text[0]) {
                    return Ok(obj.into());
                }
                let unit = self.layout.unit();
                self.hold(obj, |sim| {
                    Ok(Held { body: sim.take(unit)?, items: sim.take(2)?, ..Held::default() })
                })
            }
            Node::Str(data) => self.text(obj, self.graph.data(data).len()),
            Node::Bytes(_) | Node::ByteArray(_) => {
                self.fresh = Some(obj);
                if kind == Payload::ByteArray { self.bytearray(obj, len) } else { self.text(obj, len) }
            }
            _ => self.number(obj, len),
        }
    }

    fn list_of(&self, obj: Obj, len: usize, pooled: bool) -> Result<Item, Error> {
        let (unit, word, places) = (self.layout.unit(), self.layout.word, len.max(4));
        self.hold(obj, |sim| {
            let mut take = |bytes| if pooled { sim.piece(bytes) } else { sim.take(bytes) };
            let (items, body) = (take(places * word)?, take(unit)?);
            Ok(Held { body, items, places, filled: len, more: Vec::new() })
        })
    }

    /// A list that is no pickle's own.
    pub(super) fn plain_list(&self, obj: Obj, len: usize) -> Result<Item, Error> {
        self.list_of(obj, len, false)
    }

    /// Puts so many entries into a dictionary, or attributes into an instance.
    pub(super) fn fill(&self, dict: Obj, entries: usize) -> Result<(), Error> {
        let ordered = self.ordered.contains(&dict);
        sim::with(|sim| {
            if entries > 1 && !ordered {
                sim.reserve(dict, entries)?;
            }
            (0..entries).try_for_each(|_| sim.add_entry(dict, 2, ordered))
        })
    }

    /// Puts so many elements into a set.
    fn fill_set(&self, set: Obj, elements: usize) -> Result<(), Error> {
        sim::with(|sim| (0..elements).try_for_each(|_| sim.add_entry(set, 1, false)))
    }

    fn new_set(&self, obj: Obj) -> Result<Item, Error> {
        let unit = self.layout.unit();
        self.hold(obj, |sim| Ok(Held { body: sim.take(unit)?, ..Held::default() }))
    }

    /// The result of a call: plain data, an array, or an instance.
    fn called(&mut self, obj: Obj, function: Obj, args: Obj) -> Result<Item, Error> {
        let fresh = self.fresh.take();
        let word = self.layout.word;
        match self.graph.node(obj) {
            Node::Set(items) | Node::FrozenSet(items) => {
                let count = items.len();
                let item = self.new_set(obj)?;
                self.fill_set(obj, count)?;
                return Ok(item);
            }
            Node::Bytes(data) => {
                let len = self.graph.data(data).len();
                self.fresh = Some(obj);
                return self.text(obj, len);
            }
            Node::ByteArray(data) => return self.bytearray(obj, self.graph.data(data).len()),
            _ => {}
        }
        if let Some(item) = self.array_call(obj, function, args, fresh)? {
            return Ok(item);
        }
        let (module, name) = self.graph.name(function).unwrap_or_default();
        let given = self.graph.sequence(args).unwrap_or_default().to_vec();
        match (module.as_str(), name.as_str()) {
            ("builtins", "complex" | "range" | "slice") => {
                self.keeps.insert(obj, given);
                let unit = self.layout.unit();
                self.hold(obj, |sim| Ok(Held { body: sim.take(unit)?, ..Held::default() }))
            }
            ("collections", "OrderedDict") => {
                self.keeps.insert(obj, Vec::new());
                self.ordered.insert(obj);
                let unit = self.layout.unit();
                self.hold(obj, |sim| Ok(Held { body: sim.take(unit)?, ..Held::default() }))
            }
            ("collections", "deque") => {
                // Type, four numbers, items: a limit's places at once.
                self.keeps.insert(obj, Vec::new());
                let limit = given.get(1).and_then(|limit| self.graph.int(*limit));
                if limit.is_none() {
                    self.deques.insert(obj);
                }
                let limit = limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
                let places = limit.map_or(DEQUE, |limit| limit.saturating_add(1));
                self.hold(obj, |sim| {
                    let (body, items) = (sim.take(6 * word)?, sim.take(places.saturating_mul(word))?);
                    Ok(Held { body, items, places, ..Held::default() })
                })
            }
            _ if self.is_stub(function) || self.makes_stub(function, &given) => {
                // Type, module, name, arguments, keywords, state, list, dictionary.
                let mut kept = vec![args];
                let of = if self.is_stub(function) { function } else { given[0] };
                if let Node::Global(module, name) = *self.graph.node(of) {
                    kept.extend([module, name]);
                }
                self.keeps.insert(obj, kept);
                self.hold(obj, |sim| Ok(Held { body: sim.take(8 * word)?, ..Held::default() }))
            }
            _ => self.instance(obj),
        }
    }

    /// Whether this is a function that makes an object of the class that is its first argument, a stand-in.
    fn makes_stub(&self, function: Obj, args: &[Obj]) -> bool {
        self.graph.name(function).is_some_and(|(module, _)| matches!(module.as_str(), "copyreg" | "copy_reg"))
            && args.first().is_some_and(|class| self.is_stub(*class))
    }

    /// An instance of a class written in Python: its type, and the map of its attributes.
    fn instance(&mut self, obj: Obj) -> Result<Item, Error> {
        self.keeps.insert(obj, Vec::new());
        self.small(obj)
    }

    /// Remembers the names of attributes: a list of pairs, as long as the load.
    fn remember(&mut self, names: &[Obj]) -> Result<(), Error> {
        for name in names {
            if self.names.len() < NAMES && !self.names.contains(name) {
                self.names.push(*name);
                if self.names.len() == 1 {
                    self.plain_list(NAMES_LIST, 2)?;
                } else {
                    sim::with(|sim| sim.extend_list(NAMES_LIST, 2))?;
                }
            }
        }
        Ok(())
    }

    /// The keys and values of a dictionary.
    fn pairs(&self, dict: Obj) -> Vec<(Obj, Obj)> {
        match self.graph.node(dict) {
            Node::Dict(pairs) => pairs.clone(),
            _ => Vec::new(),
        }
    }

    /// Gives an object its attributes: those of a dictionary at once, those of `__slots__` one by one.
    fn set_state(&mut self, obj: Obj, state: Obj) -> Result<(), Error> {
        let Node::Object(object) = self.graph.node(obj) else { return Ok(()) };
        let function = object.function;
        if self.is_stub(function) || self.keeps.get(&obj).is_some_and(|kept| kept.contains(&object.args)) {
            self.keeps.entry(obj).or_default().push(state);
            return Ok(());
        }
        let (attributes, slots) = match self.graph.node(state) {
            Node::Tuple(parts) if parts.len() == 2 => (self.pairs(parts[0]), self.pairs(parts[1])),
            _ => (self.pairs(state), Vec::new()),
        };
        let names: Vec<Obj> = attributes.iter().map(|pair| pair.0).collect();
        self.remember(&names)?;
        sim::with(|sim| sim.reserve(obj, attributes.len()))?;
        for _ in attributes.iter().chain(&slots) {
            sim::with(|sim| sim.add_entry(obj, 2, false))?;
        }
        let values = attributes.iter().chain(&slots).map(|pair| pair.1);
        self.keeps.entry(obj).or_default().extend(values);
        Ok(())
    }

    /// Items that go to an object of a class.
    fn keep_items(&mut self, target: Obj, items: &[Obj]) {
        if let Node::Object(_) = self.graph.node(target) {
            self.keeps.entry(target).or_default().extend(items);
        }
    }
}

impl Construct for Board<'_> {
    fn at(&mut self, offset: usize, _memo: &Room<Option<Item>>) {
        self.graph.at(offset, &crate::graph::Block::default());
    }

    fn none(&mut self) -> Item {
        self.graph.none().into()
    }

    fn bool(&mut self, value: bool) -> Item {
        self.graph.bool(value).into()
    }

    fn int(&mut self, value: i32) -> Result<Item, Error> {
        self.step(&[]);
        let obj = Construct::int(&mut self.graph, value)?;
        self.number(obj, 4)
    }

    fn float(&mut self, value: f64) -> Result<Item, Error> {
        self.step(&[]);
        let obj = self.graph.float(value)?;
        self.small(obj)
    }

    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Item, Error> {
        self.step(&[]);
        let obj = self.graph.payload(kind, data)?;
        self.made(kind, obj, data.len())
    }

    fn adopt(&mut self, kind: Payload, data: &mut Room<u8>) -> Result<Item, Error> {
        let bytes = model::Buffer::as_slice(data).to_vec();
        model::Buffer::release(data);
        self.payload(kind, &bytes)
    }

    fn tuple(&mut self, items: &[Item]) -> Result<Item, Error> {
        let items = self.step(items);
        let obj = self.graph.tuple(&items)?;
        let bytes = (2 + items.len()) * self.layout.word;
        if items.is_empty() {
            return Ok(obj.into());
        }
        self.hold(obj, |sim| Ok(Held { body: sim.piece(bytes)?, ..Held::default() }))
    }

    fn list(&mut self, items: &[Item]) -> Result<Item, Error> {
        let items = self.step(items);
        let obj = self.graph.list(&items)?;
        self.list_of(obj, items.len(), true)
    }

    fn dict(&mut self, items: &[Item]) -> Result<Item, Error> {
        let items = self.step(items);
        let obj = self.graph.dict(&items)?;
        let item = self.small(obj)?;
        self.fill(obj, items.len() / 2)?;
        Ok(item)
    }

    fn set(&mut self) -> Result<Item, Error> {
        self.step(&[]);
        let obj = self.graph.set()?;
        self.new_set(obj)
    }

    fn frozen_set(&mut self, items: &[Item]) -> Result<Item, Error> {
        let items = self.step(items);
        let obj = self.graph.frozen_set(&items)?;
        let item = self.new_set(obj)?;
        self.fill_set(obj, items.len())?;
        Ok(item)
    }

    fn append(&mut self, list: Item, items: &[Item]) -> Result<(), Error> {
        let items = self.step(items);
        self.step(&[list]);
        self.graph.append(list.obj(), &items)?;
        self.keep_items(list.obj(), &items);
        let (obj, count) = (list.obj(), items.len());
        if self.deques.contains(&obj) {
            let (unit, items) = (self.layout.unit(), count.max(4) * self.layout.word);
            return sim::with(|sim| {
                sim.extend_deque(obj, count)?;
                // They go there by a list.
                let list = [sim.take(unit)?, sim.take(items)?];
                list.into_iter().for_each(|run| sim.forget(run));
                Ok(())
            });
        }
        sim::with(|sim| sim.extend_list(obj, count))
    }

    fn set_items(&mut self, dict: Item, items: &[Item]) -> Result<(), Error> {
        let items = self.step(items);
        self.step(&[dict]);
        self.graph.set_items(dict.obj(), &items)?;
        self.keep_items(dict.obj(), &items);
        self.fill(dict.obj(), items.len() / 2)
    }

    fn add(&mut self, set: Item, items: &[Item]) -> Result<(), Error> {
        let items = self.step(items);
        self.step(&[set]);
        Construct::add(&mut self.graph, set.obj(), &items)?;
        self.keep_items(set.obj(), &items);
        self.fill_set(set.obj(), items.len())
    }
}

impl Resolve for Board<'_> {
    fn int_text(&mut self, text: &[u8]) -> Result<Item, Error> {
        self.step(&[]);
        let obj = self.graph.int_text(text)?;
        // Room for as many digits as the text could have.
        let bits = text.trim_ascii().len() * 8;
        self.number(obj, (bits / 8).max(self.layout.word + 1))
    }

    fn find_class(&mut self, module: Item, name: Item, python2: bool) -> Result<Item, Error> {
        let names = self.step(&[module, name]);
        let obj = self.graph.find_class(names[0], names[1], python2)?;
        if !self.is_stub(obj) {
            return Ok(obj.into());
        }
        let bytes = 8 * self.layout.word;
        self.hold(obj, |sim| Ok(Held { body: sim.take(bytes)?, ..Held::default() }))
    }

    fn call(&mut self, function: Item, args: Item) -> Result<Item, Error> {
        let used = self.step(&[function, args]);
        let obj = self.graph.call(used[0], used[1])?;
        self.called(obj, used[0], used[1])
    }

    fn next_buffer(&mut self) -> Result<Item, Error> {
        self.graph.next_buffer().map(Item::from)
    }

    fn read_only(&mut self, buffer: Item) -> Result<Item, Error> {
        self.graph.read_only(buffer.obj()).map(Item::from)
    }
}

impl Instantiate for Board<'_> {
    fn new_object(&mut self, class: Item, args: Item, kwargs: Option<Item>) -> Result<Item, Error> {
        let used = self.step(&[class, args]);
        let obj = self.graph.new_object(used[0], used[1], kwargs.map(Item::obj))?;
        self.called(obj, used[0], used[1])
    }

    fn instantiate(&mut self, class: Item, args: &[Item]) -> Result<Item, Error> {
        let args = self.step(args);
        let obj = self.graph.instantiate(class.obj(), &args)?;
        self.instance(obj)
    }

    fn build(&mut self, obj: Item, state: Item) -> Result<Item, Error> {
        let used = self.step(&[obj, state]);
        self.graph.build(used[0], used[1])?;
        if !self.array_state(used[0])? {
            self.set_state(used[0], used[1])?;
        }
        Ok(obj)
    }

    fn persistent(&mut self, id: Item) -> Result<Item, Error> {
        self.graph.persistent(id.obj()).map(Item::from)
    }

    fn extension(&mut self, code: u32) -> Result<Item, Error> {
        self.graph.extension(code).map(Item::from)
    }
}
