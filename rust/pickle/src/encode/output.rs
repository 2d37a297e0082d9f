//! The encoder's output buffer, and how MEMOIZE and FRAME are inserted into it afterwards.
//!
//! A whole pickle in memory is written without any MEMOIZE: whether an object is met again is
//! only known at the end. The places are kept, and [`Output::finish`] opens gaps for those that
//! were, in one pass from the end to the start, each byte moved at most once. Stream output
//! cannot go back, so it memoizes everything, as CPython does.

use model::{Buffer, Error, Inspect, Model};

use crate::opcode::*;

/// Frames are closed when they reach this many bytes, and payloads of this size stand outside
/// of frames (PEP 3154; CPython's `_FRAME_SIZE_TARGET`).
pub const FRAME_TARGET: usize = 64 * 1024;
/// A smaller frame is not worth its header (CPython's `_FRAME_SIZE_MIN`).
const FRAME_MIN: usize = 4;
const FRAME_HEADER: usize = 9;
/// Bytes that a GET takes before its final index is known.
const GET_ROOM: usize = 2;

/// Whether protocol 0 is written.
const TEXT: bool = cfg!(feature = "text");

pub(crate) struct Output<M: Model> {
    pub(crate) buf: M::Vec<u8>,
    /// Places of the objects that were met again, where a PUT belongs. Unsorted until the end.
    puts: M::Vec<u32>,
    /// GETs as a stack of numbers: distance to the previous one, distance back to the PUT.
    gets: M::Vec<u8>,
    last_get: usize,
    /// Start and end of each closed frame.
    frames: M::Vec<u32>,
    frame_start: usize,
    /// Fill level at which [`crate::Encoder`] has to call for a frame end or a flush.
    pub(crate) limit: usize,
}

impl<M: Model> Default for Output<M> {
    #[inline(always)]
    fn default() -> Self {
        Self {
            buf: Default::default(),
            puts: Default::default(),
            gets: Default::default(),
            last_get: 0,
            frames: Default::default(),
            frame_start: 0,
            limit: usize::MAX,
        }
    }
}

/// Appends `number` so that [`pop_number`] finds it from the end: seven bits a byte, the first
/// byte written has bit 7 clear.
fn push_number<B: Buffer<u8>>(to: &mut B, mut number: usize) -> Result<(), B::Fault> {
    let mut mark = 0;
    loop {
        to.push((number & 0x7f) as u8 | mark)?;
        number >>= 7;
        if number == 0 {
            return Ok(());
        }
        mark = 0x80;
    }
}

/// Reads the number that ends at `*end`, and moves `*end` to its start.
fn pop_number(from: &[u8], end: &mut usize) -> usize {
    let mut number = 0;
    loop {
        *end -= 1;
        let byte = from[*end];
        number = number << 7 | (byte & 0x7f) as usize;
        if byte & 0x80 == 0 {
            return number;
        }
    }
}

/// The GETs of an output, from the last to the first.
struct Gets<'a> {
    stack: &'a [u8],
    end: usize,
    at: usize,
}

impl<'a> Gets<'a> {
    fn new(stack: &'a [u8], last: usize) -> Self {
        Self { stack, end: stack.len(), at: last }
    }

    /// Position of the next GET, and the place of the PUT that it fetches.
    fn pop(&mut self) -> Option<(usize, usize)> {
        if self.end == 0 {
            return None;
        }
        let at = self.at;
        let back = pop_number(self.stack, &mut self.end);
        self.at -= pop_number(self.stack, &mut self.end);
        Some((at, at - back))
    }
}

/// The memo index of the object with this place: its rank among the objects with a PUT.
fn rank(puts: &[u32], place: usize) -> u32 {
    puts.partition_point(|p| (*p as usize) < place) as u32
}

/// Heapsort: small, in place, without recursion and of bounded time.
fn sort(items: &mut [u32]) {
    let len = items.len();
    for start in (0..len / 2).rev() {
        sift_down(items, start, len);
    }
    for end in (1..len).rev() {
        items.swap(0, end);
        sift_down(items, 0, end);
    }
}

