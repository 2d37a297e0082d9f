#!/bin/sh
# Rust: rmp-serde 1.3.1 sends an i128 of 5 as sixteen bytes of data.
#
# One may expect: the shortest integer that holds the value, as for i64 and u64, and an error only beyond 64 bits.
# Seen: i128 and u128 are always a bin of 16 bytes, big-endian; PyPI msgpack 1.2.4 gives bytes for a number, and
# nothing in the message tells them from real bytes. Ciborium writes the same 5 as one byte.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check msgpack==1.2.4 >&2
cargo init -q --name wide --vcs none
cargo add -q rmp-serde@=1.3.1
cat >src/main.rs <<'END'
fn main() {
    for bytes in [rmp_serde::to_vec(&5i64), rmp_serde::to_vec(&5i128), rmp_serde::to_vec(&-1i128)] {
        println!("{}", bytes.unwrap().iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    }
}
END
cat >expected <<'END'
05 5
c41000000000000000000000000000000005 b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05'
c410ffffffffffffffffffffffffffffffff b'\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff'
END
CARGO_TARGET_DIR="$dir/target" cargo run -q >sent
env/bin/python - >seen <<'END'
import msgpack

for line in open("sent"):
    print(line.strip(), msgpack.unpackb(bytes.fromhex(line)))
END
diff expected seen
