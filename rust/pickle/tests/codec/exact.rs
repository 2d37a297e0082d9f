//! Exact bytes: each type at each protocol, as CPython 3.11's `pickle` writes it once
//! `pickletools.optimize` has been over it, less the FRAME.

use num_bigint::BigInt;
use pickle::Call;

use crate::common::{Host, Obj, Object, Value, decode_in, encode, encode_stream, optimal, same};

/// Checks what `make` builds against the pickles of the protocols up to 5.
#[track_caller]
fn check(make: impl Fn(&mut Host) -> Obj, expected: &[&[u8]]) {
    for (protocol, expected) in (0..=5).rev().zip(expected.iter().rev()) {
        let mut host = Host::new();
        let root = make(&mut host);
        let pickle = encode(&mut host, root, protocol).unwrap();
        assert_eq!(
            pickle.escape_ascii().to_string(),
            expected.escape_ascii().to_string(),
            "protocol {protocol}"
        );
        let stream = encode_stream(&mut host, root, protocol).unwrap();
        assert_eq!(optimal(&stream, protocol), pickle, "protocol {protocol}");
        let mut read = Host { extensions: host.extensions.clone(), ..Host::new() };
        for buffer in &host.buffers[..host.buffers.len() / 2] {
            let buffer = host.get(*buffer).clone();
            let buffer = read.add(buffer);
            read.buffers.push(buffer);
        }
        let read_root = decode_in(&mut read, &pickle).unwrap();
        same(&host, root, &read, read_root, true).unwrap();
    }
}

#[test]
fn none() {
    check(
        |h| h.add(Value::None),
        &[b"N.", b"N.", b"\x80\x02N.", b"\x80\x03N.", b"\x80\x04N.", b"\x80\x05N."],
    );
}

#[test]
fn true_() {
    check(
        |h| h.add(Value::Bool(true)),
        &[b"I01\n.", b"I01\n.", b"\x80\x02\x88.", b"\x80\x03\x88.", b"\x80\x04\x88.", b"\x80\x05\x88."],
    );
}

#[test]
fn false_() {
    check(
        |h| h.add(Value::Bool(false)),
        &[b"I00\n.", b"I00\n.", b"\x80\x02\x89.", b"\x80\x03\x89.", b"\x80\x04\x89.", b"\x80\x05\x89."],
    );
}

#[test]
fn int_0() {
    check(
        |h| h.int(0),
        &[b"I0\n.", b"K\x00.", b"\x80\x02K\x00.", b"\x80\x03K\x00.", b"\x80\x04K\x00.", b"\x80\x05K\x00."],
    );
}

#[test]
fn int_1() {
    check(
        |h| h.int(1),
        &[b"I1\n.", b"K\x01.", b"\x80\x02K\x01.", b"\x80\x03K\x01.", b"\x80\x04K\x01.", b"\x80\x05K\x01."],
    );
}

#[test]
fn int_255() {
    check(
        |h| h.int(255),
        &[b"I255\n.", b"K\xff.", b"\x80\x02K\xff.", b"\x80\x03K\xff.", b"\x80\x04K\xff.", b"\x80\x05K\xff."],
    );
}

#[test]
fn int_256() {
    check(
        |h| h.int(256),
        &[
            b"I256\n.",
            b"M\x00\x01.",
            b"\x80\x02M\x00\x01.",
            b"\x80\x03M\x00\x01.",
            b"\x80\x04M\x00\x01.",
            b"\x80\x05M\x00\x01.",
        ],
    );
}

#[test]
fn int_65535() {
    check(
        |h| h.int(65535),
        &[
            b"I65535\n.",
            b"M\xff\xff.",
            b"\x80\x02M\xff\xff.",
            b"\x80\x03M\xff\xff.",
            b"\x80\x04M\xff\xff.",
            b"\x80\x05M\xff\xff.",
        ],
    );
}

#[test]
fn int_65536() {
    check(
        |h| h.int(65536),
        &[
            b"I65536\n.",
            b"J\x00\x00\x01\x00.",
            b"\x80\x02J\x00\x00\x01\x00.",
            b"\x80\x03J\x00\x00\x01\x00.",
            b"\x80\x04J\x00\x00\x01\x00.",
            b"\x80\x05J\x00\x00\x01\x00.",
        ],
    );
}

#[test]
fn int_2147483647() {
    check(
        |h| h.int(2147483647),
        &[
            b"I2147483647\n.",
            b"J\xff\xff\xff\x7f.",
            b"\x80\x02J\xff\xff\xff\x7f.",
            b"\x80\x03J\xff\xff\xff\x7f.",
            b"\x80\x04J\xff\xff\xff\x7f.",
            b"\x80\x05J\xff\xff\xff\x7f.",
        ],
    );
}

#[test]
fn int_minus_1() {
    check(
        |h| h.int(-1),
        &[
            b"I-1\n.",
            b"J\xff\xff\xff\xff.",
            b"\x80\x02J\xff\xff\xff\xff.",
            b"\x80\x03J\xff\xff\xff\xff.",
            b"\x80\x04J\xff\xff\xff\xff.",
            b"\x80\x05J\xff\xff\xff\xff.",
        ],
    );
}

#[test]
fn int_minus_128() {
    check(
        |h| h.int(-128),
        &[
            b"I-128\n.",
            b"J\x80\xff\xff\xff.",
            b"\x80\x02J\x80\xff\xff\xff.",
            b"\x80\x03J\x80\xff\xff\xff.",
            b"\x80\x04J\x80\xff\xff\xff.",
            b"\x80\x05J\x80\xff\xff\xff.",
        ],
    );
}

#[test]
fn int_minus_129() {
    check(
        |h| h.int(-129),
        &[
            b"I-129\n.",
            b"J\x7f\xff\xff\xff.",
            b"\x80\x02J\x7f\xff\xff\xff.",
            b"\x80\x03J\x7f\xff\xff\xff.",
            b"\x80\x04J\x7f\xff\xff\xff.",
            b"\x80\x05J\x7f\xff\xff\xff.",
        ],
    );
}

#[test]
fn int_minus_2147483648() {
    check(
        |h| h.int(-2147483648),
        &[
            b"I-2147483648\n.",
            b"J\x00\x00\x00\x80.",
            b"\x80\x02J\x00\x00\x00\x80.",
            b"\x80\x03J\x00\x00\x00\x80.",
            b"\x80\x04J\x00\x00\x00\x80.",
            b"\x80\x05J\x00\x00\x00\x80.",
        ],
    );
}

#[test]
fn int_minus_2147483649() {
    check(
        |h| h.int(-2147483649),
        &[
            b"L-2147483649L\n.",
            b"L-2147483649L\n.",
            b"\x80\x02\x8a\x05\xff\xff\xff\x7f\xff.",
            b"\x80\x03\x8a\x05\xff\xff\xff\x7f\xff.",
            b"\x80\x04\x8a\x05\xff\xff\xff\x7f\xff.",
            b"\x80\x05\x8a\x05\xff\xff\xff\x7f\xff.",
        ],
    );
}

#[test]
fn int_2147483648() {
    check(
        |h| h.int(2147483648),
        &[
            b"L2147483648L\n.",
            b"L2147483648L\n.",
            b"\x80\x02\x8a\x05\x00\x00\x00\x80\x00.",
            b"\x80\x03\x8a\x05\x00\x00\x00\x80\x00.",
            b"\x80\x04\x8a\x05\x00\x00\x00\x80\x00.",
            b"\x80\x05\x8a\x05\x00\x00\x00\x80\x00.",
        ],
    );
}

#[test]
fn int_4294967296() {
    check(
        |h| h.int(4294967296),
        &[
            b"L4294967296L\n.",
            b"L4294967296L\n.",
            b"\x80\x02\x8a\x05\x00\x00\x00\x00\x01.",
            b"\x80\x03\x8a\x05\x00\x00\x00\x00\x01.",
            b"\x80\x04\x8a\x05\x00\x00\x00\x00\x01.",
            b"\x80\x05\x8a\x05\x00\x00\x00\x00\x01.",
        ],
    );
}

#[test]
fn int_549755813887() {
    check(
        |h| h.int(549755813887),
        &[
            b"L549755813887L\n.",
            b"L549755813887L\n.",
            b"\x80\x02\x8a\x05\xff\xff\xff\xff\x7f.",
            b"\x80\x03\x8a\x05\xff\xff\xff\xff\x7f.",
            b"\x80\x04\x8a\x05\xff\xff\xff\xff\x7f.",
            b"\x80\x05\x8a\x05\xff\xff\xff\xff\x7f.",
        ],
    );
}

#[test]
fn int_549755813888() {
    check(
        |h| h.int(549755813888),
        &[
            b"L549755813888L\n.",
            b"L549755813888L\n.",
            b"\x80\x02\x8a\x06\x00\x00\x00\x00\x80\x00.",
            b"\x80\x03\x8a\x06\x00\x00\x00\x00\x80\x00.",
            b"\x80\x04\x8a\x06\x00\x00\x00\x00\x80\x00.",
            b"\x80\x05\x8a\x06\x00\x00\x00\x00\x80\x00.",
        ],
    );
}

#[test]
fn int_minus_549755813888() {
    check(
        |h| h.int(-549755813888),
        &[
            b"L-549755813888L\n.",
            b"L-549755813888L\n.",
            b"\x80\x02\x8a\x05\x00\x00\x00\x00\x80.",
            b"\x80\x03\x8a\x05\x00\x00\x00\x00\x80.",
            b"\x80\x04\x8a\x05\x00\x00\x00\x00\x80.",
            b"\x80\x05\x8a\x05\x00\x00\x00\x00\x80.",
        ],
    );
}

#[test]
fn int_9223372036854775807() {
    check(
        |h| h.int(9223372036854775807),
        &[
            b"L9223372036854775807L\n.",
            b"L9223372036854775807L\n.",
            b"\x80\x02\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.",
            b"\x80\x03\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.",
            b"\x80\x04\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.",
            b"\x80\x05\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.",
        ],
    );
}

#[test]
fn int_minus_9223372036854775808() {
    check(
        |h| h.int(-9223372036854775808),
        &[
            b"L-9223372036854775808L\n.",
            b"L-9223372036854775808L\n.",
            b"\x80\x02\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80.",
            b"\x80\x03\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80.",
            b"\x80\x04\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80.",
            b"\x80\x05\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80.",
        ],
    );
}

