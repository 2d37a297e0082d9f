//! One pickle, read whole and read in pieces.

use model::{Buffer, Decode, Error, Limits, Step, Window};
use pickle::Decoder;

use crate::common::{Host, Obj, Value, peak_of, same};

/// The object and the number of bytes that it took, or the error and its offset.
pub type Outcome = Result<(Obj, usize), (Error, usize)>;

/// An object model with something behind every opcode that asks for it.
pub fn host() -> Host {
    let mut host = Host::new();
    for (code, name) in [(1, "One"), (256, "Two"), (65536, "Four")] {
        host.extensions.insert((b"shapes".to_vec(), name.into()), code);
    }
    for readonly in [false, true] {
        let buffer = host.add(Value::Buffer { data: b"buffer".to_vec(), readonly, in_band: false });
        host.buffers.push(buffer);
    }
    host
}

/// Memory that the decoder may use for an input of so many bytes: two entries of the stack, of the
/// marks and of the memo for each, a payload and a line; and what a memo may be ahead.
fn room(bytes: usize) -> usize {
    64 * bytes + 32 * 1024
}

/// Reads the first pickle of `bytes`, all of which are there.
pub fn whole(host: &mut Host, bytes: &[u8], limits: Limits) -> Outcome {
    let mut decoder = Decoder::new(true);
    decoder.set_limits(limits);
    let window = Window { bytes, last: true, volatile: false };
    let (step, peak) = peak_of(|| decoder.run(host, window));
    assert!(peak <= room(bytes.len()), "{peak} bytes of memory for {} of input", bytes.len());
    match step {
        Ok((used, Step::Done(root))) => {
            assert_eq!(decoder.offset(), used);
            assert!(used <= limits.bytes && decoder.memo().as_slice().len() <= limits.memo);
            Ok((root, used))
        }
        Ok((used, Step::Need(need))) => {
            assert!(need > bytes.len() - used, "needs {need} and has {}", bytes.len() - used);
            Err((decoder.end_of_input(bytes.len() - used), decoder.offset()))
        }
        Ok((_, Step::Again)) => panic!("the window is not volatile"),
        Err(error) => {
            assert!(decoder.offset() <= bytes.len());
            Err((error, decoder.offset()))
        }
    }
}

/// How input comes in pieces.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// Only as much is asked for as the decoder says is safe.
    pub exact: bool,
    /// Payloads are written into the decoder's memory.
    pub fills: bool,
    pub volatile: bool,
    /// The decoder is told when there is no more.
    pub tells_last: bool,
    /// The sizes of the pieces, over and over.
    pub sizes: &'a [u8],
}

impl<'a> Plan<'a> {
    /// Takes the plan from bytes.
    pub fn new(options: &'a [u8]) -> Self {
        let (first, sizes) = options.split_first().unwrap_or((&0, &[]));
        let has = |bit: u8| first & bit != 0;
        Self { exact: has(1), fills: has(2), volatile: has(4), tells_last: has(8), sizes }
    }

    fn size(&self, piece: usize) -> usize {
        if self.sizes.is_empty() {
            return 1;
        }
        match self.sizes[piece % self.sizes.len()] {
            small @ 0..=200 => small as usize,
            large => (large as usize - 200) * 64,
        }
    }
}

/// Reads the first pickle of `bytes`, which come in pieces.
pub fn pieces(host: &mut Host, bytes: &[u8], limits: Limits, plan: Plan) -> Outcome {
    let mut decoder = Decoder::new(true);
    decoder.set_limits(limits);
    let (outcome, peak) = peak_of(|| feed(&mut decoder, host, bytes, plan));
    assert!(peak <= room(bytes.len()), "{peak} bytes of memory for {} of input", bytes.len());
    outcome
}

fn feed(decoder: &mut Decoder<Host>, host: &mut Host, bytes: &[u8], plan: Plan) -> Outcome {
    let mut held: Vec<u8> = Vec::new();
    let (mut given, mut piece) = (0, 0);
    loop {
        // A fresh copy: a decoder that kept a pointer into the old one would be found out.
        let window = held.clone();
        let last = plan.tells_last && given == bytes.len();
        let before = host.calls;
        let step = decoder.run(host, Window { bytes: &window, last, volatile: plan.volatile });
        let (used, step) = step.map_err(|error| (error, decoder.offset()))?;
        assert_eq!(decoder.offset() + held.len() - used, given);
        held.drain(..used);
        if plan.volatile {
            assert!(host.calls <= before + 1, "went on over a window that may have moved");
        }
        let need = match step {
            Step::Done(root) => {
                // Only a frame that goes on behind STOP takes more than the pickle.
                assert!(!plan.exact || held.is_empty() || decoder.safe_to_read(0, held.len()) > 0);
                assert!(!plan.exact || held.is_empty() || bytes[..given].contains(&0x95), "read too far");
                return Ok((root, decoder.offset()));
            }
            Step::Again => {
                assert!(plan.volatile);
                continue;
            }
            Step::Need(need) => need,
        };
        assert!(need > held.len(), "needs {need} and has {}", held.len());
        let rest = &bytes[given..];
        if rest.is_empty() {
            return Err((decoder.end_of_input(held.len()), decoder.offset()));
        }
        let mut size = plan.size(piece);
        piece += 1;
        if size == 0 {
            // Nothing came, and the decoder is asked again; but not for ever.
            if piece.is_multiple_of(2) {
                continue;
            }
            size = 1;
        }
        if plan.fills {
            let room = decoder.fill().unwrap();
            if !room.is_empty() {
                assert_eq!(held, [], "a payload is filled behind unread bytes");
                let (all, got) = (room.len(), room.len().min(size).min(rest.len()));
                room[..got].copy_from_slice(&rest[..got]);
                given += got;
                decoder.filled(all, got);
                continue;
            }
        }
        if plan.exact {
            let safe = decoder.safe_to_read(need, held.len());
            assert!(safe > 0);
            size = size.min(safe);
        }
        let got = size.min(rest.len());
        held.extend_from_slice(&rest[..got]);
        given += got;
    }
}

/// Makes sure that two readings of the same bytes came to the same.
pub fn agree(bytes: &[u8], (a, x): (&Host, &Outcome), (b, y): (&Host, &Outcome)) {
    match (x, y) {
        (Ok((p, used)), Ok((q, taken))) => {
            assert_eq!(used, taken);
            if let Err(message) = same(a, *p, b, *q, true) {
                panic!("{message}\n{}", bytes.escape_ascii());
            }
        }
        // A frame that is longer than the input is refused at once where the end is known; where
        // it is not, what stands in the frame may be wrong in other ways.
        (Err((Error::Truncated, at)), _) if bytes.get(*at) == Some(&0x95) => {}
        // What a truncated payload lacks is known only when the rest of it is there.
        (Err((Error::Truncated, at)), Err((Error::Truncated, later))) => assert!(at <= later),
        _ => assert_eq!(x, y, "{}", bytes.escape_ascii()),
    }
}
