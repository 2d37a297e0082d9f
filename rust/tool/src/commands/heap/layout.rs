//! Sizes of MicroPython's objects, in blocks of its heap.
//!
//! Structs are those of `py/obj*.h` and `py/obj*.c`; tables grow as `py/map.c` and, where mpickle makes room in
//! advance, `rust/micropython/src/objects` have it.

/// A build of MicroPython.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Bytes of a machine word, and of a reference to an object: 4 or 8.
    pub word: usize,
}

/// Sizes of tables in `py/map.c`.
const TABLES: [usize; 33] = [
    2, 4, 6, 8, 10, 12, 17, 23, 29, 37, 47, 59, 73, 97, 127, 167, 223, 293, 389, 521, 691, 919, 1223, 1627,
    2161, 3229, 4831, 7243, 10861, 16273, 24407, 36607, 54907,
];

/// Tables up to this size are made exactly as large as their content (`dict.rs`).
const EXACT: usize = 12;

impl Layout {
    /// Whether it has 64 bits, and what is done for large heaps.
    #[must_use]
    pub const fn is_large(self) -> bool {
        self.word >= 8
    }

    /// Bytes of a block of the heap: four words.
    #[must_use]
    pub const fn unit(self) -> usize {
        4 * self.word
    }

    /// Blocks of so many bytes.
    #[must_use]
    pub const fn blocks(self, bytes: usize) -> usize {
        bytes.div_ceil(self.unit())
    }

    /// Whether an int is held in the reference to it: one bit less than a word's.
    #[must_use]
    pub const fn is_small(self, value: i64) -> bool {
        let unused = 64 - 8 * self.word as u32 + 1;
        value << unused >> unused == value
    }

    /// Bytes of the digits of an int of so many bytes, which is longer than a word: `MPZ_DIG_SIZE` is half a word's bits.
    #[must_use]
    pub const fn digits(self, bytes: usize) -> usize {
        bytes.next_multiple_of(self.word / 2)
    }

    /// Bytes of the struct of an array, [`ndarray`](../../../mpickle/src/ndarray/mod.rs): type, kind of items, three
    /// flags, and five words.
    #[must_use]
    pub const fn ndarray(self) -> usize {
        (self.word + 4 + 3).next_multiple_of(self.word) + 5 * self.word
    }

    /// Slots of a table that is full and takes one more entry.
    #[must_use]
    pub fn next_table(self, slots: usize) -> usize {
        let wanted = slots + 1;
        let known = TABLES.into_iter().find(|size| *size >= wanted);
        known.unwrap_or((wanted + wanted / 2) | 1)
    }

    /// Slots that dictionaries of so many entries have at least when they are filled at once.
    #[must_use]
    pub const fn least_slots(self, entries: usize) -> usize {
        match entries {
            0..=EXACT => entries,
            _ if self.is_large() => 2 * entries,
            _ => entries + entries / 2,
        }
    }

    /// Slots that they get.
    #[must_use]
    pub fn slots(self, entries: usize) -> usize {
        let mut slots = self.least_slots(entries);
        if entries > EXACT {
            slots |= 1;
            while [3, 5, 7, 11, 13].iter().any(|factor| slots.is_multiple_of(*factor)) {
                slots += 2;
            }
        }
        slots
    }

    /// Bytes of what a load remembers, which is on the heap where C stacks are small: `Load` in
    /// `rust/mpickle/src/entry/native.rs`.
    #[must_use]
    pub const fn state(self) -> usize {
        if self.is_large() { 0 } else { 468 }
    }
}