#[test]
fn big_2_pow_63() {
    check(
        |h| h.add(Value::Big(BigInt::from(1u64 << 63))),
        &[
            b"L9223372036854775808L\n.",
            b"L9223372036854775808L\n.",
            b"\x80\x02\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00.",
            b"\x80\x03\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00.",
            b"\x80\x04\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00.",
            b"\x80\x05\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00.",
        ],
    );
}

#[test]
fn big_minus_2_pow_63_less_1() {
    check(
        |h| h.add(Value::Big(BigInt::from(i64::MIN) - 1)),
        &[
            b"L-9223372036854775809L\n.",
            b"L-9223372036854775809L\n.",
            b"\x80\x02\x8a\x09\xff\xff\xff\xff\xff\xff\xff\x7f\xff.",
            b"\x80\x03\x8a\x09\xff\xff\xff\xff\xff\xff\xff\x7f\xff.",
            b"\x80\x04\x8a\x09\xff\xff\xff\xff\xff\xff\xff\x7f\xff.",
            b"\x80\x05\x8a\x09\xff\xff\xff\xff\xff\xff\xff\x7f\xff.",
        ],
    );
}

#[test]
fn big_10_pow_30() {
    check(
        |h| h.add(Value::Big(BigInt::from(10).pow(30))),
        &[
            b"L1000000000000000000000000000000L\n.",
            b"L1000000000000000000000000000000L\n.",
            b"\x80\x02\x8a\x0d\x00\x00\x00@\xea\xedtF\xd0\x9c,\x9f\x0c.",
            b"\x80\x03\x8a\x0d\x00\x00\x00@\xea\xedtF\xd0\x9c,\x9f\x0c.",
            b"\x80\x04\x8a\x0d\x00\x00\x00@\xea\xedtF\xd0\x9c,\x9f\x0c.",
            b"\x80\x05\x8a\x0d\x00\x00\x00@\xea\xedtF\xd0\x9c,\x9f\x0c.",
        ],
    );
}

#[test]
fn big_2_pow_2030() {
    check(|h| h.add(Value::Big(BigInt::from(1) << 2030)), &[
        b"L123279594693416623309001452212028320161606226614820419434090978345965023570510448048390203138438848356966850131690589979149320828058208164577820405526917583925746449917987808577538290978964432170089941552673597596270722269602278732917168023446945840723349173935075016185331634107746375307493409725661965887153298696097062463457813166757829931239533142224602974159537527692150215884050217873192819949585636584190153517602775029592889217957693656556715765431340359616192343462794571722889545828731274885061945123980166236629661549638187403252470112481649159757780464689000051897603296198291596024297927298015821824L\n.",
        b"L123279594693416623309001452212028320161606226614820419434090978345965023570510448048390203138438848356966850131690589979149320828058208164577820405526917583925746449917987808577538290978964432170089941552673597596270722269602278732917168023446945840723349173935075016185331634107746375307493409725661965887153298696097062463457813166757829931239533142224602974159537527692150215884050217873192819949585636584190153517602775029592889217957693656556715765431340359616192343462794571722889545828731274885061945123980166236629661549638187403252470112481649159757780464689000051897603296198291596024297927298015821824L\n.",
        &[b"\x80\x02\x8a\xfe" as &[u8], &[0x00; 253], b"@."].concat(),
        &[b"\x80\x03\x8a\xfe" as &[u8], &[0x00; 253], b"@."].concat(),
        &[b"\x80\x04\x8a\xfe" as &[u8], &[0x00; 253], b"@."].concat(),
        &[b"\x80\x05\x8a\xfe" as &[u8], &[0x00; 253], b"@."].concat(),
    ]);
}

#[test]
fn big_2_pow_2039() {
    check(|h| h.add(Value::Big(BigInt::from(1) << 2039)), &[
        b"L63119152483029311134208743532558499922742388026788054750254580913134092068101349400775784006880690358767027267425582069324452263965802580263844047629781802969982182358009757991699604981229789271086050074968881969290609802036366711253590028004836270450354777054758408286889796663166144157436625779538926534222488932401695981290400341380008924794640968818996722769683214178380910532633711551074723814187845931105358601012620815151559279594339152157038471900846264123490479852950820722119447464310412741151715903477845113154386713414751950465264697590604369795983597920768026571572887653525297164440538776584100773888L\n.",
        b"L63119152483029311134208743532558499922742388026788054750254580913134092068101349400775784006880690358767027267425582069324452263965802580263844047629781802969982182358009757991699604981229789271086050074968881969290609802036366711253590028004836270450354777054758408286889796663166144157436625779538926534222488932401695981290400341380008924794640968818996722769683214178380910532633711551074723814187845931105358601012620815151559279594339152157038471900846264123490479852950820722119447464310412741151715903477845113154386713414751950465264697590604369795983597920768026571572887653525297164440538776584100773888L\n.",
        &[b"\x80\x02\x8b\x00\x01" as &[u8], &[0x00; 256], b"\x80\x00."].concat(),
        &[b"\x80\x03\x8b\x00\x01" as &[u8], &[0x00; 256], b"\x80\x00."].concat(),
        &[b"\x80\x04\x8b\x00\x01" as &[u8], &[0x00; 256], b"\x80\x00."].concat(),
        &[b"\x80\x05\x8b\x00\x01" as &[u8], &[0x00; 256], b"\x80\x00."].concat(),
    ]);
}

#[test]
fn big_minus_2_pow_2039() {
    check(|h| h.add(Value::Big(BigInt::from(-1) << 2039)), &[
        b"L-63119152483029311134208743532558499922742388026788054750254580913134092068101349400775784006880690358767027267425582069324452263965802580263844047629781802969982182358009757991699604981229789271086050074968881969290609802036366711253590028004836270450354777054758408286889796663166144157436625779538926534222488932401695981290400341380008924794640968818996722769683214178380910532633711551074723814187845931105358601012620815151559279594339152157038471900846264123490479852950820722119447464310412741151715903477845113154386713414751950465264697590604369795983597920768026571572887653525297164440538776584100773888L\n.",
        b"L-63119152483029311134208743532558499922742388026788054750254580913134092068101349400775784006880690358767027267425582069324452263965802580263844047629781802969982182358009757991699604981229789271086050074968881969290609802036366711253590028004836270450354777054758408286889796663166144157436625779538926534222488932401695981290400341380008924794640968818996722769683214178380910532633711551074723814187845931105358601012620815151559279594339152157038471900846264123490479852950820722119447464310412741151715903477845113154386713414751950465264697590604369795983597920768026571572887653525297164440538776584100773888L\n.",
        &[b"\x80\x02\x8a\xff" as &[u8], &[0x00; 254], b"\x80."].concat(),
        &[b"\x80\x03\x8a\xff" as &[u8], &[0x00; 254], b"\x80."].concat(),
        &[b"\x80\x04\x8a\xff" as &[u8], &[0x00; 254], b"\x80."].concat(),
        &[b"\x80\x05\x8a\xff" as &[u8], &[0x00; 254], b"\x80."].concat(),
    ]);
}

#[test]
fn big_zero() {
    check(
        |h| h.add(Value::Big(BigInt::ZERO)),
        &[b"I0\n.", b"K\x00.", b"\x80\x02K\x00.", b"\x80\x03K\x00.", b"\x80\x04K\x00.", b"\x80\x05K\x00."],
    );
}

#[test]
fn big_seven() {
    check(
        |h| h.add(Value::Big(BigInt::from(7))),
        &[b"I7\n.", b"K\x07.", b"\x80\x02K\x07.", b"\x80\x03K\x07.", b"\x80\x04K\x07.", b"\x80\x05K\x07."],
    );
}

#[test]
fn big_minus_seven() {
    check(
        |h| h.add(Value::Big(BigInt::from(-7))),
        &[
            b"I-7\n.",
            b"J\xf9\xff\xff\xff.",
            b"\x80\x02J\xf9\xff\xff\xff.",
            b"\x80\x03J\xf9\xff\xff\xff.",
            b"\x80\x04J\xf9\xff\xff\xff.",
            b"\x80\x05J\xf9\xff\xff\xff.",
        ],
    );
}

#[test]
fn big_300() {
    check(
        |h| h.add(Value::Big(BigInt::from(300))),
        &[
            b"I300\n.",
            b"M,\x01.",
            b"\x80\x02M,\x01.",
            b"\x80\x03M,\x01.",
            b"\x80\x04M,\x01.",
            b"\x80\x05M,\x01.",
        ],
    );
}

#[test]
fn big_minus_2_pow_31() {
    check(
        |h| h.add(Value::Big(BigInt::from(i32::MIN))),
        &[
            b"I-2147483648\n.",
            b"J\x00\x00\x00\x80.",
            b"\x80\x02J\x00\x00\x00\x80.",
            b"\x80\x03J\x00\x00\x00\x80.",
            b"\x80\x04J\x00\x00\x00\x80.",
            b"\x80\x05J\x00\x00\x00\x80.",
        ],
    );
}

#[test]
fn float_zero() {
    check(
        |h| h.add(Value::Float(0.0)),
        &[
            b"F0.0\n.",
            b"G\x00\x00\x00\x00\x00\x00\x00\x00.",
            b"\x80\x02G\x00\x00\x00\x00\x00\x00\x00\x00.",
            b"\x80\x03G\x00\x00\x00\x00\x00\x00\x00\x00.",
            b"\x80\x04G\x00\x00\x00\x00\x00\x00\x00\x00.",
            b"\x80\x05G\x00\x00\x00\x00\x00\x00\x00\x00.",
        ],
    );
}

#[test]
fn float_minus_zero() {
    check(
        |h| h.add(Value::Float(-0.0)),
        &[
            b"F-0.0\n.",
            b"G\x80\x00\x00\x00\x00\x00\x00\x00.",
            b"\x80\x02G\x80\x00\x00\x00\x00\x00\x00\x00.",
            b"\x80\x03G\x80\x00\x00\x00\x00\x00\x00\x00.",
            b"\x80\x04G\x80\x00\x00\x00\x00\x00\x00\x00.",
            b"\x80\x05G\x80\x00\x00\x00\x00\x00\x00\x00.",
        ],
    );
}

