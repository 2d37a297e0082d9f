//! The caller's limits: refused at the first byte, object or memo entry too many.

use model::{Decode, Error, Limits, Step, Window};
use pickle::Decoder;

use crate::common::{Host, Obj};

/// Decodes pickles that follow one another; `piece` bytes at a time if they are fed.
fn decode(input: &[u8], limits: Limits, piece: Option<usize>) -> Result<Vec<Obj>, (Error, usize)> {
    let mut host = Host::new();
    let mut decoder = Decoder::new(true);
    decoder.set_limits(limits);
    let (mut start, mut end) = (0, piece.unwrap_or(input.len()));
    let mut objects = Vec::new();
    loop {
        let window =
            Window { bytes: &input[start..end.min(input.len())], last: piece.is_none(), volatile: false };
        match decoder.run(&mut host, window) {
            Err(error) => return Err((error, decoder.offset())),
            Ok((used, step)) => {
                start += used;
                match step {
                    Step::Done(obj) => {
                        objects.push(obj);
                        if start == input.len() {
                            return Ok(objects);
                        }
                        decoder.begin();
                    }
                    Step::Need(_) if end < input.len() => end += piece.unwrap_or(0),
                    Step::Need(_) => return Err((decoder.end_of_input(0), decoder.offset())),
                    Step::Again => panic!("the window is not volatile"),
                }
            }
        }
    }
}

#[track_caller]
fn check(input: &[u8], limits: Limits, expected: Result<usize, (Error, usize)>) {
    for piece in [None, Some(1), Some(3)] {
        let found = decode(input, limits, piece).map(|objects| objects.len());
        assert_eq!(found, expected, "in pieces of {piece:?}");
    }
}

#[test]
fn bytes() {
    let limit = |bytes| Limits { bytes, ..Limits::NONE };
    check(b"\x80\x02K\x01.", limit(5), Ok(1));
    check(b"\x80\x02K\x01.", limit(4), Err((Error::TooManyBytes, 4)));
    check(b"\x80\x02K\x01.", limit(3), Err((Error::TooManyBytes, 2)));
    check(b"\x80\x02K\x01.", limit(0), Err((Error::TooManyBytes, 0)));
    // Each pickle has its own count.
    check(b"K\x01.K\x02.N.", limit(3), Ok(3));
    check(b"N.K\x01.I12\n.", limit(3), Err((Error::TooManyBytes, 5)));
    // A large payload is refused before any of it is there.
    let large = [b"B\x00\x10\x00\x00", &[0; 4096][..], b"."].concat();
    check(&large, limit(4102), Ok(1));
    check(&large, limit(4101), Err((Error::TooManyBytes, 4101)));
    check(&large, limit(4100), Err((Error::TooManyBytes, 0)));
    check(b"B\xff\xff\xff\x7f", limit(1000), Err((Error::TooManyBytes, 0)));
}

#[test]
fn objects() {
    let limit = |objects| Limits { objects, ..Limits::NONE };
    check(b"](K\x01K\x02e.", limit(3), Ok(1));
    check(b"](K\x01K\x02e.", limit(2), Err((Error::TooManyObjects, 4)));
    check(b"N.N.N.", limit(1), Ok(3));
    check(b"N.", limit(0), Err((Error::TooManyObjects, 0)));
    // What is fetched again is no other object.
    check(b"]q\x00(h\x00h\x00h\x00e.", limit(1), Ok(1));
    // The class, its arguments, the instance, a state: what BUILD gives back is no other object.
    let built = b"cshapes\nC\n)\x81Nb.";
    check(built, limit(4), Ok(1));
    check(built, limit(3), Err((Error::TooManyObjects, 12)));
    check(b"cshapes\nC\n)\x81NbNbNb.", limit(6), Ok(1));
    check(b"cshapes\nC\n)\x81NbNbNb.", limit(5), Err((Error::TooManyObjects, 16)));
    // Nor is what it puts in its place.
    check(b"cshapes\nFrozen\n)\x81Nb.", limit(4), Ok(1));
    check(b"cshapes\nFrozen\n)\x81Nb.", limit(3), Err((Error::TooManyObjects, 17)));
    // Duplicates are counted, fetched ones are not.
    check(b"N2\x86.", limit(3), Ok(1));
    check(b"N2\x86.", limit(2), Err((Error::TooManyObjects, 2)));
    let large = [b"B\x00\x10\x00\x00", &[0; 4096][..], b"."].concat();
    check(&large, limit(1), Ok(1));
    assert_eq!(decode(&large, limit(0), Some(3)).unwrap_err().0, Error::TooManyObjects);
}

#[test]
fn memo() {
    let limit = |memo| Limits { memo, ..Limits::NONE };
    check(b"N\x94\x94\x94.", limit(3), Ok(1));
    check(b"N\x94\x94\x94.", limit(2), Err((Error::TooManyMemos, 3)));
    check(b"Nq\x02.", limit(3), Ok(1));
    check(b"Nq\x02.", limit(2), Err((Error::TooManyMemos, 1)));
    check(b"Np2\n.", limit(2), Err((Error::TooManyMemos, 1)));
    check(b"Nq\x00.", limit(0), Err((Error::TooManyMemos, 1)));
}
