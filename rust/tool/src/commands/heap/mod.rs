//! `mpickle heap`: the heap that a board needs to load a pickle, and what the object takes afterwards.
//!
//! The pickle goes through the decoder that boards have, over a model of MicroPython's heap ([`arena`], [`sim`]) in
//! which each object takes the blocks that it takes there ([`layout`], [`objects`]). What a load needs at its peak is
//! the smallest of these heaps in which it gets to its end.

mod arena;
mod arrays;
mod layout;
mod objects;
mod sim;

use std::collections::{HashMap, HashSet};

use anyhow::{Result, bail};
use model::{Decode, Error, Model, Step, Window};

pub use layout::Layout;
use sim::{Deaths, Room};

use crate::board::{Standing, standing};
use crate::graph::{Graph, Node, Obj};

/// The heap that loading takes, in bytes, beside the pickle itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The object, when all that was needed to make it is gone.
    pub after: usize,
    /// The heap that has to be free.
    pub peak: usize,
}

/// An object on the board: wider than a 32-bit number, so that memory for references is told from memory for those.
#[derive(Clone, Copy, PartialEq)]
struct Item(u64);

impl Item {
    fn obj(self) -> Obj {
        Obj(self.0 as u32)
    }
}

impl From<Obj> for Item {
    fn from(obj: Obj) -> Self {
        Self(obj.0.into())
    }
}

/// The model of a board's objects.
struct Board<'a> {
    graph: Graph<'a>,
    layout: Layout,
    /// Names without a class become stand-ins.
    stubs: bool,
    /// The objects that instances keep alive; plain containers keep their items.
    keeps: HashMap<Obj, Vec<Obj>>,
    /// Bytes that were read last, which nobody else has.
    fresh: Option<Obj>,
    /// Dictionaries that keep their order.
    ordered: HashSet<Obj>,
    /// Those without a limit.
    deques: HashSet<Obj>,
    /// Names of attributes that a load remembers.
    names: Vec<Obj>,
}

impl Model for Board<'_> {
    type Fault = Error;
    type Obj = Item;
    type Vec<T: Copy> = Room<T>;

    fn fault(&self, error: Error) -> Error {
        error
    }
}

/// Objects and levels of nesting that a load has room for before it takes more: `rust/mpickle/src/entry/native.rs`.
const STACK: usize = 16;
const LEVELS: usize = 8;
/// Names of attributes that a load remembers: `rust/mpickle/src/names/attributes.rs`.
const NAMES: usize = 16;

/// Heaps that are tried differ by this part, and the least of them is found to that one.
const STEPS: usize = 100;
const PRECISION: usize = 256;

/// Bytes of heap that any pickle may take, and a byte of it.
const PLENTY: usize = 16 << 20;
const A_BYTE: usize = 1024;

/// The list of these: no object of the pickle has this number.
const NAMES_LIST: Obj = Obj(u32::MAX);

/// The measurements of one load.
struct Loaded {
    /// Bytes of the object.
    after: usize,
    /// Blocks of the heap up to the last that was ever used.
    most: usize,
    deaths: Deaths,
}

/// One load, in a heap of so many blocks. None if that is too small.
fn load(
    data: &[u8],
    layout: Layout,
    stubs: bool,
    limit: usize,
    deaths: Option<&Deaths>,
) -> Result<Option<Loaded>> {
    sim::begin(layout, limit, deaths.cloned().unwrap_or_default());
    let mut board = Board {
        graph: Graph::new(data),
        layout,
        stubs,
        keeps: HashMap::new(),
        fresh: None,
        ordered: HashSet::new(),
        deques: HashSet::new(),
        names: Vec::new(),
    };
    if sim::with(|sim| sim.take(layout.state())).is_err() {
        return Ok(None);
    }
    let mut decoder = pickle::Decoder::<Board<'_>>::new(true);
    decoder.lend(Room::over(STACK), Room::over(LEVELS));
    let mut at = 0;
    let root = loop {
        match decoder.run(&mut board, Window { bytes: &data[at..], last: true, volatile: false }) {
            Ok((_, Step::Done(root))) => break root.obj(),
            Ok((consumed, Step::Again)) => at += consumed,
            Ok((consumed, Step::Need(_))) => {
                bail!("{}", pickle::words::message(decoder.end_of_input(data.len() - at - consumed)))
            }
            Err(Error::OutOfMemory) => return Ok(None),
            Err(error) => bail!("{}", pickle::words::message(error)),
        }
    };
    if deaths.is_some() {
        return Ok(Some(Loaded { after: 0, most: 0, deaths: Vec::new() }));
    }
    let memo: Vec<Obj> =
        model::Buffer::as_slice(decoder.memo()).iter().flatten().map(|item| item.obj()).collect();
    Ok(Some(board.outcome(root, &memo)))
}