#[test]
fn float_one_and_half() {
    check(
        |h| h.add(Value::Float(1.5)),
        &[
            b"F1.5\n.",
            b"G?\xf8\x00\x00\x00\x00\x00\x00.",
            b"\x80\x02G?\xf8\x00\x00\x00\x00\x00\x00.",
            b"\x80\x03G?\xf8\x00\x00\x00\x00\x00\x00.",
            b"\x80\x04G?\xf8\x00\x00\x00\x00\x00\x00.",
            b"\x80\x05G?\xf8\x00\x00\x00\x00\x00\x00.",
        ],
    );
}

#[test]
fn float_tenth() {
    check(
        |h| h.add(Value::Float(0.1)),
        &[
            b"F0.1\n.",
            b"G?\xb9\x99\x99\x99\x99\x99\x9a.",
            b"\x80\x02G?\xb9\x99\x99\x99\x99\x99\x9a.",
            b"\x80\x03G?\xb9\x99\x99\x99\x99\x99\x9a.",
            b"\x80\x04G?\xb9\x99\x99\x99\x99\x99\x9a.",
            b"\x80\x05G?\xb9\x99\x99\x99\x99\x99\x9a.",
        ],
    );
}

#[test]
fn float_large() {
    check(
        |h| h.add(Value::Float(1e100)),
        &[
            b"F1e+100\n.",
            b"GT\xb2I\xad%\x94\xc3}.",
            b"\x80\x02GT\xb2I\xad%\x94\xc3}.",
            b"\x80\x03GT\xb2I\xad%\x94\xc3}.",
            b"\x80\x04GT\xb2I\xad%\x94\xc3}.",
            b"\x80\x05GT\xb2I\xad%\x94\xc3}.",
        ],
    );
}

#[test]
fn float_inf() {
    check(
        |h| h.add(Value::Float(f64::INFINITY)),
        &[
            b"Finf\n.",
            b"G\x7f\xf0\x00\x00\x00\x00\x00\x00.",
            b"\x80\x02G\x7f\xf0\x00\x00\x00\x00\x00\x00.",
            b"\x80\x03G\x7f\xf0\x00\x00\x00\x00\x00\x00.",
            b"\x80\x04G\x7f\xf0\x00\x00\x00\x00\x00\x00.",
            b"\x80\x05G\x7f\xf0\x00\x00\x00\x00\x00\x00.",
        ],
    );
}

#[test]
fn float_minus_inf() {
    check(
        |h| h.add(Value::Float(f64::NEG_INFINITY)),
        &[
            b"F-inf\n.",
            b"G\xff\xf0\x00\x00\x00\x00\x00\x00.",
            b"\x80\x02G\xff\xf0\x00\x00\x00\x00\x00\x00.",
            b"\x80\x03G\xff\xf0\x00\x00\x00\x00\x00\x00.",
            b"\x80\x04G\xff\xf0\x00\x00\x00\x00\x00\x00.",
            b"\x80\x05G\xff\xf0\x00\x00\x00\x00\x00\x00.",
        ],
    );
}

#[test]
fn float_nan() {
    check(
        |h| h.add(Value::Float(f64::NAN)),
        &[
            b"Fnan\n.",
            b"G\x7f\xf8\x00\x00\x00\x00\x00\x00.",
            b"\x80\x02G\x7f\xf8\x00\x00\x00\x00\x00\x00.",
            b"\x80\x03G\x7f\xf8\x00\x00\x00\x00\x00\x00.",
            b"\x80\x04G\x7f\xf8\x00\x00\x00\x00\x00\x00.",
            b"\x80\x05G\x7f\xf8\x00\x00\x00\x00\x00\x00.",
        ],
    );
}

#[test]
fn str_empty() {
    check(
        |h| h.add(Value::Str(b"".to_vec())),
        &[
            b"V\n.",
            b"X\x00\x00\x00\x00.",
            b"\x80\x02X\x00\x00\x00\x00.",
            b"\x80\x03X\x00\x00\x00\x00.",
            b"\x80\x04\x8c\x00.",
            b"\x80\x05\x8c\x00.",
        ],
    );
}

#[test]
fn str_ascii() {
    check(
        |h| h.add(Value::Str(b"abc".to_vec())),
        &[
            b"Vabc\n.",
            b"X\x03\x00\x00\x00abc.",
            b"\x80\x02X\x03\x00\x00\x00abc.",
            b"\x80\x03X\x03\x00\x00\x00abc.",
            b"\x80\x04\x8c\x03abc.",
            b"\x80\x05\x8c\x03abc.",
        ],
    );
}

#[test]
fn str_latin() {
    check(
        |h| h.add(Value::Str(b"\xc3\xa9".to_vec())),
        &[
            b"V\xe9\n.",
            b"X\x02\x00\x00\x00\xc3\xa9.",
            b"\x80\x02X\x02\x00\x00\x00\xc3\xa9.",
            b"\x80\x03X\x02\x00\x00\x00\xc3\xa9.",
            b"\x80\x04\x8c\x02\xc3\xa9.",
            b"\x80\x05\x8c\x02\xc3\xa9.",
        ],
    );
}

#[test]
fn str_euro() {
    check(
        |h| h.add(Value::Str(b"\xe2\x82\xac".to_vec())),
        &[
            b"V\\u20ac\n.",
            b"X\x03\x00\x00\x00\xe2\x82\xac.",
            b"\x80\x02X\x03\x00\x00\x00\xe2\x82\xac.",
            b"\x80\x03X\x03\x00\x00\x00\xe2\x82\xac.",
            b"\x80\x04\x8c\x03\xe2\x82\xac.",
            b"\x80\x05\x8c\x03\xe2\x82\xac.",
        ],
    );
}

#[test]
fn str_smile() {
    check(
        |h| h.add(Value::Str(b"\xf0\x9f\x98\x80".to_vec())),
        &[
            b"V\\U0001f600\n.",
            b"X\x04\x00\x00\x00\xf0\x9f\x98\x80.",
            b"\x80\x02X\x04\x00\x00\x00\xf0\x9f\x98\x80.",
            b"\x80\x03X\x04\x00\x00\x00\xf0\x9f\x98\x80.",
            b"\x80\x04\x8c\x04\xf0\x9f\x98\x80.",
            b"\x80\x05\x8c\x04\xf0\x9f\x98\x80.",
        ],
    );
}

#[test]
fn str_escapes() {
    check(
        |h| h.add(Value::Str(b"a\nb\\c\x00\x0d\x1a\\u0041".to_vec())),
        &[
            b"Va\\u000ab\\u005cc\\u0000\\u000d\\u001a\\u005cu0041\n.",
            b"X\x0e\x00\x00\x00a\nb\\c\x00\x0d\x1a\\u0041.",
            b"\x80\x02X\x0e\x00\x00\x00a\nb\\c\x00\x0d\x1a\\u0041.",
            b"\x80\x03X\x0e\x00\x00\x00a\nb\\c\x00\x0d\x1a\\u0041.",
            b"\x80\x04\x8c\x0ea\nb\\c\x00\x0d\x1a\\u0041.",
            b"\x80\x05\x8c\x0ea\nb\\c\x00\x0d\x1a\\u0041.",
        ],
    );
}

#[test]
fn str_surrogate() {
    check(
        |h| h.add(Value::Str(b"\xed\xa0\x80x".to_vec())),
        &[
            b"V\\ud800x\n.",
            b"X\x04\x00\x00\x00\xed\xa0\x80x.",
            b"\x80\x02X\x04\x00\x00\x00\xed\xa0\x80x.",
            b"\x80\x03X\x04\x00\x00\x00\xed\xa0\x80x.",
            b"\x80\x04\x8c\x04\xed\xa0\x80x.",
            b"\x80\x05\x8c\x04\xed\xa0\x80x.",
        ],
    );
}

#[test]
fn str_255() {
    check(
        |h| h.add(Value::Str(vec![b'x'; 255])),
        &[
            &[b"V" as &[u8], &[0x78; 255], b"\n."].concat(),
            &[b"X\xff\x00\x00\x00" as &[u8], &[0x78; 255], b"."].concat(),
            &[b"\x80\x02X\xff\x00\x00\x00" as &[u8], &[0x78; 255], b"."].concat(),
            &[b"\x80\x03X\xff\x00\x00\x00" as &[u8], &[0x78; 255], b"."].concat(),
            &[b"\x80\x04\x8c\xff" as &[u8], &[0x78; 255], b"."].concat(),
            &[b"\x80\x05\x8c\xff" as &[u8], &[0x78; 255], b"."].concat(),
        ],
    );
}

