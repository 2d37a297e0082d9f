//! Writing: objects to bytes.
//!
//! There is no recursion: the work that remains is a stack of [`Task`]s, so the depth
//! of an object graph is limited by memory only. A container is a task that remembers how far it
//! got; a reduced object is a little program of tasks.

mod atoms;
mod names;
pub(crate) mod output;
#[cfg(feature = "classes")]
pub(crate) mod places;
mod quick;
#[cfg(feature = "classes")]
mod reduced;
mod save;
mod tasks;

use model::{Buffer, Destination, Encode, Error, Sink};

use crate::memo::Memo;
use crate::object::Describe;
use crate::opcode::*;
use output::Output;
use tasks::Task;

/// Targets with small C stacks: keep call chains short.
const SMALL_STACK: bool = cfg!(not(target_pointer_width = "64"));
/// Items between a MARK and its APPENDS, SETITEMS or ADDITEMS, as CPython's `_BATCHSIZE`: it
/// bounds the reader's stack.
pub(crate) const BATCH: usize = 1000;

/// Fill level at which stream output is handed to the sink.
const STREAM_BUFFER: usize = 192;

/// Memory for one object of the memo.
pub type MemoSlot<O> = Option<crate::memo::Entry<O>>;
/// Memory for something that remains to be written.
pub type PendingTask<O> = Task<O>;

/// A pickler. One may write several pickles that share a memo.
pub struct Encoder<M: Describe> {
    protocol: u8,
    fix_imports: bool,
    fast: bool,
    /// The shortcuts of [`quick`] can be taken.
    quick: bool,
    /// Room was made for all of the root, as far as some of its items tell.
    estimated: bool,
    destination: Destination,
    out: Output<M>,
    memo: Memo<M>,
    /// Entries of the memo that belong to finished pickles.
    memo_kept: usize,
    tasks: M::Vec<Task<M::Obj>>,
    scratch: M::Vec<u8>,
    /// Holds the block that output and memo share, if they do.
    #[cfg(target_pointer_width = "64")]
    shared: M::Vec<u8>,
}

impl<M: Describe> Encode<M> for Encoder<M> {
    type Task = Task<M::Obj>;

    fn begin(&mut self, m: &mut M, obj: M::Obj) -> Result<(), M::Fault> {
        if !cfg!(feature = "text") && self.protocol < 2 {
            return Err(m.fault(Error::UnsupportedProtocol));
        }
        self.tasks.truncate(0);
        if cfg!(feature = "streams") {
            self.memo.truncate(m, self.memo_kept)?;
        } else {
            self.memo.release();
        }
        self.reclaim(m);
        self.out.begin(if self.is_stream() { STREAM_BUFFER } else { usize::MAX });
        if quick::IS_WANTED {
            self.quick = self.can_be_quick(m);
            self.estimated = false;
            if !self.is_stream() {
                self.expect_root(m, obj)?;
            }
        }
        if !self.is_old() {
            self.out.buf.extend(&[PROTO, self.protocol])?;
            if self.protocol >= 4 && !self.is_stream() {
                self.out.begin_frames();
            }
        }
        if self.is_stream() {
            self.memo.show(m);
        }
        self.push(Task::Save(obj))?;
        Ok(())
    }

    fn proceed<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S) -> Result<bool, M::Fault> {
        while !self.tasks.is_empty() {
            if sink.is_full() {
                return Ok(false);
            }
            self.step(m, sink)?;
        }
        self.complete(m, sink)?;
        Ok(true)
    }

    fn output(&mut self) -> &mut M::Vec<u8> {
        &mut self.out.buf
    }

    fn lend(&mut self, output: M::Vec<u8>, tasks: M::Vec<Task<M::Obj>>, scratch: M::Vec<u8>) {
        self.out.buf = output;
        self.tasks = tasks;
        self.scratch = scratch;
    }

    fn release_scratch(&mut self) {
        self.tasks.release();
        self.scratch.release();
        self.out.release_scratch();
        if !self.is_stream() {
            self.memo.release();
        }
    }

    fn clear_memo(&mut self) {
        self.memo.release();
        self.memo_kept = 0;
    }
}

impl<M: Describe> Encoder<M> {
    /// An encoder for this protocol (0 to 5). `fix_imports` writes Python 2's names at protocols
    /// 0 to 2.
    #[inline(always)]
    #[must_use]
    pub fn new(protocol: u8, fix_imports: bool, destination: Destination) -> Self {
        Self {
            protocol: protocol.min(HIGHEST_PROTOCOL),
            fix_imports: fix_imports && protocol < 3,
            fast: false,
            quick: false,
            estimated: false,
            destination,
            out: Output::default(),
            memo: Memo::default(),
            memo_kept: 0,
            tasks: Default::default(),
            scratch: Default::default(),
            #[cfg(target_pointer_width = "64")]
            shared: Default::default(),
        }
    }

