//! The examples of <https://protobuf.dev/programming-guides/encoding/>, and those of `minipb`: bytes and values.

use protobuf::Kind;

use crate::common::{
    Host, Value, all_ways, encode, encode_with, format, hex, optional, repeated, schema, show, unhex,
};

/// What these bytes mean; and what was read is written as these bytes.
fn both_ways(host: &Host, bytes: &str, text: &str) {
    let bytes = hex(bytes);
    assert_eq!(all_ways(host, &bytes), text);
    let mut host = host.fresh();
    let (obj, _) = crate::common::decode_in(&mut host, &bytes, protobuf::Root::Whole, usize::MAX).unwrap();
    assert_eq!(show(&host, obj), text);
    assert_eq!(unhex(&encode(&mut host, obj).unwrap()), unhex(&bytes));
}

#[test]
fn guide() {
    both_ways(&format("t"), "08 96 01", "{1:150}");
    both_ways(&format("t"), "08 fe ff ff ff ff ff ff ff ff 01", "{1:-2}");
    both_ways(&format("U@2"), "12 07 74 65 73 74 69 6e 67", "{2:'testing'}");
    both_ways(&format("[t]@3"), "1a 03 08 96 01", "{3:{1:150}}");
    both_ways(&format("U@4+T"), "22 05 68 65 6c 6c 6f 28 01 28 02 28 03", "{4:'hello' 5:(1 2 3)}");
    both_ways(&format("#T@6"), "32 06 03 8e 02 9e a7 05", "{6:(3 270 86942)}");
    for (value, zigzag) in [(0, "00"), (-1, "01"), (1, "02"), (-2, "03"), (0x7fff_ffff, "fe ff ff ff 0f")] {
        both_ways(&format("z"), &format!("08 {zigzag}"), &format!("{{1:{value}}}"));
    }
    both_ways(&format("z"), "08 ff ff ff ff 0f", "{1:-2147483648}");
    both_ways(&format("z"), "08 ff ff ff ff ff ff ff ff ff 01", "{1:-9223372036854775808}");
    both_ways(&format("z"), "08 fe ff ff ff ff ff ff ff ff 01", "{1:9223372036854775807}");
}

#[test]
fn numbers() {
    both_ways(&format("T"), "08 ff ff ff ff ff ff ff ff ff 01", "{1:18446744073709551615}");
    both_ways(&format("Q"), "09 ff ff ff ff ff ff ff ff", "{1:18446744073709551615}");
    both_ways(&format("q"), "09 00 00 00 00 00 00 00 80", "{1:-9223372036854775808}");
    both_ways(&format("I"), "0d ff ff ff ff", "{1:4294967295}");
    both_ways(&format("i"), "0d ff ff ff ff", "{1:-1}");
    both_ways(&format("b"), "08 01", "{1:true}");
    both_ways(&format("f"), "0d 00 00 c0 3f", "{1:1.5}");
    both_ways(&format("d"), "09 9a 99 99 99 99 99 b9 3f", "{1:0.1}");
    both_ways(&format("d"), "09 00 00 00 00 00 00 00 80", "{1:-0.0}");
    // Any varint but 0 is true.
    assert_eq!(all_ways(&format("b"), &hex("08 80 80 80 80 80 80 80 80 80 01")), "{1:true}");
    // Longer than need be.
    assert_eq!(all_ways(&format("T"), &hex("08 96 81 80 80 80 80 80 80 80 00")), "{1:150}");
    assert_eq!(all_ways(&format("T"), &hex("88 80 80 80 00 05")), "{1:5}");
}

#[test]
fn numbers_of_32_bits() {
    let host = schema(
        true,
        &[&[
            optional("t", 1, Kind::Int).narrow(),
            optional("u", 2, Kind::Uint).narrow(),
            optional("z", 3, Kind::Sint).narrow(),
        ]],
    );
    both_ways(
        &host,
        "08 ff ff ff ff ff ff ff ff ff 01 10 ff ff ff ff 0f 18 ff ff ff ff 0f",
        "{t:-1 u:4294967295 z:-2147483648}",
    );
    // Some write five bytes.
    assert_eq!(all_ways(&host, &hex("08 ff ff ff ff 0f")), "{t:-1}");
    // What is above 32 bits is cut off.
    let cut = hex("08 81 80 80 80 10 10 82 80 80 80 20 18 84 80 80 80 10");
    assert_eq!(all_ways(&host, &cut), "{t:1 u:2 z:2}");
    for (name, low, high) in
        [("t", -1 << 31, (1 << 31) - 1), ("u", 0, (1 << 32) - 1), ("z", -1 << 31, (1 << 31) - 1)]
    {
        for (value, fits) in [(low, true), (high, true), (low - 1, false), (high + 1, false)] {
            let mut host = host.fresh();
            let value = host.int(value);
            let record = host.record(0, &[(name, value)]);
            assert_eq!(encode(&mut host, record).is_ok(), fits, "{name} {:?}", host.get(value));
        }
    }
}