#[test]
fn str_256() {
    check(
        |h| h.add(Value::Str(vec![b'x'; 256])),
        &[
            &[b"V" as &[u8], &[0x78; 256], b"\n."].concat(),
            &[b"X\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"."].concat(),
            &[b"\x80\x02X\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"."].concat(),
            &[b"\x80\x03X\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"."].concat(),
            &[b"\x80\x04X\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"."].concat(),
            &[b"\x80\x05X\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"."].concat(),
        ],
    );
}

#[test]
fn bytes_empty() {
    check(
        |h| h.add(Value::Bytes(b"".to_vec())),
        &[
            b"c__builtin__\nbytes\n(tR.",
            b"c__builtin__\nbytes\n)R.",
            b"\x80\x02c__builtin__\nbytes\n)R.",
            b"\x80\x03C\x00.",
            b"\x80\x04C\x00.",
            b"\x80\x05C\x00.",
        ],
    );
}

#[test]
fn bytearray_empty() {
    check(
        |h| h.add(Value::ByteArray(b"".to_vec())),
        &[
            b"c__builtin__\nbytearray\n(tR.",
            b"c__builtin__\nbytearray\n)R.",
            b"\x80\x02c__builtin__\nbytearray\n)R.",
            b"\x80\x03cbuiltins\nbytearray\n)R.",
            b"\x80\x04\x8c\x08builtins\x8c\x09bytearray\x93)R.",
            b"\x80\x05\x96\x00\x00\x00\x00\x00\x00\x00\x00.",
        ],
    );
}

#[test]
fn bytes_ascii() {
    check(
        |h| h.add(Value::Bytes(b"abc".to_vec())),
        &[
            b"c_codecs\nencode\n(Vabc\nVlatin1\ntR.",
            b"c_codecs\nencode\n(X\x03\x00\x00\x00abcX\x06\x00\x00\x00latin1tR.",
            b"\x80\x02c_codecs\nencode\nX\x03\x00\x00\x00abcX\x06\x00\x00\x00latin1\x86R.",
            b"\x80\x03C\x03abc.",
            b"\x80\x04C\x03abc.",
            b"\x80\x05C\x03abc.",
        ],
    );
}

#[test]
fn bytearray_ascii() {
    check(
        |h| h.add(Value::ByteArray(b"abc".to_vec())),
        &[
            b"c__builtin__\nbytearray\n(Vabc\nVlatin-1\ntR.",
            b"c__builtin__\nbytearray\n(X\x03\x00\x00\x00abcX\x07\x00\x00\x00latin-1tR.",
            b"\x80\x02c__builtin__\nbytearray\nX\x03\x00\x00\x00abcX\x07\x00\x00\x00latin-1\x86R.",
            b"\x80\x03cbuiltins\nbytearray\nC\x03abc\x85R.",
            b"\x80\x04\x8c\x08builtins\x8c\x09bytearray\x93C\x03abc\x85R.",
            b"\x80\x05\x96\x03\x00\x00\x00\x00\x00\x00\x00abc.",
        ],
    );
}

#[test]
fn bytes_binary() {
    check(|h| h.add(Value::Bytes(b"\x00\x7f\x80\xff".to_vec())), &[
        b"c_codecs\nencode\n(V\\u0000\x7f\x80\xff\nVlatin1\ntR.",
        b"c_codecs\nencode\n(X\x06\x00\x00\x00\x00\x7f\xc2\x80\xc3\xbfX\x06\x00\x00\x00latin1tR.",
        b"\x80\x02c_codecs\nencode\nX\x06\x00\x00\x00\x00\x7f\xc2\x80\xc3\xbfX\x06\x00\x00\x00latin1\x86R.",
        b"\x80\x03C\x04\x00\x7f\x80\xff.",
        b"\x80\x04C\x04\x00\x7f\x80\xff.",
        b"\x80\x05C\x04\x00\x7f\x80\xff.",
    ]);
}

#[test]
fn bytearray_binary() {
    check(|h| h.add(Value::ByteArray(b"\x00\x7f\x80\xff".to_vec())), &[
        b"c__builtin__\nbytearray\n(V\\u0000\x7f\x80\xff\nVlatin-1\ntR.",
        b"c__builtin__\nbytearray\n(X\x06\x00\x00\x00\x00\x7f\xc2\x80\xc3\xbfX\x07\x00\x00\x00latin-1tR.",
        b"\x80\x02c__builtin__\nbytearray\nX\x06\x00\x00\x00\x00\x7f\xc2\x80\xc3\xbfX\x07\x00\x00\x00latin-1\x86R.",
        b"\x80\x03cbuiltins\nbytearray\nC\x04\x00\x7f\x80\xff\x85R.",
        b"\x80\x04\x8c\x08builtins\x8c\x09bytearray\x93C\x04\x00\x7f\x80\xff\x85R.",
        b"\x80\x05\x96\x04\x00\x00\x00\x00\x00\x00\x00\x00\x7f\x80\xff.",
    ]);
}

#[test]
fn bytes_255() {
    check(
        |h| h.add(Value::Bytes(vec![b'x'; 255])),
        &[
            &[b"c_codecs\nencode\n(V" as &[u8], &[0x78; 255], b"\nVlatin1\ntR."].concat(),
            &[b"c_codecs\nencode\n(X\xff\x00\x00\x00" as &[u8], &[0x78; 255], b"X\x06\x00\x00\x00latin1tR."]
                .concat(),
            &[
                b"\x80\x02c_codecs\nencode\nX\xff\x00\x00\x00" as &[u8],
                &[0x78; 255],
                b"X\x06\x00\x00\x00latin1\x86R.",
            ]
            .concat(),
            &[b"\x80\x03C\xff" as &[u8], &[0x78; 255], b"."].concat(),
            &[b"\x80\x04C\xff" as &[u8], &[0x78; 255], b"."].concat(),
            &[b"\x80\x05C\xff" as &[u8], &[0x78; 255], b"."].concat(),
        ],
    );
}

#[test]
fn bytearray_255() {
    check(
        |h| h.add(Value::ByteArray(vec![b'x'; 255])),
        &[
            &[b"c__builtin__\nbytearray\n(V" as &[u8], &[0x78; 255], b"\nVlatin-1\ntR."].concat(),
            &[
                b"c__builtin__\nbytearray\n(X\xff\x00\x00\x00" as &[u8],
                &[0x78; 255],
                b"X\x07\x00\x00\x00latin-1tR.",
            ]
            .concat(),
            &[
                b"\x80\x02c__builtin__\nbytearray\nX\xff\x00\x00\x00" as &[u8],
                &[0x78; 255],
                b"X\x07\x00\x00\x00latin-1\x86R.",
            ]
            .concat(),
            &[b"\x80\x03cbuiltins\nbytearray\nC\xff" as &[u8], &[0x78; 255], b"\x85R."].concat(),
            &[b"\x80\x04\x8c\x08builtins\x8c\x09bytearray\x93C\xff" as &[u8], &[0x78; 255], b"\x85R."]
                .concat(),
            &[b"\x80\x05\x96\xff\x00\x00\x00\x00\x00\x00\x00" as &[u8], &[0x78; 255], b"."].concat(),
        ],
    );
}

#[test]
fn bytes_256() {
    check(
        |h| h.add(Value::Bytes(vec![b'x'; 256])),
        &[
            &[b"c_codecs\nencode\n(V" as &[u8], &[0x78; 256], b"\nVlatin1\ntR."].concat(),
            &[b"c_codecs\nencode\n(X\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"X\x06\x00\x00\x00latin1tR."]
                .concat(),
            &[
                b"\x80\x02c_codecs\nencode\nX\x00\x01\x00\x00" as &[u8],
                &[0x78; 256],
                b"X\x06\x00\x00\x00latin1\x86R.",
            ]
            .concat(),
            &[b"\x80\x03B\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"."].concat(),
            &[b"\x80\x04B\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"."].concat(),
            &[b"\x80\x05B\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"."].concat(),
        ],
    );
}

#[test]
fn bytearray_256() {
    check(
        |h| h.add(Value::ByteArray(vec![b'x'; 256])),
        &[
            &[b"c__builtin__\nbytearray\n(V" as &[u8], &[0x78; 256], b"\nVlatin-1\ntR."].concat(),
            &[
                b"c__builtin__\nbytearray\n(X\x00\x01\x00\x00" as &[u8],
                &[0x78; 256],
                b"X\x07\x00\x00\x00latin-1tR.",
            ]
            .concat(),
            &[
                b"\x80\x02c__builtin__\nbytearray\nX\x00\x01\x00\x00" as &[u8],
                &[0x78; 256],
                b"X\x07\x00\x00\x00latin-1\x86R.",
            ]
            .concat(),
            &[b"\x80\x03cbuiltins\nbytearray\nB\x00\x01\x00\x00" as &[u8], &[0x78; 256], b"\x85R."].concat(),
            &[
                b"\x80\x04\x8c\x08builtins\x8c\x09bytearray\x93B\x00\x01\x00\x00" as &[u8],
                &[0x78; 256],
                b"\x85R.",
            ]
            .concat(),
            &[b"\x80\x05\x96\x00\x01\x00\x00\x00\x00\x00\x00" as &[u8], &[0x78; 256], b"."].concat(),
        ],
    );
}

#[test]
fn tuple_0() {
    check(
        |h| {
            let items: Vec<Obj> = (0..0).map(|n| h.int(n)).collect();
            h.add(Value::Tuple(items))
        },
        &[b"(t.", b").", b"\x80\x02).", b"\x80\x03).", b"\x80\x04).", b"\x80\x05)."],
    );
}

#[test]
fn tuple_1() {
    check(
        |h| {
            let items: Vec<Obj> = (0..1).map(|n| h.int(n)).collect();
            h.add(Value::Tuple(items))
        },
        &[
            b"(I0\nt.",
            b"(K\x00t.",
            b"\x80\x02K\x00\x85.",
            b"\x80\x03K\x00\x85.",
            b"\x80\x04K\x00\x85.",
            b"\x80\x05K\x00\x85.",
        ],
    );
}

#[test]
fn tuple_2() {
    check(
        |h| {
            let items: Vec<Obj> = (0..2).map(|n| h.int(n)).collect();
            h.add(Value::Tuple(items))
        },
        &[
            b"(I0\nI1\nt.",
            b"(K\x00K\x01t.",
            b"\x80\x02K\x00K\x01\x86.",
            b"\x80\x03K\x00K\x01\x86.",
            b"\x80\x04K\x00K\x01\x86.",
            b"\x80\x05K\x00K\x01\x86.",
        ],
    );
}

#[test]
fn tuple_3() {
    check(
        |h| {
            let items: Vec<Obj> = (0..3).map(|n| h.int(n)).collect();
            h.add(Value::Tuple(items))
        },
        &[
            b"(I0\nI1\nI2\nt.",
            b"(K\x00K\x01K\x02t.",
            b"\x80\x02K\x00K\x01K\x02\x87.",
            b"\x80\x03K\x00K\x01K\x02\x87.",
            b"\x80\x04K\x00K\x01K\x02\x87.",
            b"\x80\x05K\x00K\x01K\x02\x87.",
        ],
    );
}

#[test]
fn tuple_4() {
    check(
        |h| {
            let items: Vec<Obj> = (0..4).map(|n| h.int(n)).collect();
            h.add(Value::Tuple(items))
        },
        &[
            b"(I0\nI1\nI2\nI3\nt.",
            b"(K\x00K\x01K\x02K\x03t.",
            b"\x80\x02(K\x00K\x01K\x02K\x03t.",
            b"\x80\x03(K\x00K\x01K\x02K\x03t.",
            b"\x80\x04(K\x00K\x01K\x02K\x03t.",
            b"\x80\x05(K\x00K\x01K\x02K\x03t.",
        ],
    );
}

#[test]
fn list_0() {
    check(
        |h| {
            let items: Vec<Obj> = (0..0).map(|n| h.int(n)).collect();
            h.add(Value::List(items))
        },
        &[b"(l.", b"].", b"\x80\x02].", b"\x80\x03].", b"\x80\x04].", b"\x80\x05]."],
    );
}

#[test]
fn list_1() {
    check(
        |h| {
            let items: Vec<Obj> = (0..1).map(|n| h.int(n)).collect();
            h.add(Value::List(items))
        },
        &[
            b"(lI0\na.",
            b"]K\x00a.",
            b"\x80\x02]K\x00a.",
            b"\x80\x03]K\x00a.",
            b"\x80\x04]K\x00a.",
            b"\x80\x05]K\x00a.",
        ],
    );
}

#[test]
fn list_2() {
    check(
        |h| {
            let items: Vec<Obj> = (0..2).map(|n| h.int(n)).collect();
            h.add(Value::List(items))
        },
        &[
            b"(lI0\naI1\na.",
            b"](K\x00K\x01e.",
            b"\x80\x02](K\x00K\x01e.",
            b"\x80\x03](K\x00K\x01e.",
            b"\x80\x04](K\x00K\x01e.",
            b"\x80\x05](K\x00K\x01e.",
        ],
    );
}

#[test]
fn list_3() {
    check(
        |h| {
            let items: Vec<Obj> = (0..3).map(|n| h.int(n)).collect();
            h.add(Value::List(items))
        },
        &[
            b"(lI0\naI1\naI2\na.",
            b"](K\x00K\x01K\x02e.",
            b"\x80\x02](K\x00K\x01K\x02e.",
            b"\x80\x03](K\x00K\x01K\x02e.",
            b"\x80\x04](K\x00K\x01K\x02e.",
            b"\x80\x05](K\x00K\x01K\x02e.",
        ],
    );
}

#[test]
fn set_0() {
    check(
        |h| {
            let items: Vec<Obj> = (0..0).map(|n| h.int(n)).collect();
            h.add(Value::Set(items))
        },
        &[
            b"c__builtin__\nset\n((ltR.",
            b"c__builtin__\nset\n(]tR.",
            b"\x80\x02c__builtin__\nset\n]\x85R.",
            b"\x80\x03cbuiltins\nset\n]\x85R.",
            b"\x80\x04\x8f.",
            b"\x80\x05\x8f.",
        ],
    );
}

#[test]
fn frozenset_0() {
    check(
        |h| {
            let items: Vec<Obj> = (0..0).map(|n| h.int(n)).collect();
            h.add(Value::FrozenSet(items))
        },
        &[
            b"c__builtin__\nfrozenset\n((ltR.",
            b"c__builtin__\nfrozenset\n(]tR.",
            b"\x80\x02c__builtin__\nfrozenset\n]\x85R.",
            b"\x80\x03cbuiltins\nfrozenset\n]\x85R.",
            b"\x80\x04(\x91.",
            b"\x80\x05(\x91.",
        ],
    );
}

#[test]
fn dict_0() {
    check(
        |h| {
            let entries = (0..0).map(|n| (h.int(n), h.add(Value::None))).collect();
            h.add(Value::Dict(entries))
        },
        &[b"(d.", b"}.", b"\x80\x02}.", b"\x80\x03}.", b"\x80\x04}.", b"\x80\x05}."],
    );
}

#[test]
fn set_1() {
    check(
        |h| {
            let items: Vec<Obj> = (0..1).map(|n| h.int(n)).collect();
            h.add(Value::Set(items))
        },
        &[
            b"c__builtin__\nset\n((lI0\natR.",
            b"c__builtin__\nset\n(]K\x00atR.",
            b"\x80\x02c__builtin__\nset\n]K\x00a\x85R.",
            b"\x80\x03cbuiltins\nset\n]K\x00a\x85R.",
            b"\x80\x04\x8f(K\x00\x90.",
            b"\x80\x05\x8f(K\x00\x90.",
        ],
    );
}

#[test]
fn frozenset_1() {
    check(
        |h| {
            let items: Vec<Obj> = (0..1).map(|n| h.int(n)).collect();
            h.add(Value::FrozenSet(items))
        },
        &[
            b"c__builtin__\nfrozenset\n((lI0\natR.",
            b"c__builtin__\nfrozenset\n(]K\x00atR.",
            b"\x80\x02c__builtin__\nfrozenset\n]K\x00a\x85R.",
            b"\x80\x03cbuiltins\nfrozenset\n]K\x00a\x85R.",
            b"\x80\x04(K\x00\x91.",
            b"\x80\x05(K\x00\x91.",
        ],
    );
}

#[test]
fn dict_1() {
    check(
        |h| {
            let entries = (0..1).map(|n| (h.int(n), h.add(Value::None))).collect();
            h.add(Value::Dict(entries))
        },
        &[
            b"(dI0\nNs.",
            b"}K\x00Ns.",
            b"\x80\x02}K\x00Ns.",
            b"\x80\x03}K\x00Ns.",
            b"\x80\x04}K\x00Ns.",
            b"\x80\x05}K\x00Ns.",
        ],
    );
}

#[test]
fn set_2() {
    check(
        |h| {
            let items: Vec<Obj> = (0..2).map(|n| h.int(n)).collect();
            h.add(Value::Set(items))
        },
        &[
            b"c__builtin__\nset\n((lI0\naI1\natR.",
            b"c__builtin__\nset\n(](K\x00K\x01etR.",
            b"\x80\x02c__builtin__\nset\n](K\x00K\x01e\x85R.",
            b"\x80\x03cbuiltins\nset\n](K\x00K\x01e\x85R.",
            b"\x80\x04\x8f(K\x00K\x01\x90.",
            b"\x80\x05\x8f(K\x00K\x01\x90.",
        ],
    );
}

#[test]
fn frozenset_2() {
    check(
        |h| {
            let items: Vec<Obj> = (0..2).map(|n| h.int(n)).collect();
            h.add(Value::FrozenSet(items))
        },
        &[
            b"c__builtin__\nfrozenset\n((lI0\naI1\natR.",
            b"c__builtin__\nfrozenset\n(](K\x00K\x01etR.",
            b"\x80\x02c__builtin__\nfrozenset\n](K\x00K\x01e\x85R.",
            b"\x80\x03cbuiltins\nfrozenset\n](K\x00K\x01e\x85R.",
            b"\x80\x04(K\x00K\x01\x91.",
            b"\x80\x05(K\x00K\x01\x91.",
        ],
    );
}

#[test]
fn dict_2() {
    check(
        |h| {
            let entries = (0..2).map(|n| (h.int(n), h.add(Value::None))).collect();
            h.add(Value::Dict(entries))
        },
        &[
            b"(dI0\nNsI1\nNs.",
            b"}(K\x00NK\x01Nu.",
            b"\x80\x02}(K\x00NK\x01Nu.",
            b"\x80\x03}(K\x00NK\x01Nu.",
            b"\x80\x04}(K\x00NK\x01Nu.",
            b"\x80\x05}(K\x00NK\x01Nu.",
        ],
    );
}

#[test]
fn set_3() {
    check(
        |h| {
            let items: Vec<Obj> = (0..3).map(|n| h.int(n)).collect();
            h.add(Value::Set(items))
        },
        &[
            b"c__builtin__\nset\n((lI0\naI1\naI2\natR.",
            b"c__builtin__\nset\n(](K\x00K\x01K\x02etR.",
            b"\x80\x02c__builtin__\nset\n](K\x00K\x01K\x02e\x85R.",
            b"\x80\x03cbuiltins\nset\n](K\x00K\x01K\x02e\x85R.",
            b"\x80\x04\x8f(K\x00K\x01K\x02\x90.",
            b"\x80\x05\x8f(K\x00K\x01K\x02\x90.",
        ],
    );
}

#[test]
fn frozenset_3() {
    check(
        |h| {
            let items: Vec<Obj> = (0..3).map(|n| h.int(n)).collect();
            h.add(Value::FrozenSet(items))
        },
        &[
            b"c__builtin__\nfrozenset\n((lI0\naI1\naI2\natR.",
            b"c__builtin__\nfrozenset\n(](K\x00K\x01K\x02etR.",
            b"\x80\x02c__builtin__\nfrozenset\n](K\x00K\x01K\x02e\x85R.",
            b"\x80\x03cbuiltins\nfrozenset\n](K\x00K\x01K\x02e\x85R.",
            b"\x80\x04(K\x00K\x01K\x02\x91.",
            b"\x80\x05(K\x00K\x01K\x02\x91.",
        ],
    );
}

#[test]
fn dict_3() {
    check(
        |h| {
            let entries = (0..3).map(|n| (h.int(n), h.add(Value::None))).collect();
            h.add(Value::Dict(entries))
        },
        &[
            b"(dI0\nNsI1\nNsI2\nNs.",
            b"}(K\x00NK\x01NK\x02Nu.",
            b"\x80\x02}(K\x00NK\x01NK\x02Nu.",
            b"\x80\x03}(K\x00NK\x01NK\x02Nu.",
            b"\x80\x04}(K\x00NK\x01NK\x02Nu.",
            b"\x80\x05}(K\x00NK\x01NK\x02Nu.",
        ],
    );
}

#[test]
fn list_in_itself() {
    check(
        |h| {
            let a = h.list(&[]);
            h.push(a, a);
            a
        },
        &[
            b"(lp0\ng0\na.",
            b"]q\x00h\x00a.",
            b"\x80\x02]q\x00h\x00a.",
            b"\x80\x03]q\x00h\x00a.",
            b"\x80\x04]\x94h\x00a.",
            b"\x80\x05]\x94h\x00a.",
        ],
    );
}

#[test]
fn dict_in_itself() {
    check(
        |h| {
            let (d, k) = (h.dict(&[]), h.int(1));
            *h.get_mut(d) = Value::Dict(vec![(k, d)]);
            d
        },
        &[
            b"(dp0\nI1\ng0\ns.",
            b"}q\x00K\x01h\x00s.",
            b"\x80\x02}q\x00K\x01h\x00s.",
            b"\x80\x03}q\x00K\x01h\x00s.",
            b"\x80\x04}\x94K\x01h\x00s.",
            b"\x80\x05}\x94K\x01h\x00s.",
        ],
    );
}

#[test]
fn tuple_1_in_itself() {
    check(
        |h| {
            let a = h.list(&[]);
            let mut items = vec![a];
            items.extend((0..0).map(|n| h.int(n)));
            let t = h.tuple(&items);
            h.push(a, t);
            t
        },
        &[
            b"((lp0\n(g0\ntp1\na00g1\n.",
            b"(]q\x00(h\x00tq\x01a1h\x01.",
            b"\x80\x02]q\x00h\x00\x85q\x01a0h\x01.",
            b"\x80\x03]q\x00h\x00\x85q\x01a0h\x01.",
            b"\x80\x04]\x94h\x00\x85\x94a0h\x01.",
            b"\x80\x05]\x94h\x00\x85\x94a0h\x01.",
        ],
    );
}

#[test]
fn tuple_3_in_itself() {
    check(
        |h| {
            let a = h.list(&[]);
            let mut items = vec![a];
            items.extend((0..2).map(|n| h.int(n)));
            let t = h.tuple(&items);
            h.push(a, t);
            t
        },
        &[
            b"((lp0\n(g0\nI0\nI1\ntp1\naI0\nI1\n0000g1\n.",
            b"(]q\x00(h\x00K\x00K\x01tq\x01aK\x00K\x011h\x01.",
            b"\x80\x02]q\x00h\x00K\x00K\x01\x87q\x01aK\x00K\x01000h\x01.",
            b"\x80\x03]q\x00h\x00K\x00K\x01\x87q\x01aK\x00K\x01000h\x01.",
            b"\x80\x04]\x94h\x00K\x00K\x01\x87\x94aK\x00K\x01000h\x01.",
            b"\x80\x05]\x94h\x00K\x00K\x01\x87\x94aK\x00K\x01000h\x01.",
        ],
    );
}

#[test]
fn tuple_4_in_itself() {
    check(
        |h| {
            let a = h.list(&[]);
            let mut items = vec![a];
            items.extend((0..3).map(|n| h.int(n)));
            let t = h.tuple(&items);
            h.push(a, t);
            t
        },
        &[
            b"((lp0\n(g0\nI0\nI1\nI2\ntp1\naI0\nI1\nI2\n00000g1\n.",
            b"(]q\x00(h\x00K\x00K\x01K\x02tq\x01aK\x00K\x01K\x021h\x01.",
            b"\x80\x02(]q\x00(h\x00K\x00K\x01K\x02tq\x01aK\x00K\x01K\x021h\x01.",
            b"\x80\x03(]q\x00(h\x00K\x00K\x01K\x02tq\x01aK\x00K\x01K\x021h\x01.",
            b"\x80\x04(]\x94(h\x00K\x00K\x01K\x02t\x94aK\x00K\x01K\x021h\x01.",
            b"\x80\x05(]\x94(h\x00K\x00K\x01K\x02t\x94aK\x00K\x01K\x021h\x01.",
        ],
    );
}

#[test]
fn list_twice() {
    check(
        |h| {
            let a = h.list(&[]);
            h.list(&[a, a])
        },
        &[
            b"(l(lp0\nag0\na.",
            b"](]q\x00h\x00e.",
            b"\x80\x02](]q\x00h\x00e.",
            b"\x80\x03](]q\x00h\x00e.",
            b"\x80\x04](]\x94h\x00e.",
            b"\x80\x05](]\x94h\x00e.",
        ],
    );
}

#[test]
fn tuple_twice() {
    check(
        |h| {
            let n = h.int(1);
            let t = h.tuple(&[n]);
            h.tuple(&[t, t])
        },
        &[
            b"((I1\ntp0\ng0\nt.",
            b"((K\x01tq\x00h\x00t.",
            b"\x80\x02K\x01\x85q\x00h\x00\x86.",
            b"\x80\x03K\x01\x85q\x00h\x00\x86.",
            b"\x80\x04K\x01\x85\x94h\x00\x86.",
            b"\x80\x05K\x01\x85\x94h\x00\x86.",
        ],
    );
}

#[test]
fn str_twice() {
    check(
        |h| {
            let s = h.str("key");
            h.list(&[s, s])
        },
        &[
            b"(lVkey\np0\nag0\na.",
            b"](X\x03\x00\x00\x00keyq\x00h\x00e.",
            b"\x80\x02](X\x03\x00\x00\x00keyq\x00h\x00e.",
            b"\x80\x03](X\x03\x00\x00\x00keyq\x00h\x00e.",
            b"\x80\x04](\x8c\x03key\x94h\x00e.",
            b"\x80\x05](\x8c\x03key\x94h\x00e.",
        ],
    );
}

#[test]
fn three_lists_twice() {
    check(
        |h| {
            let a: Vec<Obj> = (0..3).map(|_| h.list(&[])).collect();
            let twice = [&a[..], &a[..]].concat();
            h.list(&twice)
        },
        &[
            b"(l(lp0\na(lp1\na(lp2\nag0\nag1\nag2\na.",
            b"](]q\x00]q\x01]q\x02h\x00h\x01h\x02e.",
            b"\x80\x02](]q\x00]q\x01]q\x02h\x00h\x01h\x02e.",
            b"\x80\x03](]q\x00]q\x01]q\x02h\x00h\x01h\x02e.",
            b"\x80\x04](]\x94]\x94]\x94h\x00h\x01h\x02e.",
            b"\x80\x05](]\x94]\x94]\x94h\x00h\x01h\x02e.",
        ],
    );
}

#[test]
fn bytes_twice() {
    check(
        |h| {
            let s = h.add(Value::Bytes(b"key".to_vec()));
            h.list(&[s, s])
        },
        &[
            b"(lc_codecs\nencode\n(Vkey\nVlatin1\ntRp0\nag0\na.",
            b"](c_codecs\nencode\n(X\x03\x00\x00\x00keyX\x06\x00\x00\x00latin1tRq\x00h\x00e.",
            b"\x80\x02](c_codecs\nencode\nX\x03\x00\x00\x00keyX\x06\x00\x00\x00latin1\x86Rq\x00h\x00e.",
            b"\x80\x03](C\x03keyq\x00h\x00e.",
            b"\x80\x04](C\x03key\x94h\x00e.",
            b"\x80\x05](C\x03key\x94h\x00e.",
        ],
    );
}

#[test]
fn empty_tuple_twice() {
    check(
        |h| {
            let s = h.tuple(&[]);
            h.list(&[s, s])
        },
        &[
            b"(l(ta(ta.",
            b"]())e.",
            b"\x80\x02]())e.",
            b"\x80\x03]())e.",
            b"\x80\x04]())e.",
            b"\x80\x05]())e.",
        ],
    );
}

#[test]
fn class_() {
    check(
        |h| h.global("shapes", "C"),
        &[
            b"cshapes\nC\n.",
            b"cshapes\nC\n.",
            b"\x80\x02cshapes\nC\n.",
            b"\x80\x03cshapes\nC\n.",
            b"\x80\x04\x8c\x06shapes\x8c\x01C\x93.",
            b"\x80\x05\x8c\x06shapes\x8c\x01C\x93.",
        ],
    );
}

#[test]
fn nested_class() {
    check(
        |h| h.global("shapes", "Outer.Inner"),
        &[
            b"c__builtin__\ngetattr\n(cshapes\nOuter\nVInner\ntR.",
            b"c__builtin__\ngetattr\n(cshapes\nOuter\nX\x05\x00\x00\x00InnertR.",
            b"\x80\x02c__builtin__\ngetattr\ncshapes\nOuter\nX\x05\x00\x00\x00Inner\x86R.",
            b"\x80\x03cbuiltins\ngetattr\ncshapes\nOuter\nX\x05\x00\x00\x00Inner\x86R.",
            b"\x80\x04\x8c\x06shapes\x8c\x0bOuter.Inner\x93.",
            b"\x80\x05\x8c\x06shapes\x8c\x0bOuter.Inner\x93.",
        ],
    );
}

#[test]
fn class_twice() {
    check(
        |h| {
            let c = h.global("shapes", "C");
            h.list(&[c, c])
        },
        &[
            b"(lcshapes\nC\np0\nag0\na.",
            b"](cshapes\nC\nq\x00h\x00e.",
            b"\x80\x02](cshapes\nC\nq\x00h\x00e.",
            b"\x80\x03](cshapes\nC\nq\x00h\x00e.",
            b"\x80\x04](\x8c\x06shapes\x8c\x01C\x93\x94h\x00e.",
            b"\x80\x05](\x8c\x06shapes\x8c\x01C\x93\x94h\x00e.",
        ],
    );
}

#[test]
fn global_range() {
    check(
        |h| h.global("builtins", "range"),
        &[
            b"c__builtin__\nxrange\n.",
            b"c__builtin__\nxrange\n.",
            b"\x80\x02c__builtin__\nxrange\n.",
            b"\x80\x03cbuiltins\nrange\n.",
            b"\x80\x04\x8c\x08builtins\x8c\x05range\x93.",
            b"\x80\x05\x8c\x08builtins\x8c\x05range\x93.",
        ],
    );
}

#[test]
fn global_valueerror() {
    check(
        |h| h.global("builtins", "ValueError"),
        &[
            b"cexceptions\nValueError\n.",
            b"cexceptions\nValueError\n.",
            b"\x80\x02cexceptions\nValueError\n.",
            b"\x80\x03cbuiltins\nValueError\n.",
            b"\x80\x04\x8c\x08builtins\x8c\nValueError\x93.",
            b"\x80\x05\x8c\x08builtins\x8c\nValueError\x93.",
        ],
    );
}

#[test]
fn global_keyboardinterrupt() {
    check(
        |h| h.global("builtins", "KeyboardInterrupt"),
        &[
            b"cexceptions\nKeyboardInterrupt\n.",
            b"cexceptions\nKeyboardInterrupt\n.",
            b"\x80\x02cexceptions\nKeyboardInterrupt\n.",
            b"\x80\x03cbuiltins\nKeyboardInterrupt\n.",
            b"\x80\x04\x8c\x08builtins\x8c\x11KeyboardInterrupt\x93.",
            b"\x80\x05\x8c\x08builtins\x8c\x11KeyboardInterrupt\x93.",
        ],
    );
}

#[test]
fn global_str() {
    check(
        |h| h.global("builtins", "str"),
        &[
            b"c__builtin__\nunicode\n.",
            b"c__builtin__\nunicode\n.",
            b"\x80\x02c__builtin__\nunicode\n.",
            b"\x80\x03cbuiltins\nstr\n.",
            b"\x80\x04\x8c\x08builtins\x8c\x03str\x93.",
            b"\x80\x05\x8c\x08builtins\x8c\x03str\x93.",
        ],
    );
}

#[test]
fn global_len() {
    check(
        |h| h.global("builtins", "len"),
        &[
            b"c__builtin__\nlen\n.",
            b"c__builtin__\nlen\n.",
            b"\x80\x02c__builtin__\nlen\n.",
            b"\x80\x03cbuiltins\nlen\n.",
            b"\x80\x04\x8c\x08builtins\x8c\x03len\x93.",
            b"\x80\x05\x8c\x08builtins\x8c\x03len\x93.",
        ],
    );
}

#[test]
fn extension_ext() {
    check(
        |h| {
            h.extensions.insert((b"shapes".to_vec(), b"Ext".to_vec()), 0xc8);
            h.global("shapes", "Ext")
        },
        &[
            b"cshapes\nExt\n.",
            b"cshapes\nExt\n.",
            b"\x80\x02\x82\xc8.",
            b"\x80\x03\x82\xc8.",
            b"\x80\x04\x82\xc8.",
            b"\x80\x05\x82\xc8.",
        ],
    );
}

#[test]
fn extension_ext2() {
    check(
        |h| {
            h.extensions.insert((b"shapes".to_vec(), b"Ext2".to_vec()), 0x1234);
            h.global("shapes", "Ext2")
        },
        &[
            b"cshapes\nExt2\n.",
            b"cshapes\nExt2\n.",
            b"\x80\x02\x834\x12.",
            b"\x80\x03\x834\x12.",
            b"\x80\x04\x834\x12.",
            b"\x80\x05\x834\x12.",
        ],
    );
}

#[test]
fn extension_ext4() {
    check(
        |h| {
            h.extensions.insert((b"shapes".to_vec(), b"Ext4".to_vec()), 0x12345);
            h.global("shapes", "Ext4")
        },
        &[
            b"cshapes\nExt4\n.",
            b"cshapes\nExt4\n.",
            b"\x80\x02\x84E#\x01\x00.",
            b"\x80\x03\x84E#\x01\x00.",
            b"\x80\x04\x84E#\x01\x00.",
            b"\x80\x05\x84E#\x01\x00.",
        ],
    );
}

#[test]
fn reduce() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "C"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::Function, c, args))));
            let _ = two;
            o
        },
        &[
            b"cshapes\nC\n(I1\ntR.",
            b"cshapes\nC\n(K\x01tR.",
            b"\x80\x02cshapes\nC\nK\x01\x85R.",
            b"\x80\x03cshapes\nC\nK\x01\x85R.",
            b"\x80\x04\x8c\x06shapes\x8c\x01C\x93K\x01\x85R.",
            b"\x80\x05\x8c\x06shapes\x8c\x01C\x93K\x01\x85R.",
        ],
    );
}

#[test]
fn reduce_state() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "C"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::Function, c, args))));
            h.object_mut(o).state = Some(two);
            o
        },
        &[
            b"cshapes\nC\n(I1\ntRI2\nb.",
            b"cshapes\nC\n(K\x01tRK\x02b.",
            b"\x80\x02cshapes\nC\nK\x01\x85RK\x02b.",
            b"\x80\x03cshapes\nC\nK\x01\x85RK\x02b.",
            b"\x80\x04\x8c\x06shapes\x8c\x01C\x93K\x01\x85RK\x02b.",
            b"\x80\x05\x8c\x06shapes\x8c\x01C\x93K\x01\x85RK\x02b.",
        ],
    );
}

