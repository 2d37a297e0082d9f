//! Every allocation fails in turn: an error each time, and all memory comes back.

use model::Error;
use protobuf::{Builder, Root, parse_format};

use crate::common::{Host, Value, decode_in, encode, fail_after, format, held};

/// Runs `f` with each of its allocations failing, until none fails any more. Returns how many there were.
fn each<T>(mut f: impl FnMut() -> Result<T, Error>) -> usize {
    for allowed in 0.. {
        let before = held();
        fail_after(Some(allowed));
        let result = f();
        fail_after(None);
        match result {
            Ok(_) => return allowed,
            Err(error) => assert_eq!((error, held()), (Error::OutOfMemory, before)),
        }
    }
    unreachable!()
}

fn sample() -> (Host, crate::common::Obj) {
    let mut host = format("+[TU+T]#T[a]");
    let data = host.add(Value::Bytes(vec![1; 300]));
    let numbers: Vec<_> = (0..40).map(|value| host.int(value << 30)).collect();
    let numbers = host.list(&numbers);
    let (text, one) = (host.str("text"), host.int(1));
    let item = host.record(1, &[("1", one), ("2", text), ("3", numbers)]);
    let items = host.list(&[item; 9]);
    let last = host.record(2, &[("1", data)]);
    let record = host.record(0, &[("1", items), ("2", numbers), ("3", last)]);
    (host, record)
}

#[test]
fn reading_and_writing() {
    let (mut host, record) = sample();
    assert!(each(|| encode(&mut host, record)) > 5);
    let bytes = encode(&mut host, record).unwrap();
    let read = || decode_in(&mut host.fresh(), &bytes, Root::Whole, usize::MAX).map_err(|(error, _)| error);
    assert!(each(read) > 2);
}

#[test]
fn building() {
    let build = || {
        let mut builder = Builder::<Host>::default();
        parse_format(&mut builder, b"TT[[U]+[d]]z30")?.unwrap();
        let mut table = crate::common::Block::default();
        builder.finish(false, false, &mut table, |_, _| ())
    };
    assert!(each(build) > 2);
}
