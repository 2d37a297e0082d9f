//! The object for MicroPython's webassembly port, by Emscripten's tools.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::firmware::Compiler;
use crate::run;

/// Links `archive` into one relocatable object. Rust's link-time optimisation has left in it what C may
/// call, and Emscripten's own libraries have memory functions and arithmetic.
///
/// # Errors
/// The linker's, or an object that is no WebAssembly.
pub fn relocatable(cc: &Compiler, archive: &Path, object: &Path) -> Result<()> {
    let mut link = cc.command();
    link.args(["-r", "-nostdlib", "-Wl,--whole-archive"]).arg(archive);
    run::capture(link.args(["-Wl,--no-whole-archive", "-o"]).arg(object))?;
    let wasm = fs::read(object).with_context(|| format!("cannot read {}", object.display()))?;
    fs::write(object, with_known_features(&wasm)?)?;
    Ok(())
}

/// The features that Emscripten has known for long. Rust names more: parts of these, and what its core could
/// use and does not here; the optimiser of an older Emscripten takes a name that it does not know for an error.
const FEATURES: [&str; 6] =
    ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-fptoint", "reference-types", "sign-ext"];

/// The name of the custom section that lists features (WebAssembly tool conventions, "Target Features").
const SECTION: &str = "target_features";

/// A copy of `wasm` whose list of features has the known ones only.
fn with_known_features(wasm: &[u8]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    ensure!(wasm.starts_with(b"\0asm") && wasm.len() >= HEADER, "emcc has written no WebAssembly");
    let (header, mut rest) = wasm.split_at(HEADER);
    let mut out = header.to_vec();
    while let Some((&id, behind)) = rest.split_first() {
        let (section, next) = counted(behind)?;
        let known = if id == 0 { known_features(section)? } else { None };
        let section = known.as_deref().unwrap_or(section);
        out.push(id);
        put(&mut out, section);
        rest = next;
    }
    Ok(out)
}

/// If `section` is the list of features: the same with the known ones only.
fn known_features(section: &[u8]) -> Result<Option<Vec<u8>>> {
    let (name, list) = counted(section)?;
    if name != SECTION.as_bytes() {
        return Ok(None);
    }
    let (count, mut list) = number(list)?;
    let mut kept = Vec::new();
    let mut known = 0;
    for _ in 0..count {
        // A plus or a minus, and the name.
        let (&sign, behind) = list.split_first().context("the list of WebAssembly features is cut short")?;
        let (name, next) = counted(behind)?;
        if FEATURES.iter().any(|feature| name == feature.as_bytes()) {
            known += 1;
            kept.push(sign);
            put(&mut kept, name);
        }
        list = next;
    }
    let mut out = Vec::new();
    put(&mut out, SECTION.as_bytes());
    put_number(&mut out, known);
    out.extend(kept);
    Ok(Some(out))
}

/// Bytes with their number before them, and what is behind.
fn counted(data: &[u8]) -> Result<(&[u8], &[u8])> {
    let (count, rest) = number(data)?;
    rest.split_at_checked(count).context("a WebAssembly section is cut short")
}

/// A number in LEB128, and what is behind it.
fn number(data: &[u8]) -> Result<(usize, &[u8])> {
    let end = data.iter().take(5).position(|byte| byte & 0x80 == 0).context("bad number in WebAssembly")?;
    let (digits, rest) = data.split_at(end + 1);
    let value = digits.iter().rev().fold(0, |value, digit| value << 7 | usize::from(digit & 0x7f));
    Ok((value, rest))
}

fn put(out: &mut Vec<u8>, data: &[u8]) {
    put_number(out, data.len());
    out.extend(data);
}

fn put_number(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(features: &[&str]) -> Vec<u8> {
        let mut list = Vec::new();
        put(&mut list, SECTION.as_bytes());
        put_number(&mut list, features.len());
        for feature in features {
            list.push(b'+');
            put(&mut list, feature.as_bytes());
        }
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.push(1);
        put(&mut wasm, &[0; 300]);
        wasm.push(0);
        put(&mut wasm, &list);
        wasm
    }

    #[test]
    fn features_that_are_not_known_are_left_out() {
        let all = module(&["bulk-memory", "bulk-memory-opt", "call-indirect-overlong", "sign-ext"]);
        assert_eq!(with_known_features(&all).unwrap(), module(&["bulk-memory", "sign-ext"]));
    }

    #[test]
    fn other_sections_stay() {
        let known = module(&["sign-ext"]);
        assert_eq!(with_known_features(&known).unwrap(), known);
        let none = b"\0asm\x01\0\0\0\x00\x05\x04name";
        assert_eq!(with_known_features(none).unwrap(), none);
    }

    #[test]
    fn what_is_no_webassembly_is_refused() {
        let cut = module(&["sign-ext"]);
        for wasm in [&b"!<arch>\n"[..], b"\0asm", &cut[..cut.len() - 1]] {
            assert!(with_known_features(wasm).is_err(), "{wasm:?}");
        }
    }
}