#[test]
fn reduce_items() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "C"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::Function, c, args))));
            h.object_mut(o).items = vec![one, two];
            o
        },
        &[
            b"cshapes\nC\n(I1\ntRI1\naI2\na.",
            b"cshapes\nC\n(K\x01tR(K\x01K\x02e.",
            b"\x80\x02cshapes\nC\nK\x01\x85R(K\x01K\x02e.",
            b"\x80\x03cshapes\nC\nK\x01\x85R(K\x01K\x02e.",
            b"\x80\x04\x8c\x06shapes\x8c\x01C\x93K\x01\x85R(K\x01K\x02e.",
            b"\x80\x05\x8c\x06shapes\x8c\x01C\x93K\x01\x85R(K\x01K\x02e.",
        ],
    );
}

#[test]
fn reduce_one_item() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "C"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::Function, c, args))));
            h.object_mut(o).items = vec![two];
            o
        },
        &[
            b"cshapes\nC\n(I1\ntRI2\na.",
            b"cshapes\nC\n(K\x01tRK\x02a.",
            b"\x80\x02cshapes\nC\nK\x01\x85RK\x02a.",
            b"\x80\x03cshapes\nC\nK\x01\x85RK\x02a.",
            b"\x80\x04\x8c\x06shapes\x8c\x01C\x93K\x01\x85RK\x02a.",
            b"\x80\x05\x8c\x06shapes\x8c\x01C\x93K\x01\x85RK\x02a.",
        ],
    );
}