#[test]
fn minipb() {
    both_ways(&format("U"), "0a 0c 48 65 6c 6c 6f 20 77 6f 72 6c 64 21", "{1:'Hello world!'}");
    // Of its own tests.
    both_ways(&format("zz"), "08 7b 10 b0 07", "{1:-62 2:472}");
    both_ways(&format("a"), "0a 04 74 65 73 74", "{1:b'test'}");
    both_ways(&format("#V"), "0a 06 03 8e 02 9e a7 05", "{1:(3 270 86942)}");
    both_ways(&format("T@10T@9T@1"), "50 7b 48 c8 03 08 95 06", "{10:123 9:456 1:789}");
    both_ways(&format("+[Tx3U@5]"), "0a 04 08 01 2a 00 0a 05 08 02 2a 01 78", "{1:({1:1 5:''} {1:2 5:'x'})}");
}

#[test]
fn fewer_bits() {
    use protobuf::WriteOptions;
    let mut host = format("t");
    let value = host.int(-1);
    let record = host.record(0, &[("1", value)]);
    let bytes = encode_with(&mut host, record, WriteOptions { delimited: false, int_bits: 32 }).unwrap();
    assert_eq!(unhex(&bytes), "08ffffffff0f");
    for (text, bits, value) in [
        ("08 ff ff ff ff 0f", 32, "{1:-1}"),
        ("08 ff ff ff ff 0f", 64, "{1:4294967295}"),
        ("08 ff ff ff ff ff ff ff ff ff 01", 32, "{1:-1}"),
        ("08 80 01", 8, "{1:-128}"),
        ("08 80 02", 8, "{1:256}"),
    ] {
        use model::{Decode, Step, Window};
        let mut host = host.fresh();
        let mut decoder = protobuf::Decoder::new(protobuf::ReadOptions {
            int_bits: bits,
            ..protobuf::ReadOptions::default()
        });
        let bytes = hex(text);
        let window = Window { bytes: &bytes, last: true, volatile: false };
        let Ok((_, Step::Done(obj))) = decoder.run(&mut host, window) else { panic!("{text}") };
        assert_eq!(show(&host, obj), value, "{text} in {bits} bits");
    }
}

#[test]
fn ranges() {
    let wide = 1i128 << 64;
    for (letter, low, high) in [
        ("t", -(wide >> 1), (wide >> 1) - 1),
        ("z", -(wide >> 1), (wide >> 1) - 1),
        ("q", -(wide >> 1), (wide >> 1) - 1),
        ("T", 0, wide - 1),
        ("Q", 0, wide - 1),
        ("b", 0, wide - 1),
        ("i", -1 << 31, (1 << 31) - 1),
        ("I", 0, (1 << 32) - 1),
    ] {
        for (value, fits) in
            [(low, true), (high, true), (low - 1, false), (high + 1, false), (wide << 20, false)]
        {
            let mut host = format(letter);
            let value = host.int(value);
            let record = host.record(0, &[("1", value)]);
            let bytes = encode(&mut host, record);
            assert_eq!(bytes.is_ok(), fits, "{letter} {:?}", host.get(value));
            if fits && letter != "b" {
                let text = show(&host, record);
                assert_eq!(all_ways(&host, &bytes.unwrap()), text, "{letter}");
            }
        }
    }
}

#[test]
fn any_number_is_a_float() {
    for value in [Value::Int(3), Value::Bool(true), Value::Int(1 << 80)] {
        let mut host = format("df");
        let value = host.add(value);
        let record = host.record(0, &[("1", value), ("2", value)]);
        assert_eq!(encode(&mut host, record).unwrap().len(), 14);
    }
    let mut host = schema(false, &[&[repeated("x", 1, Kind::Double)]]);
    let text = host.str("no number");
    let list = host.list(&[text]);
    let record = host.record(0, &[("x", list)]);
    assert_eq!(encode(&mut host, record), Err(model::Error::WrongType));
    assert_eq!(host.blamed, Some(0));
}