    /// Lends it memory for the memo to begin with: of so many [`MemoSlot`]s, all None.
    pub fn lend_memo(&mut self, memo: M::Vec<MemoSlot<M::Obj>>) {
        self.memo.lend(memo);
    }

    /// CPython's `Pickler.fast`: no memo at all; the objects must form a tree.
    pub fn set_fast(&mut self, fast: bool) {
        self.fast = fast;
    }

    /// Whether [`Encoder::set_fast`] is on.
    #[must_use]
    pub fn is_fast(&self) -> bool {
        self.fast
    }

    /// The protocol that is written.
    #[must_use]
    pub fn protocol(&self) -> u8 {
        self.protocol
    }

    /// Number of objects in the memo.
    #[must_use]
    pub fn memo_len(&self) -> usize {
        self.memo.len()
    }

    /// The memo, in which [`crate::memo_entry`] finds objects in no particular order.
    #[must_use]
    pub fn memo(&self) -> &[MemoSlot<M::Obj>] {
        self.memo.table()
    }

    /// Adds an object to the memo as if it had been written. For encoders that write to a stream:
    /// the memo of a pickle in memory does not outlive it.
    ///
    /// # Errors
    /// As growing the memo.
    pub fn memo_add(&mut self, m: &M, obj: M::Obj) -> Result<(), M::Fault> {
        self.memo.add(m, obj, self.memo.len())?;
        self.memo_kept = self.memo.len();
        Ok(())
    }

    #[inline(never)]
    fn complete<S: Sink<M>>(&mut self, m: &M, sink: &mut S) -> Result<(), M::Fault> {
        self.out.buf.push(STOP)?;
        if self.is_stream() {
            self.flush(sink)?;
            self.memo_kept = self.memo.len();
            return Ok(());
        }
        self.memo.release();
        self.reclaim(m);
        self.out.finish(m, self.protocol)
    }

    /// Protocol 0: everything is text.
    #[inline]
    fn is_text(&self) -> bool {
        cfg!(feature = "text") && self.protocol == 0
    }

    /// Protocols 0 and 1.
    #[inline]
    fn is_old(&self) -> bool {
        cfg!(feature = "text") && self.protocol < 2
    }

    /// Whether the pickle goes to a sink.
    #[inline]
    fn is_stream(&self) -> bool {
        self.destination.is_stream()
    }

    fn flush<S: Sink<M>>(&mut self, sink: &mut S) -> Result<(), M::Fault> {
        sink.write(self.out.buf.as_slice())?;
        self.out.buf.truncate(0);
        Ok(())
    }

    /// At [`Output::limit`]: ends a frame, or hands the buffer to the sink. Returns whether the sink
    /// is full: `obj` is a task then.
    #[cold]
    #[inline(never)]
    fn at_limit<S: Sink<M>>(&mut self, m: &M, sink: &mut S, obj: M::Obj) -> Result<bool, M::Fault> {
        if !self.is_stream() {
            self.out.close_frame(m)?;
            return Ok(false);
        }
        self.flush(sink)?;
        if sink.is_full() { self.push(Task::Save(obj)) } else { Ok(false) }
    }

    #[inline]
    fn op(&mut self, opcode: u8) -> Result<(), M::Fault> {
        self.out.buf.push(opcode)
    }

    fn push(&mut self, task: Task<M::Obj>) -> Result<bool, M::Fault> {
        self.tasks.push(task)?;
        Ok(true)
    }

    #[inline]
    fn find(&mut self, m: &M, obj: M::Obj) -> Option<usize> {
        self.memo.find(m, obj)
    }

    fn save_get(&mut self, at: usize) -> Result<(), M::Fault> {
        if self.is_stream() {
            return self.out.get(self.protocol, self.memo.place(at));
        }
        let first = self.memo.fetch(at);
        self.out.defer_get(self.memo.place(at), first)
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn memoize(&mut self, m: &M, obj: M::Obj) -> Result<(), M::Fault> {
        if cfg!(feature = "classes") && self.fast {
            return Ok(());
        }
        let place = if self.is_stream() {
            self.out.put(self.protocol, self.memo.len())?;
            self.memo.len()
        } else {
            self.out.buf.len()
        };
        self.memo.add(m, obj, place)
    }

    /// Payloads from this size on are not copied into the stream buffer, or stand outside of
    /// frames.
    fn large(&self) -> usize {
        if self.is_stream() { STREAM_BUFFER } else { output::FRAME_TARGET }
    }
}

/// Payloads with a byte count before them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Str,
    Bytes,
    ByteArray,
}