#[test]
fn reduce_pairs() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "C"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::Function, c, args))));
            h.object_mut(o).pairs = vec![(one, two), (two, one)];
            o
        },
        &[
            b"cshapes\nC\n(I1\ntRI1\nI2\nsI2\nI1\ns.",
            b"cshapes\nC\n(K\x01tR(K\x01K\x02K\x02K\x01u.",
            b"\x80\x02cshapes\nC\nK\x01\x85R(K\x01K\x02K\x02K\x01u.",
            b"\x80\x03cshapes\nC\nK\x01\x85R(K\x01K\x02K\x02K\x01u.",
            b"\x80\x04\x8c\x06shapes\x8c\x01C\x93K\x01\x85R(K\x01K\x02K\x02K\x01u.",
            b"\x80\x05\x8c\x06shapes\x8c\x01C\x93K\x01\x85R(K\x01K\x02K\x02K\x01u.",
        ],
    );
}

#[test]
fn reduce_one_pair() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "C"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::Function, c, args))));
            h.object_mut(o).pairs = vec![(one, two)];
            o
        },
        &[
            b"cshapes\nC\n(I1\ntRI1\nI2\ns.",
            b"cshapes\nC\n(K\x01tRK\x01K\x02s.",
            b"\x80\x02cshapes\nC\nK\x01\x85RK\x01K\x02s.",
            b"\x80\x03cshapes\nC\nK\x01\x85RK\x01K\x02s.",
            b"\x80\x04\x8c\x06shapes\x8c\x01C\x93K\x01\x85RK\x01K\x02s.",
            b"\x80\x05\x8c\x06shapes\x8c\x01C\x93K\x01\x85RK\x01K\x02s.",
        ],
    );
}