impl Board<'_> {
    /// The objects that an object keeps alive.
    fn kept(&self, obj: Obj) -> Vec<Obj> {
        if let Some(kept) = self.keeps.get(&obj) {
            return kept.clone();
        }
        if obj.0 as usize >= self.graph.len() {
            return Vec::new();
        }
        match self.graph.node(obj) {
            Node::Tuple(items) | Node::List(items) | Node::Set(items) | Node::FrozenSet(items) => {
                items.clone()
            }
            Node::Dict(pairs) => pairs.iter().flat_map(|(key, value)| [*key, *value]).collect(),
            Node::Global(module, name) if self.is_stub(obj) => vec![*module, *name],
            _ => Vec::new(),
        }
    }

    /// Whether this class or function becomes a stand-in.
    fn is_stub(&self, global: Obj) -> bool {
        self.stubs
            && self.graph.name(global).is_some_and(|(module, name)| {
                matches!(standing(&module, &name), Standing::Unknown | Standing::Example(_))
            })
    }

    /// All that is alive as long as one of these is.
    fn reach(&self, from: &[Obj], reached: &mut HashSet<Obj>) -> Vec<Obj> {
        let mut found = Vec::new();
        let mut todo = from.to_vec();
        while let Some(obj) = todo.pop() {
            if reached.insert(obj) {
                found.push(obj);
                todo.extend(self.kept(obj));
            }
        }
        found
    }

    /// The size of the object, and when each of the others became garbage.
    fn outcome(&self, root: Obj, memo: &[Obj]) -> Loaded {
        let mut reached = HashSet::new();
        let alive = self.reach(&[root], &mut reached);
        // The memo lives as long as the load.
        self.reach(memo, &mut reached);
        self.reach(&[NAMES_LIST], &mut reached);
        sim::with(|sim| {
            let blocks: usize = alive.iter().filter_map(|obj| sim.held.get(obj)).map(sim::Held::blocks).sum();
            let mut last: Vec<(u32, Obj)> = sim.held.keys().map(|obj| (sim.used[obj], *obj)).collect();
            last.sort_by(|a, b| b.cmp(a));
            let mut deaths = Vec::new();
            for (used, obj) in last {
                // An object that keeps others was used later than they, or they live as long as it does.
                deaths.extend(self.reach(&[obj], &mut reached).into_iter().map(|obj| (used, obj)));
            }
            deaths.sort();
            Loaded { after: blocks * self.layout.unit(), most: sim.most(), deaths }
        })
    }
}

/// The heap that loading the pickle in `data` takes. Classes that the board lacks become stand-ins if `stubs`; otherwise the board
/// has them, written in Python, and their objects have attributes.
///
/// # Errors
/// The pickle is malformed.
pub fn measure(data: &[u8], layout: Layout, stubs: bool) -> Result<Need> {
    let unit = layout.unit();
    // More a byte than any honest pickle takes.
    let most = (PLENTY + data.len().saturating_mul(A_BYTE)) / unit;
    let Some(first) = load(data, layout, stubs, most, None)? else {
        bail!("needs more memory than its length makes plausible");
    };
    let fits = |blocks: usize| -> Result<bool> {
        Ok(load(data, layout, stubs, blocks, Some(&first.deaths))?.is_some())
    };
    // With more heap a load may take more for its stacks, and get stuck later: what is told suffices, and so does
    // whatever is larger. From what it takes where there is plenty, down to where it does not suffice.
    let mut high = first.most;
    let mut low = high;
    loop {
        low = low.saturating_sub(1 + low / STEPS);
        if low == 0 || !fits(low)? {
            break;
        }
        high = low;
    }
    while high - low > 1 + high / PRECISION {
        let middle = low.midpoint(high);
        if fits(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(Need { after: first.after, peak: high * unit })
}
