#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mpickle_fuzz::formats::targets::tree(data));