#[test]
fn reduce_walked_pairs() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "C"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::Function, c, args))));
            h.object_mut(o).pairs = vec![(one, two), (two, one)];
            h.object_mut(o).walked = true;
            o
        },
        &[
            b"cshapes\nC\n(I1\ntRI1\nI2\nsI2\nI1\ns.",
            b"cshapes\nC\n(K\x01tR(K\x01K\x02K\x02K\x01u.",
            b"\x80\x02cshapes\nC\nK\x01\x85R(K\x01K\x02K\x02K\x01u.",
            b"\x80\x03cshapes\nC\nK\x01\x85R(K\x01K\x02K\x02K\x01u.",
            b"\x80\x04\x8c\x06shapes\x8c\x01C\x93K\x01\x85R(K\x01K\x02K\x02K\x01u.",
            b"\x80\x05\x8c\x06shapes\x8c\x01C\x93K\x01\x85R(K\x01K\x02K\x02K\x01u.",
        ],
    );
}

#[test]
fn reduce_all() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "C"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::Function, c, args))));
            let m = h.object_mut(o);
            m.pairs = vec![(one, two), (two, one)];
            m.items = vec![two, one];
            m.state = Some(one);
            o
        },
        &[
            b"cshapes\nC\n(I1\ntRI2\naI1\naI1\nI2\nsI2\nI1\nsI1\nb.",
            b"cshapes\nC\n(K\x01tR(K\x02K\x01e(K\x01K\x02K\x02K\x01uK\x01b.",
            b"\x80\x02cshapes\nC\nK\x01\x85R(K\x02K\x01e(K\x01K\x02K\x02K\x01uK\x01b.",
            b"\x80\x03cshapes\nC\nK\x01\x85R(K\x02K\x01e(K\x01K\x02K\x02K\x01uK\x01b.",
            b"\x80\x04\x8c\x06shapes\x8c\x01C\x93K\x01\x85R(K\x02K\x01e(K\x01K\x02K\x02K\x01uK\x01b.",
            b"\x80\x05\x8c\x06shapes\x8c\x01C\x93K\x01\x85R(K\x02K\x01e(K\x01K\x02K\x02K\x01uK\x01b.",
        ],
    );
}

#[test]
fn reduce_setter() {
    check(|h| { let (c, one, two) = (h.global("shapes", "C"), h.int(1), h.int(2)); let args = h.tuple(&[one]); let o = h.add(Value::Object(Box::new(Object::new(Call::Function, c, args)))); let Value::Global(m, _) = *h.get(c) else { unreachable!() }; let f = h.str("set_state"); let f = h.add(Value::Global(m, f)); let m = h.object_mut(o); m.state = Some(two); m.setter = Some(f); o }, &[
        b"cshapes\nC\n(I1\ntRp0\ncshapes\nset_state\n(g0\nI2\ntR0.",
        b"cshapes\nC\n(K\x01tRq\x00cshapes\nset_state\n(h\x00K\x02tR0.",
        b"\x80\x02cshapes\nC\nK\x01\x85Rq\x00cshapes\nset_state\nh\x00K\x02\x86R0.",
        b"\x80\x03cshapes\nC\nK\x01\x85Rq\x00cshapes\nset_state\nh\x00K\x02\x86R0.",
        b"\x80\x04\x8c\x06shapes\x94\x8c\x01C\x93K\x01\x85R\x94h\x00\x8c\x09set_state\x93h\x01K\x02\x86R0.",
        b"\x80\x05\x8c\x06shapes\x94\x8c\x01C\x93K\x01\x85R\x94h\x00\x8c\x09set_state\x93h\x01K\x02\x86R0.",
    ]);
}

#[test]
fn new() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "N"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::New, c, args))));
            let _ = two;
            o
        },
        &[
            b"\x80\x02cshapes\nN\nK\x01\x85\x81.",
            b"\x80\x03cshapes\nN\nK\x01\x85\x81.",
            b"\x80\x04\x8c\x06shapes\x8c\x01N\x93K\x01\x85\x81.",
            b"\x80\x05\x8c\x06shapes\x8c\x01N\x93K\x01\x85\x81.",
        ],
    );
}

