//! Every opcode, by hand, in every way of reading.

use std::collections::BTreeSet;

use model::Decode;
use pickle::opcode::*;

use crate::common::{Host, Value, all_ways, operations, show};

/// What an opcode's argument is made of in these tables does not matter to the codec: these are
/// pickles as any writer might write them, and what they mean.
const TABLE: &[(&[u8], &str)] = &[
    // Constants
    (b"N.", "None"),
    (b"\x88.", "True"),
    (b"\x89.", "False"),
    (b"I00\n.", "False"),
    (b"I01\n.", "True"),
    // Numbers
    (b"I0\n.", "0"),
    (b"I1\n.", "1"),
    (b"I-12345678901234567890\n.", "-12345678901234567890"),
    (b"I+7\n.", "7"),
    (b"L0L\n.", "0"),
    (b"L7\n.", "7"),
    // Booleans are INT's.
    (b"L00\n.", "0"),
    (b"I000\n.", "0"),
    (b"L-123456789012345678901234567890L\n.", "-123456789012345678901234567890"),
    (b"K\xff.", "255"),
    (b"M\xff\xff.", "65535"),
    (b"J\xff\xff\xff\xff.", "-1"),
    (b"J\0\0\0\x80.", "-2147483648"),
    (b"\x8a\0.", "0"),
    (b"\x8a\x01\xff.", "-1"),
    (b"\x8a\x05\0\0\0\0\x01.", "4294967296"),
    (b"\x8a\x09\0\0\0\0\0\0\0\0\x01.", "18446744073709551616"),
    (b"\x8b\0\0\0\0.", "0"),
    (b"\x8b\x02\0\0\0\0\x80.", "-32768"),
    (b"F1.5\n.", "1.5"),
    (b"F-inf\n.", "-inf"),
    (b"F1e400\n.", "inf"),
    (b"G?\xf8\0\0\0\0\0\0.", "1.5"),
    (b"G\xff\xf0\0\0\0\0\0\0.", "-inf"),
    // Text
    (b"Vabc\\u20ac\n.", "'abc\\xe2\\x82\\xac'"),
    (b"V\n.", "''"),
    (b"X\x03\0\0\0abc.", "'abc'"),
    (b"X\0\0\0\0.", "''"),
    (b"X\x03\0\0\0\xed\xa0\x80.", "'\\xed\\xa0\\x80'"),
    (b"\x8c\x01a.", "'a'"),
    (b"\x8c\0.", "''"),
    (b"\x8d\x02\0\0\0\0\0\0\0hi.", "'hi'"),
    (b"S'it\\'s\\n'\n.", "'it\\'s\\n'"),
    (b"S\"\\x41\\101\"\n.", "'AA'"),
    (b"U\x02ab.", "'ab'"),
    (b"T\x02\0\0\0ab.", "'ab'"),
    // Bytes
    (b"C\x02\0\xff.", "b'\\x00\\xff'"),
    (b"B\x02\0\0\0ab.", "b'ab'"),
    (b"\x8e\x02\0\0\0\0\0\0\0ab.", "b'ab'"),
    (b"\x96\x02\0\0\0\0\0\0\0ab.", "bytearray(b'ab')"),
    (b"\x96\0\0\0\0\0\0\0\0.", "bytearray(b'')"),
    // Tuples
    (b").", "()"),
    (b"(t.", "()"),
    (b"K\x01\x85.", "(1)"),
    (b"K\x01K\x02\x86.", "(1, 2)"),
    (b"K\x01K\x02K\x03\x87.", "(1, 2, 3)"),
    (b"K\0(K\x01K\x02K\x03K\x04t\x86.", "(0, (1, 2, 3, 4))"),
    // Lists
    (b"].", "[]"),
    (b"(l.", "[]"),
    (b"(I1\nI2\nl.", "[1, 2]"),
    (b"]K\x01a.", "[1]"),
    (b"](K\x01K\x02e(e.", "[1, 2]"),
    // Dicts
    (b"}.", "{}"),
    (b"(d.", "{}"),
    (b"(K\x01K\x02K\x03K\x04d.", "{1: 2, 3: 4}"),
    (b"}K\x01K\x02s.", "{1: 2}"),
    (b"}(K\x01K\x02u(u.", "{1: 2}"),
    // Sets
    (b"\x8f.", "set()"),
    (b"\x8f(K\x01K\x02\x90(\x90.", "set(1, 2)"),
    (b"(K\x01K\x02\x91.", "frozenset(1, 2)"),
    (b"(\x91.", "frozenset()"),
    // The stack
    (b"NK\x010.", "None"),
    (b"N(0.", "None"),
    (b"N(K\x01K\x021.", "None"),
    (b"K\x01(0K\x02\x86.", "(1, 2)"),
    (b"K\x012\x86.", "(1, 1)"),
    (b"K\x01K\x02.", "2"),
    (b"K\x01(K\x02.", "2"),
    // The memo
    (b"(lp0\n0g0\n.", "[]"),
    (b"]q\x050h\x05.", "[]"),
    (b"]r\x05\0\0\x000j\x05\0\0\0.", "[]"),
    (b"]q\0]q\x01K\x01a0h\0K\x02ah\x01\x86.", "([2], [1])"),
    (b"]\x94}\x94\x86h\0h\x01\x87.", "(([], {}), [], {})"),
    (b"K\x01q\0K\x02q\0\x86h\0\x86.", "((1, 2), 2)"),
    (b"K\x01q\x02K\x02\x94h\x01\x87.", "(1, 2, 2)"),
    // Classes and calls
    (b"cshapes\nCircle\n.", "shapes.Circle"),
    (b"c__builtin__\nxrange\n.", "builtins.range"),
    (b"\x80\x03c__builtin__\nxrange\n.", "__builtin__.xrange"),
    (b"\x80\x02cexceptions\nValueError\n.", "builtins.ValueError"),
    (b"\x8c\x06shapes\x8c\x01C\x93.", "shapes.C"),
    (b"cshapes\nmake\n(K\x01tR.", "shapes.make(1)"),
    (b"cshapes\nC\nK\x01\x85\x81.", "new shapes.C(1)"),
    (b"cshapes\nC\n)}\x8c\x01kK\x01s\x92.", "new shapes.C(){'k': 1}"),
    (b"cshapes\nC\n)\x81}b.", "new shapes.C() state {}"),
    (
        b"cshapes\nC\n)\x81K\x01a(K\x02K\x03eK\x04K\x05sNb.",
        "new shapes.C() items [1, 2, 3] pairs {4: 5} state None",
    ),
    (b"(ishapes\nC\n.", "new shapes.C()"),
    (b"(K\x01ishapes\nC\n.", "shapes.C(1)"),
    (b"(cshapes\nC\no.", "new shapes.C()"),
    (b"(cshapes\nC\nK\x01K\x02o.", "shapes.C(1, 2)"),
    (b"\x82\x01.", "shapes.Ext"),
    (b"\x83\x02\x01.", "shapes.Ext2"),
    (b"\x84\x03\x02\x01\0.", "shapes.Ext4"),
    // Others
    (b"P17\n.", "persistent('17')"),
    (b"P\n.", "persistent('')"),
    (b"\x8c\x02idK\x01\x86Q.", "persistent(('id', 1))"),
    (b"\x97.", "buffer(b'data')"),
    (b"\x97\x98.", "buffer(b'data', readonly)"),
    (b"\x97\x97\x98\x86.", "(buffer(b'data'), buffer(b'more', readonly))"),
    (b"\x80\x05\x95\x04\0\0\0\0\0\0\0]K\x01a.", "[1]"),
    (b"\x80\0\x80\x05N\x80\x02.", "None"),
];

