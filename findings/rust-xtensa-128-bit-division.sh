#!/bin/sh
# Rust: rustc 1.95.0 (LLVM 22.1.2) for Xtensa: u128 division takes its divisor from where half of it was never put.
#
# One may expect: rustc, which compiles compiler_builtins' `__udivti3`, and LLVM, which calls it for a division, agree
# where its two arguments of four words each are; there are six registers for arguments.
# Seen: LLVM passes the divisor's first two words in a6 and a7 and the others on the stack, at 0 and 4; a function with
# __udivti3's arguments looks for all four words on the stack, at 0 to 12. With rustc 1.96.0 (LLVM 22.1.8) and register
# windows, emulated, quotients and remainders of u128 were wrong for that.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >xtensa.json <<'END'
{
    "arch": "xtensa",
    "atomic-cas": false,
    "data-layout": "e-m:e-p:32:32-i8:8:32-i16:16:32-i64:64-n32",
    "features": "+density,+mul16,+mul32,+nsa",
    "linker": "cc",
    "linker-flavor": "gnu-cc",
    "llvm-target": "xtensa-none-elf",
    "max-atomic-width": 32,
    "panic-strategy": "abort",
    "relocation-model": "static",
    "target-pointer-width": 32
}
END
# Rust's core is not there as source: these two functions need no more of it.
cat >division.rs <<'END'
#![feature(no_core, lang_items, intrinsics, rustc_attrs, auto_traits)]
#![allow(internal_features)]
#![no_core]
#![crate_type = "lib"]
#[lang = "pointee_sized"]
pub trait PointeeSized {}
#[lang = "meta_sized"]
pub trait MetaSized: PointeeSized {}
#[lang = "sized"]
pub trait Sized: MetaSized {}
#[lang = "freeze"]
pub unsafe auto trait Freeze {}
#[lang = "copy"]
pub trait Copy {}
impl Copy for u128 {}
impl<T: PointeeSized> Copy for &T {}
#[rustc_intrinsic]
pub const unsafe fn unchecked_div<T: Copy>(x: T, y: T) -> T;

/// A function with the arguments of __udivti3: its value is the second.
#[no_mangle]
pub extern "C" fn divisor(_: u128, divisor: u128) -> u128 {
    divisor
}

/// A division, for which LLVM calls __udivti3.
#[no_mangle]
pub unsafe extern "C" fn divide(a: &u128, b: &u128) -> u128 {
    unchecked_div(*a, *b)
}
END
RUSTC_BOOTSTRAP=1 rustc -Zunstable-options --target xtensa.json -O --emit=asm division.rs -o division.s
python3 - >seen <<'END'
import re

text = open("division.s").read()
for name, what in (("divide", r"s32i\ta(?!0,)\d+, a1, (\d+)"), ("divisor", r"l32i\ta(?!0,)\d+, a1, (\d+)")):
    body = re.search(rf"^{name}:\n(.*?)\n\tret", text, re.M | re.S)[1]
    print(f"{name}: words on the stack at", *sorted(map(int, re.findall(what, body))))
END
cat >expected <<'END'
divide: words on the stack at 0 4
divisor: words on the stack at 0 4 8 12
END
diff expected seen