#[test]
fn new_no_args() {
    check(
        |h| {
            let c = h.global("shapes", "N");
            h.instance(c)
        },
        &[
            b"\x80\x02cshapes\nN\n)\x81.",
            b"\x80\x03cshapes\nN\n)\x81.",
            b"\x80\x04\x8c\x06shapes\x8c\x01N\x93)\x81.",
            b"\x80\x05\x8c\x06shapes\x8c\x01N\x93)\x81.",
        ],
    );
}

#[test]
fn new_state() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "N"), h.int(1), h.int(2));
            let args = h.tuple(&[one]);
            let o = h.add(Value::Object(Box::new(Object::new(Call::New, c, args))));
            h.object_mut(o).state = Some(two);
            o
        },
        &[
            b"\x80\x02cshapes\nN\nK\x01\x85\x81K\x02b.",
            b"\x80\x03cshapes\nN\nK\x01\x85\x81K\x02b.",
            b"\x80\x04\x8c\x06shapes\x8c\x01N\x93K\x01\x85\x81K\x02b.",
            b"\x80\x05\x8c\x06shapes\x8c\x01N\x93K\x01\x85\x81K\x02b.",
        ],
    );
}

#[test]
fn new_with_keywords() {
    check(
        |h| {
            let (c, one, two) = (h.global("shapes", "N"), h.int(1), h.int(2));
            let k = h.str("k");
            let d = h.dict(&[(k, two)]);
            let args = h.tuple(&[one]);
            h.add(Value::Object(Box::new(Object::new(Call::NewEx(d), c, args))))
        },
        &[
            b"\x80\x04\x8c\x06shapes\x8c\x01N\x93K\x01\x85}\x8c\x01kK\x02s\x92.",
            b"\x80\x05\x8c\x06shapes\x8c\x01N\x93K\x01\x85}\x8c\x01kK\x02s\x92.",
        ],
    );
}

#[test]
fn attributes() {
    check(
        |h| {
            let c = h.global("shapes", "Plain");
            let o = h.instance(c);
            let (x, y, one, two) = (h.str("x"), h.str("y"), h.int(1), h.int(2));
            h.object_mut(o).attributes = Some(vec![(x, one), (y, two)]);
            o
        },
        &[
            b"\x80\x02cshapes\nPlain\n)\x81}(X\x01\x00\x00\x00xK\x01X\x01\x00\x00\x00yK\x02ub.",
            b"\x80\x03cshapes\nPlain\n)\x81}(X\x01\x00\x00\x00xK\x01X\x01\x00\x00\x00yK\x02ub.",
            b"\x80\x04\x8c\x06shapes\x8c\x05Plain\x93)\x81}(\x8c\x01xK\x01\x8c\x01yK\x02ub.",
            b"\x80\x05\x8c\x06shapes\x8c\x05Plain\x93)\x81}(\x8c\x01xK\x01\x8c\x01yK\x02ub.",
        ],
    );
}

#[test]
fn frozenset_in_itself() {
    check(
        |h| {
            let c = h.global("shapes", "Plain");
            let o = h.instance(c);
            let f = h.add(Value::FrozenSet(vec![o]));
            let s = h.str("s");
            h.object_mut(o).attributes = Some(vec![(s, f)]);
            f
        },
        &[
            b"\x80\x04(\x8c\x06shapes\x8c\x05Plain\x93)\x81\x94}\x8c\x01s(h\x00\x91\x94sb1h\x01.",
            b"\x80\x05(\x8c\x06shapes\x8c\x05Plain\x93)\x81\x94}\x8c\x01s(h\x00\x91\x94sb1h\x01.",
        ],
    );
}

#[test]
fn set_in_itself() {
    check(
        |h| {
            let c = h.global("shapes", "Plain");
            let o = h.instance(c);
            let f = h.add(Value::Set(vec![o]));
            let s = h.str("s");
            h.object_mut(o).attributes = Some(vec![(s, f)]);
            f
        },
        &[
            b"\x80\x04\x8f\x94(\x8c\x06shapes\x8c\x05Plain\x93)\x81}\x8c\x01sh\x00sb\x90.",
            b"\x80\x05\x8f\x94(\x8c\x06shapes\x8c\x05Plain\x93)\x81}\x8c\x01sh\x00sb\x90.",
        ],
    );
}

#[test]
fn persistent_text() {
    check(
        |h| {
            let n = h.int(1);
            let o = h.list(&[n]);
            let id = h.str("tensor 1");
            h.persistent.insert(o, id);
            h.list(&[o, o])
        },
        &[
            b"(lPtensor 1\naPtensor 1\na.",
            b"](X\x08\x00\x00\x00tensor 1q\x00Qh\x00Qe.",
            b"\x80\x02](X\x08\x00\x00\x00tensor 1q\x00Qh\x00Qe.",
            b"\x80\x03](X\x08\x00\x00\x00tensor 1q\x00Qh\x00Qe.",
            b"\x80\x04](\x8c\x08tensor 1\x94Qh\x00Qe.",
            b"\x80\x05](\x8c\x08tensor 1\x94Qh\x00Qe.",
        ],
    );
}

#[test]
fn persistent_int() {
    check(
        |h| {
            let n = h.int(1);
            let o = h.list(&[n]);
            let id = h.int(-17);
            h.persistent.insert(o, id);
            h.list(&[o, o])
        },
        &[
            b"(lP-17\naP-17\na.",
            b"](J\xef\xff\xff\xffQJ\xef\xff\xff\xffQe.",
            b"\x80\x02](J\xef\xff\xff\xffQJ\xef\xff\xff\xffQe.",
            b"\x80\x03](J\xef\xff\xff\xffQJ\xef\xff\xff\xffQe.",
            b"\x80\x04](J\xef\xff\xff\xffQJ\xef\xff\xff\xffQe.",
            b"\x80\x05](J\xef\xff\xff\xffQJ\xef\xff\xff\xffQe.",
        ],
    );
}

#[test]
fn buffer_in_band() {
    check(
        |h| {
            let b = h.add(Value::Buffer { data: b"data".to_vec(), readonly: false, in_band: true });
            h.list(&[b])
        },
        &[b"\x80\x05]\x96\x04\x00\x00\x00\x00\x00\x00\x00dataa."],
    );
}

#[test]
fn buffer_in_band_readonly() {
    check(
        |h| {
            let b = h.add(Value::Buffer { data: b"data".to_vec(), readonly: true, in_band: true });
            h.list(&[b])
        },
        &[b"\x80\x05]C\x04dataa."],
    );
}

#[test]
fn buffer_out_of_band() {
    check(
        |h| {
            let b = h.add(Value::Buffer { data: b"data".to_vec(), readonly: false, in_band: false });
            h.list(&[b])
        },
        &[b"\x80\x05]\x97a."],
    );
}

#[test]
fn buffer_out_of_band_readonly() {
    check(
        |h| {
            let b = h.add(Value::Buffer { data: b"data".to_vec(), readonly: true, in_band: false });
            h.list(&[b])
        },
        &[b"\x80\x05]\x97\x98a."],
    );
}

#[test]
fn readme_example() {
    check(|h| {
            let (one, two, three) = (h.int(1), h.int(2), h.int(3));
            let inner = h.dict(&[]);
            let list = h.list(&[one, two, three, inner]);
            let a = h.str("a");
            let map = h.dict(&[(a, list)]);
            let list = h.list(&[one, two, three, map]);
            let (foo, bar) = (h.str("foo"), h.str("bar"));
            let bytes = h.add(Value::Bytes(b"\x80\x01\x02".to_vec()));
            let map = h.dict(&[(foo, bytes), (bar, list)]);
            let (yes, no, max) = (h.add(Value::Bool(true)), h.add(Value::Bool(false)), h.int(0xffff_ffff));
            let (minus, float) = (h.int(-1), h.add(Value::Float(2.12345)));
            h.list(&[one, yes, no, max, map, minus, float])
        }, &[
        b"(lI1\naI01\naI00\naL4294967295L\na(dVfoo\nc_codecs\nencode\n(V\x80\x01\x02\nVlatin1\ntRsVbar\n(lI1\naI2\naI3\na(dVa\n(lI1\naI2\naI3\na(dasasaI-1\naF2.12345\na.",
        b"](K\x01I01\nI00\nL4294967295L\n}(X\x03\x00\x00\x00fooc_codecs\nencode\n(X\x04\x00\x00\x00\xc2\x80\x01\x02X\x06\x00\x00\x00latin1tRX\x03\x00\x00\x00bar](K\x01K\x02K\x03}X\x01\x00\x00\x00a](K\x01K\x02K\x03}eseuJ\xff\xff\xff\xffG@\x00\xfc\xd3Z\x85\x87\x94e.",
        b"\x80\x02](K\x01\x88\x89\x8a\x05\xff\xff\xff\xff\x00}(X\x03\x00\x00\x00fooc_codecs\nencode\nX\x04\x00\x00\x00\xc2\x80\x01\x02X\x06\x00\x00\x00latin1\x86RX\x03\x00\x00\x00bar](K\x01K\x02K\x03}X\x01\x00\x00\x00a](K\x01K\x02K\x03}eseuJ\xff\xff\xff\xffG@\x00\xfc\xd3Z\x85\x87\x94e.",
        b"\x80\x03](K\x01\x88\x89\x8a\x05\xff\xff\xff\xff\x00}(X\x03\x00\x00\x00fooC\x03\x80\x01\x02X\x03\x00\x00\x00bar](K\x01K\x02K\x03}X\x01\x00\x00\x00a](K\x01K\x02K\x03}eseuJ\xff\xff\xff\xffG@\x00\xfc\xd3Z\x85\x87\x94e.",
        b"\x80\x04](K\x01\x88\x89\x8a\x05\xff\xff\xff\xff\x00}(\x8c\x03fooC\x03\x80\x01\x02\x8c\x03bar](K\x01K\x02K\x03}\x8c\x01a](K\x01K\x02K\x03}eseuJ\xff\xff\xff\xffG@\x00\xfc\xd3Z\x85\x87\x94e.",
        b"\x80\x05](K\x01\x88\x89\x8a\x05\xff\xff\xff\xff\x00}(\x8c\x03fooC\x03\x80\x01\x02\x8c\x03bar](K\x01K\x02K\x03}\x8c\x01a](K\x01K\x02K\x03}eseuJ\xff\xff\xff\xffG@\x00\xfc\xd3Z\x85\x87\x94e.",
    ]);
}
