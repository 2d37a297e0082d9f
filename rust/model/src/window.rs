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

/// The result of a decoder's run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<O> {
    /// The object is complete.
    Done(O),
    /// Call again with a window that starts behind what was consumed and has at least this many
    /// bytes; or write the bytes of a payload into the room that the decoder gives.
    Need(usize),
    /// Code of the model's ran: look whether the window is still where it was, and call again.
    /// Only if [`Window::volatile`].
    Again,
}

/// Why a decoder stopped. One word, because nearly all of its functions return it.
pub enum Halt {
    /// The object is complete.
    Done,
    /// [`Reader::needed`] says how many bytes are wanted.
    Need,
    /// Code of the model's ran over a volatile window.
    Again,
    /// The function leaves this to one that uses more of the C stack.
    Rare,
    /// The input is wrong, or the model refuses it.
    Error(Error),
}

impl<F: Into<Error>> From<F> for Halt {
    #[inline]
    fn from(fault: F) -> Self {
        Halt::Error(fault.into())
    }
}

/// A cursor over a window. It does not pass the end of a frame: a part of the input whose length was
/// given. What is read begins with a head, an opcode or a length, and is taken again from there when
/// the window does not hold all of it.
pub struct Reader<'a> {
    window: &'a Window<'a>,
    /// The bytes that may be read: from the next one to the end of the window, or of the frame if that
    /// comes first.
    rest: &'a [u8],
    /// The end of `rest` in the window.
    limit: usize,
    /// The length of `rest` at the current head.
    left: usize,
    /// Offset of the window in the input.
    base: usize,
    /// Offset in the input where the frame ends.
    frame_end: usize,
    /// Offset in the input that must not be passed.
    end: usize,
    /// Bytes that the window must have, from the head on, after [`Halt::Need`].
    needed: usize,
}

impl<'a> Reader<'a> {
    /// A cursor at the start of `window`, which begins at offset `base` of the input. `frame_end` and
    /// `end` are offsets in the input: of the end of the frame, and of what must not be passed.
    #[must_use]
    pub fn new(window: &'a Window<'a>, base: usize, frame_end: usize, end: usize) -> Self {
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

    /// The place of the current head in the window.
    #[inline]
    pub fn start(&self) -> usize {
        self.limit - self.left
    }

    /// Offset in the input where the frame ends; not beyond [`Reader::offset`] outside of frames.
    #[must_use]
    pub fn frame_end(&self) -> usize {
        self.frame_end
    }

    /// [`Window::volatile`]
    #[must_use]
    pub fn volatile(&self) -> bool {
        self.window.volatile
    }

    /// [`Window::last`]
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.window.last
    }

    /// Offset in the input of the next byte.
    pub fn offset(&self) -> usize {
        self.base.wrapping_add(self.at())
    }

    /// All up to here is read. Returns where in the input its head began.
    #[inline]
    pub fn commit(&mut self) -> usize {
        let start = self.base.wrapping_add(self.start());
        self.left = self.rest.len();
        start
    }

    /// The next byte, unless the frame or the window ends here.
    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    /// At the end of a frame goes on to what is behind it, if there is anything.
    #[cold]
    pub fn leave_frame(&mut self) -> Result<(), Halt> {
        self.set_limit();
        if self.rest.is_empty() { Err(self.need(1)) } else { Ok(()) }
    }

    /// The next `count` bytes.
    #[inline]
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Halt> {
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
    pub fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Halt> {
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
    pub fn number<const N: usize>(&mut self) -> Result<usize, Halt> {
        if cfg!(not(target_pointer_width = "64")) {
            return self.number_of(N);
        }
        let mut word = [0; 4];
        word[..N].copy_from_slice(self.array::<N>()?);
        Ok(u32::from_le_bytes(word) as usize)
    }

    /// A number of `count` bytes, at most four.
    #[inline(never)]
    pub fn number_of(&mut self, count: usize) -> Result<usize, Halt> {
        Ok(self.take(count)?.iter().rfold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// Why `count` bytes cannot be had.
    #[cold]
    fn short(&mut self, count: usize) -> Halt {
        if self.straddles(count) {
            return Halt::Error(Error::FrameStraddled);
        }
        match self.with_head(count) {
            Ok(count) => self.need(count),
            Err(error) => Halt::Error(error),
        }
    }

    /// How many bytes `count` more are, counted from the head.
    fn with_head(&self, count: usize) -> Result<usize, Error> {
        self.since_head().checked_add(count).ok_or(Error::BadSize)
    }

    /// Stops until the window has `count` bytes from the head on.
    pub fn need(&mut self, count: usize) -> Halt {
        if let Err(error) = self.check_end(count) {
            return Halt::Error(error);
        }
        self.needed = count;
        Halt::Need
    }

    /// Makes sure that the limits allow `count` more bytes.
    pub fn check_ahead(&self, count: usize) -> Result<(), Error> {
        self.check_end(self.with_head(count)?)
    }

    /// Makes sure that the limits allow `count` bytes from the head on.
    fn check_end(&self, count: usize) -> Result<(), Error> {
        if count > isize::MAX as usize {
            // Nothing in memory is as large.
            return Err(Error::BadSize);
        }
        let start = self.base.wrapping_add(self.start());
        if count > self.end.wrapping_sub(start) { Err(Error::TooManyBytes) } else { Ok(()) }
    }

    /// The number of bytes that the last [`Halt::Need`] asked for.
    pub fn needed(&self) -> usize {
        self.needed
    }

    /// Whether `count` more bytes would pass the end of the frame that the head stands in.
    pub fn straddles(&self, count: usize) -> bool {
        self.frame_end > self.base.wrapping_add(self.start()) && count > self.frame_end - self.offset()
    }

    /// Whether `count` bytes are in the window.
    #[inline]
    pub fn has(&self, count: usize) -> bool {
        count <= self.rest.len()
    }

    /// Bytes that were read since the head began, itself among them.
    #[must_use]
    pub fn since_head(&self) -> usize {
        self.left - self.rest.len()
    }

    /// The bytes from the start of the current head to the next one.
    #[must_use]
    pub fn head(&self) -> &'a [u8] {
        &self.window.bytes[self.start()..self.at()]
    }

    /// The bytes that can be read.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Up to `count` of the next bytes; they are done with at once.
    pub fn take_some(&mut self, count: usize) -> &'a [u8] {
        let (piece, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        self.commit();
        piece
    }

    /// Moves the end of the frame to this offset in the input, which does not come before the next byte
    /// unless there is to be no frame.
    pub fn set_frame_end(&mut self, end: usize) {
        self.frame_end = end;
        self.set_limit();
    }

    /// Enters a frame of `size` bytes.
    pub fn enter_frame(&mut self, size: u64) -> Result<(), Error> {
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
