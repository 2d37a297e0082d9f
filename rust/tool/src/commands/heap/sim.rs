//! The heap of a board while it loads: what is taken when, and given back.

use std::cell::RefCell;
use std::collections::HashMap;

use model::{Buffer, Error};

use super::arena::{Arena, Pool, Run};
use super::layout::Layout;
use crate::graph::Obj;

/// Memory that an object has: itself, and its items.
#[derive(Clone, Default)]
pub struct Held {
    /// The object.
    pub body: Option<Run>,
    /// Its items, its text or its table, of so many places.
    pub items: Option<Run>,
    /// Places in it: of a list or a table.
    pub places: usize,
    /// Places that are used.
    pub filled: usize,
    /// Its further runs.
    pub more: Vec<Run>,
}

impl Held {
    /// Blocks of it all.
    pub fn blocks(&self) -> usize {
        self.runs().map(|run| run.blocks).sum()
    }

    fn runs(&self) -> impl Iterator<Item = Run> {
        [self.body, self.items].into_iter().flatten().chain(self.more.iter().copied())
    }
}

/// Places of a new deque without a limit: `rust/micropython/src/objects/deque.rs`.
pub const DEQUE: usize = 33;

/// When an object is garbage: nobody uses it after that step.
pub type Deaths = Vec<(u32, Obj)>;

/// The heap, and who has what in it.
pub struct Sim {
    /// The build.
    pub layout: Layout,
    arena: Arena,
    pool: Pool,
    /// Objects' memory.
    pub held: HashMap<Obj, Held>,
    /// Steps so far.
    pub now: u32,
    /// The step in which each object was used last.
    pub used: HashMap<Obj, u32>,
    /// When objects become garbage, sorted; those before `collected` were given back.
    deaths: Deaths,
    collected: usize,
    /// Memory that nobody uses any more.
    garbage: Vec<Run>,
    /// Counts allocations.
    taken: u64,
}

impl Sim {
    fn new(layout: Layout, limit: usize, deaths: Deaths) -> Self {
        Self {
            layout,
            arena: Arena::new(limit),
            pool: Pool::default(),
            held: HashMap::new(),
            now: 0,
            used: HashMap::new(),
            deaths,
            collected: 0,
            garbage: Vec::new(),
            taken: 0,
        }
    }

    /// Blocks up to the last that was ever used.
    pub fn most(&self) -> usize {
        self.arena.most()
    }

    /// Objects are used in this step.
    pub fn touch(&mut self, obj: Obj) {
        self.used.insert(obj, self.now);
    }

    fn collect(&mut self) {
        for run in self.garbage.drain(..) {
            self.arena.free(run);
        }
        while let Some((_, obj)) = self.deaths.get(self.collected).filter(|(death, _)| *death < self.now) {
            let held = self.held.remove(obj).unwrap_or_default();
            for run in held.runs() {
                self.arena.free(run);
            }
            self.collected += 1;
        }
    }

    fn try_take(&mut self, bytes: usize) -> Option<Run> {
        let blocks = self.layout.blocks(bytes);
        let run = self.arena.take(blocks).or_else(|| {
            self.collect();
            self.arena.take(blocks)
        });
        self.taken += 1;
        run
    }

    /// A block of so many bytes; nothing for none.
    ///
    /// # Errors
    /// The heap is full.
    pub fn take(&mut self, bytes: usize) -> Result<Option<Run>, Error> {
        if bytes == 0 {
            return Ok(None);
        }
        self.try_take(bytes).map(Some).ok_or(Error::OutOfMemory)
    }

    /// The same from the pool.
    ///
    /// # Errors
    /// As [`Sim::take`].
    pub fn piece(&mut self, bytes: usize) -> Result<Option<Run>, Error> {
        let blocks = self.layout.blocks(bytes);
        if let Some(run) = self.pool.take(&mut self.arena, self.layout, blocks) {
            self.taken += 1;
            return Ok(Some(run));
        }
        self.take(bytes)
    }

    /// Gives a piece back to the pool.
    pub fn take_back(&mut self, run: Option<Run>) {
        if let Some(run) = run {
            self.pool.take_back(&mut self.arena, run);
        }
    }

    /// Gives a block back.
    pub fn free(&mut self, run: Option<Run>) {
        if let Some(run) = run {
            self.arena.free(run);
        }
    }

    /// A block that is garbage from now on.
    pub fn forget(&mut self, run: Option<Run>) {
        self.garbage.extend(run);
    }

    /// Makes a block longer: where it is, or elsewhere.
    fn try_grow(&mut self, run: &mut Option<Run>, bytes: usize) -> bool {
        let blocks = self.layout.blocks(bytes);
        if let Some(run) = run
            && (blocks <= run.blocks || self.arena.lengthen(run, blocks))
        {
            self.arena.shorten(run, blocks);
            return true;
        }
        let Some(new) = self.try_take(bytes) else {
            return false;
        };
        self.free(run.replace(new));
        true
    }

    /// A list's items, when it gets `more` of them: `List::extend` and `extend_in`.
    ///
    /// # Errors
    /// As [`Sim::take`].
    pub fn extend_list(&mut self, list: Obj, more: usize) -> Result<(), Error> {
        let mut held = self.held.get(&list).cloned().unwrap_or_default();
        let (old, word) = (held.filled, self.layout.word);
        let wanted = old + more;
        if wanted > held.places {
            if self.layout.is_large() && old == 0 {
                let items = self.piece(wanted * word)?;
                self.take_back(held.items);
                (held.items, held.places) = (items, wanted);
            }
            if wanted > held.places {
                let spare = if old == 0 { 0 } else { (old / 2).min(wanted) };
                if self.try_grow(&mut held.items, (wanted + spare) * word) {
                    held.places = wanted + spare;
                } else if self.try_grow(&mut held.items, wanted * word) {
                    held.places = wanted;
                } else {
                    return Err(Error::OutOfMemory);
                }
            }
        }
        held.filled = wanted;
        self.held.insert(list, held);
        Ok(())
    }