fn host() -> Host {
    let mut host = Host::new();
    for (name, code) in [("Ext", 1), ("Ext2", 0x102), ("Ext4", 0x1_0203)] {
        host.extensions.insert((b"shapes".to_vec(), name.into()), code);
    }
    for data in [b"data", b"more"] {
        let buffer = host.add(Value::Buffer { data: data.to_vec(), readonly: false, in_band: false });
        host.buffers.push(buffer);
    }
    host
}

#[test]
fn mean_what_they_should() {
    for (pickle, meaning) in TABLE {
        let (host, root) = all_ways(pickle, host);
        assert_eq!(show(&host, root), *meaning, "{}", pickle.escape_ascii());
    }
}

/// All opcodes of protocols 0 to 5.
pub const ALL: &[u8] = &[
    MARK,
    STOP,
    POP,
    POP_MARK,
    DUP,
    FLOAT,
    INT,
    BININT,
    BININT1,
    LONG,
    BININT2,
    NONE,
    PERSID,
    BINPERSID,
    REDUCE,
    STRING,
    BINSTRING,
    SHORT_BINSTRING,
    UNICODE,
    BINUNICODE,
    APPEND,
    BUILD,
    GLOBAL,
    DICT,
    EMPTY_DICT,
    APPENDS,
    GET,
    BINGET,
    INST,
    LONG_BINGET,
    LIST,
    EMPTY_LIST,
    OBJ,
    PUT,
    BINPUT,
    LONG_BINPUT,
    SETITEM,
    TUPLE,
    EMPTY_TUPLE,
    SETITEMS,
    BINFLOAT,
    PROTO,
    NEWOBJ,
    EXT1,
    EXT2,
    EXT4,
    TUPLE1,
    TUPLE2,
    TUPLE3,
    NEWTRUE,
    NEWFALSE,
    LONG1,
    LONG4,
    BINBYTES,
    SHORT_BINBYTES,
    SHORT_BINUNICODE,
    BINUNICODE8,
    BINBYTES8,
    EMPTY_SET,
    ADDITEMS,
    FROZENSET,
    NEWOBJ_EX,
    STACK_GLOBAL,
    MEMOIZE,
    FRAME,
    BYTEARRAY8,
    NEXT_BUFFER,
    READONLY_BUFFER,
];