fn sift_down(items: &mut [u32], mut root: usize, end: usize) {
    loop {
        let mut child = 2 * root + 1;
        if child >= end {
            return;
        }
        if child + 1 < end && items[child] < items[child + 1] {
            child += 1;
        }
        if items[root] >= items[child] {
            return;
        }
        items.swap(root, child);
        root = child;
    }
}

/// Bytes that an indexed opcode takes at most.
const INDEXED: usize = 12;

/// Writes `text` or binary forms of an indexed opcode into the end of `room`; returns its length.
fn place_indexed(room: &mut [u8], text: u8, short: u8, long: u8, protocol: u8, index: u32) -> usize {
    let end = room.len();
    if TEXT && protocol == 0 {
        let mut at = end - 1;
        room[at] = b'\n';
        let mut value = index;
        loop {
            at -= 1;
            room[at] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        at -= 1;
        room[at] = text;
        end - at
    } else if index < 256 {
        room[end - 2] = short;
        room[end - 1] = index as u8;
        2
    } else {
        room[end - 5] = long;
        room[end - 4..].copy_from_slice(&index.to_le_bytes());
        5
    }
}

fn place_put(room: &mut [u8], protocol: u8, index: u32) -> usize {
    if protocol >= 4 {
        let end = room.len();
        room[end - 1] = MEMOIZE;
        return 1;
    }
    place_indexed(room, PUT, BINPUT, LONG_BINPUT, protocol, index)
}

fn place_get(room: &mut [u8], protocol: u8, index: u32) -> usize {
    place_indexed(room, GET, BINGET, LONG_BINGET, protocol, index)
}

impl<M: Inspect> Output<M> {
    /// Starts a pickle; the buffer is empty afterwards.
    pub(crate) fn begin(&mut self, limit: usize) {
        self.buf.truncate(0);
        self.puts.truncate(0);
        self.gets.truncate(0);
        self.frames.truncate(0);
        self.last_get = 0;
        self.frame_start = 0;
        self.limit = limit;
    }

    /// Frames begin here (after PROTO) and end at [`FRAME_TARGET`].
    pub(crate) fn begin_frames(&mut self) {
        self.frame_start = self.buf.len();
        self.limit = self.frame_start + FRAME_TARGET;
    }

    /// Ends the frame here, if it is worth one.
    #[inline(never)]
    pub(crate) fn close_frame(&mut self, m: &M) -> Result<(), M::Fault> {
        let end = self.buf.len();
        if end - self.frame_start >= FRAME_MIN {
            let (Ok(start), Ok(stop)) = (u32::try_from(self.frame_start), u32::try_from(end)) else {
                return Err(m.fault(Error::TooLarge));
            };
            self.frames.push(start)?;
            self.frames.push(stop)?;
        }
        self.begin_frames();
        Ok(())
    }

    /// Appends a GET of the object whose PUT belongs to `place`; its index is not known yet.
    /// `first` says that it has not been fetched before.
    pub(crate) fn defer_get(&mut self, place: usize, first: bool) -> Result<(), M::Fault> {
        if first {
            self.puts.push(place as u32)?;
        }
        let here = self.buf.len();
        push_number(&mut self.gets, here - self.last_get)?;
        push_number(&mut self.gets, here - place)?;
        self.last_get = here;
        self.buf.extend(&[0; GET_ROOM])
    }

    /// Appends a PUT (MEMOIZE) of this index.
    #[inline(never)]
    pub(crate) fn put(&mut self, protocol: u8, index: usize) -> Result<(), M::Fault> {
        let mut room = [0; INDEXED];
        let len = place_put(&mut room, protocol, index as u32);
        self.buf.extend(&room[INDEXED - len..])
    }

    /// Appends a GET of this index.
    #[inline(never)]
    pub(crate) fn get(&mut self, protocol: u8, index: usize) -> Result<(), M::Fault> {
        let mut room = [0; INDEXED];
        let len = place_get(&mut room, protocol, index as u32);
        self.buf.extend(&room[INDEXED - len..])
    }

    /// Completes a pickle in memory: writes the PUTs of the objects that were met again, the indices of the
    /// GETs, and, if the pickle reaches [`FRAME_TARGET`], the frames.
    #[inline(never)]
    pub(crate) fn finish(&mut self, m: &M, protocol: u8) -> Result<(), M::Fault> {
        let framed = protocol >= 4 && self.buf.len() >= FRAME_TARGET;
        if framed {
            self.close_frame(m)?;
        } else {
            self.frames.truncate(0);
        }
        if self.gets.is_empty() && self.frames.is_empty() {
            return Ok(());
        }
        sort(self.puts.as_mut_slice());
        if protocol > 0 && self.puts.len() <= 256 {
            self.place_short_gets();
        }
        let growth = self.growth(protocol);
        let source_len = self.buf.len();
        self.buf.reserve_exact(growth)?;
        self.buf.extend_with(growth, 0)?;
        self.spread(protocol, source_len);
        Ok(())
    }

    /// Writes all GETs, whose indices fit the room that was left: none is in the way of what moves, and their
    /// PUTs are searched for once.
    // What `finish` takes of the C stack is below an allocation.
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn place_short_gets(&mut self) {
        let buf = self.buf.as_mut_slice();
        let mut gets = Gets::new(self.gets.as_slice(), self.last_get);
        while let Some((at, place)) = gets.pop() {
            buf[at] = BINGET;
            buf[at + 1] = rank(self.puts.as_slice(), place) as u8;
        }
        self.gets.truncate(0);
    }

    fn growth(&self, protocol: u8) -> usize {
        let mut room = [0; INDEXED];
        let mut growth = self.frames.len() / 2 * FRAME_HEADER;
        for index in 0..self.puts.len() {
            growth += place_put(&mut room, protocol, index as u32);
        }
        let mut gets = Gets::new(self.gets.as_slice(), self.last_get);
        while let Some((_, place)) = gets.pop() {
            growth += place_get(&mut room, protocol, rank(self.puts.as_slice(), place)) - GET_ROOM;
        }
        growth
    }

    /// Moves everything to its final place, from the end.
    fn spread(&mut self, protocol: u8, source_len: usize) {
        let puts = self.puts.as_slice();
        let frames = self.frames.as_slice();
        let buf = self.buf.as_mut_slice();
        let mut gets = Gets::new(self.gets.as_slice(), self.last_get);
        let mut next_get = gets.pop();
        let (mut next_put, mut next_frame) = (puts.len(), frames.len());
        let (mut source, mut target) = (source_len, buf.len());
        let mut frame_end = target;
        loop {
            let put = next_put.checked_sub(1).map_or(0, |i| puts[i] as usize);
            let frame = next_frame.checked_sub(1).map_or(0, |i| frames[i] as usize);
            let get = next_get.map_or(0, |(at, _)| at + GET_ROOM);
            let at = put.max(frame).max(get);
            // All bytes behind this place move unchanged.
            let run = source - at;
            buf.copy_within(at..source, target - run);
            source = at;
            target -= run;
            if at == 0 || target == source {
                return;
            }
            if frame == at {
                next_frame -= 1;
                if next_frame % 2 == 1 {
                    frame_end = target;
                } else {
                    let size = (frame_end - target) as u64;
                    target -= FRAME_HEADER;
                    buf[target] = FRAME;
                    buf[target + 1..target + FRAME_HEADER].copy_from_slice(&size.to_le_bytes());
                }
            } else if put == at {
                next_put -= 1;
                target -= place_put(&mut buf[..target], protocol, next_put as u32);
            } else if let Some((_, place)) = next_get {
                target -= place_get(&mut buf[..target], protocol, rank(puts, place));
                source -= GET_ROOM;
                next_get = gets.pop();
            }
        }
    }

    /// Gives all memory back but the output itself.
    pub(crate) fn release_scratch(&mut self) {
        self.puts.release();
        self.gets.release();
        self.frames.release();
    }
}
