//! `Decoder`: unpickles bytes that come in pieces of any size.
//!
//! A chunk is worked on where it lies. Of its bytes those are kept that the decoder cannot use
//! yet: an incomplete opcode, or the bytes behind an object that nobody has fetched.

use micropython::{HeapVec, Obj, ffi, heap, native_type};
use model::{Decode, Step, Window};

use crate::codec::{AnyDecoder, Codec};
use crate::entry::load::{self};
use crate::entry::options::{self, LoadOptions};
use crate::host::Host;
use crate::host::budget::Budget;
#[cfg(feature = "classes")]
use crate::host::desk::Desk;
#[cfg(feature = "classes")]
use crate::names::attributes::Names;
use crate::shared::swap;
use crate::{arg, raise};

/// Whether the decoder can be used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    /// A call is going on.
    Busy,
    /// A call raised: the next pickle's start in the stream is unknown.
    Failed,
}

/// Bytes that an incomplete opcode is given at least when it is joined with its rest.
const JOIN: usize = 64;
/// Most that `needed` asks for: no size is believed before the bytes are there.
const MOST_NEEDED: usize = 512;

/// An object of the type `mpickle_c_type_decoder`.
#[repr(C)]
struct Block {
    base: ffi::mp_obj_base_t,
    codec: Codec,
    state: State,
    #[cfg(feature = "classes")]
    desk: Desk,
    feed: Feed,
}

// An exception jumps over whatever holds it.
const _: () = assert!(!core::mem::needs_drop::<Block>());

/// The parts of a Decoder. Code that a call runs may come back to it: nothing but `state` and the desk
/// is looked at then.
struct Feed {
    host: Host,
    decoder: AnyDecoder,
    /// Offset in the stream where the present pickle begins. Both wrap around.
    origin: usize,
    /// Bytes that were fed and are not consumed, from `start` on.
    kept: HeapVec<u8>,
    start: usize,
    /// Bytes that the decoder wants to see at once.
    need: usize,
    /// An object that nobody has fetched.
    ready: Option<Obj>,
}

/// A pointer to the parts of a Decoder.
fn block(this: Obj) -> *mut Block {
    this.ptr()
}

impl Feed {
    /// That of an object that C has checked.
    ///
    /// # Safety
    /// `raw` is a live Decoder, and no call that was made before goes on.
    unsafe fn of<'a>(raw: ffi::mp_obj_t) -> &'a mut Self {
        // SAFETY: the caller's promise.
        unsafe { &mut (*block(arg(raw))).feed }
    }

    /// The parts of a Decoder of which no call goes on.
    ///
    /// # Safety
    /// `raw` is a live Decoder.
    unsafe fn at_rest<'a>(raw: ffi::mp_obj_t) -> Option<&'a Self> {
        // SAFETY: the caller's promise.
        unsafe {
            let block = block(arg(raw));
            ((&raw const (*block).state).read() != State::Busy).then(|| &(*block).feed)
        }
    }

    fn restart(&mut self) {
        self.origin = self.origin.wrapping_add(self.decoder.offset());
        self.decoder.reset();
        // Objects in these blocks would stay alive.
        self.decoder.release();
        let host = &mut self.host;
        host.budget = Budget::new(host.codec);
        #[cfg(feature = "text")]
        (host.origin = self.origin);
        #[cfg(feature = "classes")]
        {
            host.policy().forget();
            host.names = Names::new();
        }
        #[cfg(feature = "arrays")]
        (host.fresh = None);
        self.need = 1;
    }

    /// Runs the decoder over `window`; returns how much it consumed and whether it waits for more.
    fn run(&mut self, window: Window<'_>) -> (usize, bool) {
        match self.decoder.run(&mut self.host, window) {
            Ok((consumed, Step::Done(obj))) => {
                let end = self.origin.wrapping_add(self.decoder.offset());
                self.ready = Some(self.host.finish(obj, end));
                self.restart();
                (consumed, false)
            }
            Ok((consumed, Step::Again)) => (consumed, false),
            Ok((consumed, Step::Need(need))) => {
                self.need = need;
                (consumed, true)
            }
            Err(error) => {
                let offset = self.origin.wrapping_add(self.decoder.offset());
                raise::reading(self.host.codec, error, offset, self.decoder.culprit())
            }
        }
    }