    /// A dictionary's table, or an instance's, when it gets `more` entries at once: `Map::reserve`.
    ///
    /// # Errors
    /// As [`Sim::take`].
    pub fn reserve(&mut self, dict: Obj, more: usize) -> Result<(), Error> {
        let mut held = self.held.get(&dict).cloned().unwrap_or_default();
        let used = held.filled;
        if self.layout.least_slots(used + more) > held.places {
            let places = self.layout.slots(used + more.max(used / 2));
            let table = self.piece(places * 2 * self.layout.word)?;
            self.forget(held.items);
            (held.items, held.places) = (table, places);
            self.held.insert(dict, held);
        }
        Ok(())
    }

    /// The items of a deque without a limit, when it gets `more` of them: `Deque::reserve`.
    ///
    /// # Errors
    /// As [`Sim::take`].
    pub fn extend_deque(&mut self, deque: Obj, more: usize) -> Result<(), Error> {
        let mut held = self.held.get(&deque).cloned().unwrap_or_default();
        held.filled += more;
        let least = held.filled + held.filled / 2;
        if least >= held.places {
            held.places = least + DEQUE;
            let fresh = self.take(held.places * self.layout.word)?;
            self.forget(std::mem::replace(&mut held.items, fresh));
        }
        self.held.insert(deque, held);
        Ok(())
    }

    /// Adds an entry of so many words to a table, which is rehashed when it is full; an ordered one grows by four.
    ///
    /// # Errors
    /// As [`Sim::take`].
    pub fn add_entry(&mut self, table: Obj, words: usize, ordered: bool) -> Result<(), Error> {
        let mut held = self.held.get(&table).cloned().unwrap_or_default();
        if held.filled == held.places {
            let bytes = |places| places * words * self.layout.word;
            if ordered {
                held.places += 4;
                let bytes = bytes(held.places);
                if !self.try_grow(&mut held.items, bytes) {
                    return Err(Error::OutOfMemory);
                }
            } else {
                held.places = self.layout.next_table(held.places);
                let fresh = self.take(bytes(held.places))?;
                self.free(std::mem::replace(&mut held.items, fresh));
            }
        }
        held.filled += 1;
        self.held.insert(table, held);
        Ok(())
    }
}

thread_local! {
    static SIM: RefCell<Sim> = RefCell::new(Sim::new(Layout { word: 8 }, 0, Vec::new()));
}

/// Begins anew, with a heap of so many blocks.
pub fn begin(layout: Layout, limit: usize, deaths: Deaths) {
    SIM.set(Sim::new(layout, limit, deaths));
}

/// Works with the heap of this thread.
pub fn with<R>(work: impl FnOnce(&mut Sim) -> R) -> R {
    SIM.with_borrow_mut(work)
}

/// Growable memory on that heap: `HeapVec` in `rust/micropython/src/heap.rs`.
pub struct Room<T> {
    items: Vec<T>,
    capacity: usize,
    run: Option<Run>,
}

impl<T> Default for Room<T> {
    fn default() -> Self {
        Self { items: Vec::new(), capacity: 0, run: None }
    }
}

impl<T> Room<T> {
    /// One that begins in memory that is there.
    pub fn over(capacity: usize) -> Self {
        Self { items: Vec::new(), capacity, run: None }
    }

    /// Bytes of an item on the board: bytes and 32-bit numbers as they are, references a word, and four of them as many.
    fn size(layout: Layout) -> usize {
        match size_of::<T>() {
            size @ (1 | 4) => size,
            32 => 4 * layout.word,
            _ => layout.word,
        }
    }

    fn grow(&mut self, wish: usize, modest: usize) -> Result<(), Error> {
        with(|sim| {
            let size = Self::size(sim.layout);
            for capacity in [wish, modest] {
                if sim.try_grow(&mut self.run, capacity * size) {
                    self.capacity = capacity;
                    return Ok(());
                }
            }
            Err(Error::OutOfMemory)
        })
    }
}

impl<T: Copy> Buffer<T> for Room<T> {
    type Fault = Error;

    fn as_slice(&self) -> &[T] {
        &self.items
    }

    fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.items
    }

    fn reserve(&mut self, extra: usize) -> Result<(), Error> {
        let least = self.items.len() + extra;
        if least <= self.capacity {
            return Ok(());
        }
        let layout = with(|sim| sim.layout);
        let size = Self::size(layout);
        let step = match self.capacity * size {
            0..4096 => self.capacity * 3,
            4096..65536 => self.capacity,
            _ if layout.is_large() => self.capacity,
            _ => self.capacity / 2,
        };
        let start = (layout.unit() / size).max(1);
        let wish = if least <= start { start } else { least + start };
        self.grow(wish.max(self.capacity + step), least + self.capacity / 8)
    }

    fn reserve_exact(&mut self, extra: usize) -> Result<(), Error> {
        let least = self.items.len() + extra;
        if least > self.capacity { self.grow(least, least) } else { Ok(()) }
    }

    fn push(&mut self, item: T) -> Result<(), Error> {
        self.reserve(1)?;
        self.items.push(item);
        Ok(())
    }

    fn extend(&mut self, items: &[T]) -> Result<(), Error> {
        self.reserve(items.len())?;
        self.items.extend_from_slice(items);
        Ok(())
    }

    fn truncate(&mut self, len: usize) {
        self.items.truncate(len);
    }

    fn release(&mut self) {
        with(|sim| sim.free(self.run.take()));
        *self = Self::default();
    }
}