#[test]
fn are_all_in_the_table() {
    let met: BTreeSet<u8> =
        TABLE.iter().flat_map(|(pickle, _)| operations(pickle)).map(|op| op.code).collect();
    let all: BTreeSet<u8> = ALL.iter().copied().collect();
    assert_eq!(all.len(), 68);
    assert_eq!(met, all);
}

#[test]
fn names_are_said_to_be_of_python_2_where_they_can_be() {
    for (pickle, python2) in [
        (&b"cm\nn\n."[..], true),
        (b"\x80\x02cm\nn\n.", true),
        (b"\x80\x03cm\nn\n.", false),
        (b"\x80\x04\x8c\x01m\x8c\x01n\x93.", false),
        (b"\x8c\x01m\x8c\x01n\x93.", false),
        (b"(im\nn\n.", true),
    ] {
        let (host, _) = all_ways(pickle, Host::new);
        assert_eq!(host.asked, [("m".to_string(), "n".to_string(), python2)]);
    }
}

#[test]
fn a_mark_has_its_place_among_marks() {
    let (host, root) = all_ways(b"((K\x01(K\x02tt(lt.", Host::new);
    assert_eq!(show(&host, root), "((1, (2)), [])");
}

#[test]
fn what_build_replaces_is_replaced_in_the_memo() {
    // Fetched before, while and after it gets its state; another object stays what it is.
    let pickle =
        b"\x80\x04](\x8c\x01m\x8c\x06Frozen\x93\x94)\x81\x94h\0)\x81\x94h\x01K\x07be0h\x01h\x02\x86.";
    let (host, root) = all_ways(pickle, Host::new);
    assert_eq!(show(&host, root), "(new m.Frozen() state 7, new m.Frozen())");
    let pickle = b"cm\nFrozen\n)\x81q\0q\x07K\x07bh\0h\x07\x87.";
    let (host, root) = all_ways(pickle, Host::new);
    let items = host.items(root);
    assert!(items[0] == items[1] && items[1] == items[2]);
}

#[test]
fn several_pickles_in_one_window_share_the_memo() {
    use model::{Step, Window};
    use pickle::Decoder;
    let input = b"\x80\x04]\x94.\x80\x04h\0]\x94\x86.h\x01.rest";
    let mut host = Host::new();
    let mut decoder = Decoder::<Host>::new(true);
    let (mut at, mut roots) = (0, Vec::new());
    for _ in 0..3 {
        decoder.begin();
        let window = Window { bytes: &input[at..], last: false, volatile: false };
        let (used, step) = decoder.run(&mut host, window).unwrap();
        let Step::Done(root) = step else { panic!("{step:?}") };
        at += used;
        assert_eq!(decoder.offset(), at);
        roots.push(root);
    }
    assert_eq!(&input[at..], b"rest");
    assert_eq!(host.items(roots[1]), [roots[0], roots[2]]);
    decoder.reset();
    let window = Window { bytes: b"h\0.", last: true, volatile: false };
    assert_eq!(decoder.run(&mut host, window), Err(model::Error::MemoMissing));
    assert_eq!(decoder.offset(), 0);
}

#[test]
fn python_2_names_can_be_left_alone() {
    use model::{Step, Window};
    use pickle::Decoder;
    let mut host = Host::new();
    let mut decoder = Decoder::<Host>::new(false);
    let window = Window { bytes: b"c__builtin__\nset\n.", last: true, volatile: false };
    let (_, Step::Done(root)) = decoder.run(&mut host, window).unwrap() else { panic!() };
    assert_eq!(show(&host, root), "__builtin__.set");
}