    /// Bytes that wait.
    fn kept(&self) -> usize {
        self.kept.len().saturating_sub(self.start)
    }

    /// Forgets consumed bytes.
    fn compact(&mut self) {
        self.kept.remove_front(self.start);
        self.start = 0;
        if self.kept.is_empty() && self.decoder.offset() == 0 {
            self.kept.release();
        }
    }

    /// Runs the decoder over the bytes kept.
    fn run_kept(&mut self) {
        let bytes = core::mem::take(&mut self.kept);
        let window = Window { bytes: &bytes.as_slice()[self.start..], last: false, volatile: false };
        let (consumed, _) = self.run(window);
        self.kept = bytes;
        self.start += consumed;
    }

    /// Takes all of a chunk, up to the first object that is complete.
    fn feed(&mut self, chunk: Obj) {
        // Bytes stay as they are; anything else may be changed or moved by code that the pickle runs.
        let volatile = !chunk.is(native_type!(mp_type_bytes));
        let mut at = 0;
        loop {
            let Some(bytes) = load::whole(chunk) else {
                if chunk.is_none() {
                    // A UART's read() at a timeout.
                    return;
                }
                raise::not_bytes(chunk);
            };
            let rest = bytes.get(at..).unwrap_or_default();
            if self.ready.is_some() {
                self.kept.extend(rest);
                return;
            }
            if rest.is_empty() {
                return;
            }
            let have = self.kept();
            if have == 0 {
                let (consumed, waits) = self.run(Window { bytes: rest, last: false, volatile });
                at += consumed;
                if waits {
                    self.kept.extend(&rest[consumed..]);
                    return;
                }
                continue;
            }
            let mut joined = 0;
            if have < self.need {
                joined = (self.need - have).max(have).max(JOIN).min(rest.len());
                self.kept.extend(&rest[..joined]);
            }
            self.run_kept();
            // Back to the chunk, if all that is left comes from there.
            let left = self.kept();
            at += joined;
            if left <= joined {
                at -= left;
                self.kept.truncate(self.start);
                self.start = self.kept.len();
            }
            self.compact();
        }
    }

    /// The next object, if one is complete.
    fn next(&mut self) -> Option<Obj> {
        if self.ready.is_none() && self.kept() >= self.need {
            self.run_kept();
            self.compact();
        }
        self.ready.take()
    }

    fn needed(&self) -> usize {
        let have = self.kept();
        if self.ready.is_some() || have >= self.need {
            return 1;
        }
        self.decoder.safe_to_read(self.need, have).min(MOST_NEEDED)
    }
}

/// `Decoder(…)`
///
/// # Safety
/// `options` points to options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decoder_new(options: *const LoadOptions) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let options = unsafe { &*options };
    let block = heap::block(size_of::<Block>()).cast::<Block>();
    // SAFETY: room for it; all fields are written.
    unsafe {
        (&raw mut (*block).base).write(ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_decoder });
        (&raw mut (*block).codec).write(Codec::of(options.codec));
        (&raw mut (*block).state).write(State::Idle);
        let feed = &raw mut (*block).feed;
        let host = Host::init(&mut *(&raw mut (*feed).host).cast(), Codec::of(options.codec));
        #[cfg(feature = "classes")]
        {
            (&raw mut (*block).desk).write(Desk::new(true));
            host.desk = &raw const (*block).desk;
        }
        let _ = host;
        AnyDecoder::put(&raw mut (*feed).decoder, options);
        (&raw mut (*feed).origin).write(0);
        (&raw mut (*feed).kept).write(HeapVec::default());
        (&raw mut (*feed).start).write(0);
        (&raw mut (*feed).need).write(1);
        (&raw mut (*feed).ready).write(None);
        // Ours alone; the caller's promise.
        options::set_load(options, &mut (*feed).host, &mut (*feed).decoder);
        // A live object now.
        Obj::from_ptr(block).raw()
    }
}

