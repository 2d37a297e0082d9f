//! The part of the input that is in memory, read with every bound checked.

use crate::Error;

/// Input bytes that are in memory now.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    /// The bytes, from the first that is not consumed.
    pub bytes: &'a [u8],
    /// Whether nothing comes after them.
    pub last: bool,
    /// Whether they may move or change when the model runs foreign code.
    pub volatile: bool,
}

/// Why the decoder stopped. One word, because nearly every function here returns it.
pub(super) enum Halt {
    /// At STOP; the object is on top of the stack.
    Done,
    /// [`Reader::needed`] says how many bytes are wanted.
    Need,
    Again,
    /// The opcode is none of the common ones.
    Rare,
    Error(Error),
}

impl<F: Into<Error>> From<F> for Halt {
    #[inline]
    fn from(fault: F) -> Self {
        Halt::Error(fault.into())
    }
}

/// A cursor over a window that does not pass the end of a frame.
pub(super) struct Reader<'a> {
    window: &'a Window<'a>,
    /// What may be read: from the next byte to the end of the window, or of the frame if that
    /// comes first.
    rest: &'a [u8],
    /// Where that ends in the window.
    limit: usize,
    /// How much that was at the current opcode.
    left: usize,
    /// Offset of the window in the input.
    base: usize,
    /// Offset in the input where the frame ends.
    frame_end: usize,
    /// Offset in the input that the pickle must not pass.
    end: usize,
    /// Bytes that the window must have, from the opcode on, after [`Halt::Need`].
    needed: usize,
}

/// A line whose end was not in the window, both counted from its opcode.
#[derive(Clone, Copy, Default)]
pub(super) struct Searched {
    /// Where the line starts.
    line: usize,
    /// How far there is no newline.
    until: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(window: &'a Window<'a>, base: usize, frame_end: usize, end: usize) -> Self {
        let mut reader = Self { window, rest: &[], limit: 0, left: 0, base, frame_end, end, needed: 0 };
        reader.set_limit();
        reader
    }

    /// The next byte's place in the window.
    #[inline]
    fn at(&self) -> usize {
        self.limit - self.rest.len()
    }

    fn in_frame(&self) -> bool {
        self.frame_end > self.offset()
    }

    fn set_limit(&mut self) {
        let (at, start) = (self.at(), self.start());
        let mut limit = self.window.bytes.len().min(self.end.wrapping_sub(self.base));
        if self.in_frame() {
            limit = limit.min(self.frame_end - self.base);
        }
        self.limit = limit;
        self.left = limit - start;
        self.rest = &self.window.bytes[at..limit];
    }

    /// The current opcode's place in the window.
    #[inline]
    pub(super) fn start(&self) -> usize {
        self.limit - self.left
    }

    pub(super) fn frame_end(&self) -> usize {
        self.frame_end
    }

    pub(super) fn volatile(&self) -> bool {
        self.window.volatile
    }

    pub(super) fn is_last(&self) -> bool {
        self.window.last
    }

    /// Offset in the input of the next byte.
    pub(super) fn offset(&self) -> usize {
        self.base.wrapping_add(self.at())
    }

    /// The current opcode is done with. Returns where in the input it began.
    #[inline]
    pub(super) fn commit(&mut self) -> usize {
        let start = self.base.wrapping_add(self.start());
        self.left = self.rest.len();
        start
    }

    /// The next opcode, unless the frame or the window ends here.
    #[inline]
    pub(super) fn opcode(&mut self) -> Option<u8> {
        let (op, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*op)
    }

    /// At the end of a frame goes on to what is behind it, if there is anything.
    #[cold]
    pub(super) fn leave_frame(&mut self) -> Result<(), Halt> {
        self.set_limit();
        if self.rest.is_empty() { Err(self.need(1)) } else { Ok(()) }
    }

    /// The next `count` bytes.
    #[inline]
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Halt> {
        match self.rest.split_at_checked(count) {
            Some((piece, rest)) => {
                self.rest = rest;
                Ok(piece)
            }
            None => Err(self.short(count)),
        }
    }

    /// The next `N` bytes.
    #[inline]
    pub(super) fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Halt> {
        match self.rest.split_first_chunk() {
            Some((array, rest)) => {
                self.rest = rest;
                Ok(array)
            }
            None => Err(self.short(N)),
        }
    }