/// Begins a call that may run foreign code: until [`mpickle_decoder_leave`] all others are
/// refused. Raises if another goes on, or if one has failed.
///
/// # Safety
/// `this` is a Decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decoder_enter(this: ffi::mp_obj_t) {
    // SAFETY: the caller's promise.
    let this = unsafe { arg(this) };
    if !turn(this, State::Idle) {
        // SAFETY: as above. A Decoder that is in use by another thread now was so at first, or failed.
        match unsafe { (&raw const (*block(this)).state).read() } {
            State::Failed => {
                // SAFETY: as above; it does not change.
                let codec = unsafe { (&raw const (*block(this)).codec).read() };
                raise::refusing(codec, "decoder has failed: reset() first")
            }
            _ => busy(),
        }
    }
}

/// Makes a Decoder busy that is in this state. Says whether it was; another thread may come at the
/// same time.
fn turn(this: Obj, from: State) -> bool {
    // SAFETY: a Decoder.
    unsafe { swap(&raw mut (*block(this)).state, from, State::Busy) }
}

/// # Safety
/// `this` is a Decoder.
unsafe fn set_state(this: ffi::mp_obj_t, state: State) {
    // SAFETY: the caller's promise.
    unsafe { (&raw mut (*block(arg(this))).state).write(state) }
}

fn busy() -> ! {
    raise::raise(ffi::mpickle_c_class::RUNTIME_ERROR, "decoder is in use")
}

/// Ends such a call; `failed` says that it raises.
///
/// # Safety
/// `this` is a Decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decoder_leave(this: ffi::mp_obj_t, failed: bool) {
    // SAFETY: the caller's promise.
    unsafe { set_state(this, if failed { State::Failed } else { State::Idle }) };
}

/// `Decoder.feed(chunk)`
///
/// # Safety
/// `this` is a Decoder, `chunk` a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decoder_feed(
    this: ffi::mp_obj_t,
    chunk: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { Feed::of(this).feed(arg(chunk)) };
    Obj::none().raw()
}

/// The next complete object, or null.
///
/// # Safety
/// `this` is a Decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decoder_next(
    this: ffi::mp_obj_t,
    _none: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    Obj::raw_or_null(unsafe { Feed::of(this) }.next())
}

/// `Decoder.needed()`; 1 while a call goes on, which may need no more.
///
/// # Safety
/// `this` is a Decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decoder_needed(this: ffi::mp_obj_t) -> usize {
    // SAFETY: the caller's promise.
    unsafe { Feed::at_rest(this) }.map_or(1, Feed::needed)
}

/// Whether the stream may end here: no pickle has begun, and no object waits.
///
/// # Safety
/// `this` is a Decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decoder_between(this: ffi::mp_obj_t) -> bool {
    // SAFETY: the caller's promise.
    let feed = unsafe { Feed::at_rest(this) };
    feed.is_some_and(|feed| feed.ready.is_none() && feed.kept() == 0 && feed.decoder.is_between())
}

/// `Decoder.reset()`
///
/// # Safety
/// `this` is a Decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_decoder_reset(this: ffi::mp_obj_t) {
    // SAFETY: the caller's promise.
    let obj = unsafe { arg(this) };
    if !turn(obj, State::Idle) && !turn(obj, State::Failed) {
        busy();
    }
    // SAFETY: as above, and nobody else comes.
    let feed = unsafe { Feed::of(this) };
    feed.restart();
    feed.origin = 0;
    #[cfg(feature = "text")]
    (feed.host.origin = 0);
    feed.kept.release();
    feed.start = 0;
    feed.ready = None;
    // SAFETY: as above.
    unsafe { set_state(this, State::Idle) };
}