    /// A number of `N` bytes, at most four, the lowest first.
    #[inline(always)]
    pub(super) fn number<const N: usize>(&mut self) -> Result<usize, Halt> {
        if cfg!(not(target_pointer_width = "64")) {
            return self.number_of(N);
        }
        let mut word = [0; 4];
        word[..N].copy_from_slice(self.array::<N>()?);
        Ok(u32::from_le_bytes(word) as usize)
    }

    /// A number of `count` bytes, at most four.
    #[inline(never)]
    pub(super) fn number_of(&mut self, count: usize) -> Result<usize, Halt> {
        Ok(self.take(count)?.iter().rfold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// Why `count` bytes cannot be had.
    #[cold]
    fn short(&mut self, count: usize) -> Halt {
        if self.straddles(count) {
            return Halt::Error(Error::FrameStraddled);
        }
        match self.with_opcode(count) {
            Ok(count) => self.need(count),
            Err(error) => Halt::Error(error),
        }
    }

    /// How many bytes `count` more are, counted from the opcode.
    fn with_opcode(&self, count: usize) -> Result<usize, Error> {
        (self.left - self.rest.len()).checked_add(count).ok_or(Error::BadSize)
    }

    /// Stops until the window has `count` bytes from the opcode on.
    pub(super) fn need(&mut self, count: usize) -> Halt {
        if let Err(error) = self.check_end(count) {
            return Halt::Error(error);
        }
        self.needed = count;
        Halt::Need
    }

    /// Makes sure that a pickle may have `count` more bytes.
    pub(super) fn check_ahead(&self, count: usize) -> Result<(), Error> {
        self.check_end(self.with_opcode(count)?)
    }

    /// Makes sure that a pickle may have `count` bytes from the opcode on.
    fn check_end(&self, count: usize) -> Result<(), Error> {
        if count > isize::MAX as usize {
            // Nothing in memory is as large.
            return Err(Error::BadSize);
        }
        let start = self.base.wrapping_add(self.start());
        if count > self.end.wrapping_sub(start) { Err(Error::TooManyBytes) } else { Ok(()) }
    }

    /// What the last [`Halt::Need`] asked for.
    pub(super) fn needed(&self) -> usize {
        self.needed
    }

    /// Whether `count` more bytes would carry an opcode that began in a frame over its end.
    pub(super) fn straddles(&self, count: usize) -> bool {
        self.frame_end > self.base.wrapping_add(self.start()) && count > self.frame_end - self.offset()
    }

    /// Whether `count` bytes are in the window.
    #[inline]
    pub(super) fn has(&self, count: usize) -> bool {
        count <= self.rest.len()
    }

    /// Up to `count` of the next bytes; they are done with at once.
    pub(super) fn take_some(&mut self, count: usize) -> &'a [u8] {
        let (piece, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        self.commit();
        piece
    }

    /// The bytes up to the next newline, which is skipped.
    pub(super) fn line(&mut self, searched: &mut Searched) -> Result<&'a [u8], Halt> {
        let line = self.left - self.rest.len();
        let known = if searched.line == line { searched.until.saturating_sub(line) } else { 0 };
        let rest = self.rest;
        match rest.iter().skip(known).position(|b| *b == b'\n') {
            Some(end) => {
                let end = known + end;
                if searched.line == line {
                    *searched = Searched::default();
                }
                self.rest = &rest[end + 1..];
                Ok(&rest[..end])
            }
            None => {
                *searched = Searched { line, until: line + rest.len() };
                Err(self.short(rest.len() + 1))
            }
        }
    }

    /// Enters a frame of `size` bytes.
    pub(super) fn enter_frame(&mut self, size: u64) -> Result<(), Error> {
        if self.in_frame() {
            return Err(Error::NestedFrame);
        }
        let end = usize::try_from(size).ok().and_then(|size| self.offset().checked_add(size));
        let Some(end) = end else {
            return Err(Error::BadSize);
        };
        if self.window.last && end - self.offset() > self.window.bytes.len() - self.at() {
            return Err(Error::Truncated);
        }
        self.frame_end = end;
        self.set_limit();
        Ok(())
    }
}
