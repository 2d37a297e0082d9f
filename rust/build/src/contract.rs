//! The assertions with which the firmware's C compiler checks what the Rust half was made for: of all that bindgen has
//! read, the lines about what the Rust sources name.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::paths;

/// The crates that see MicroPython's headers.
const CRATES: [&str; 2] = ["rust/micropython/src", "rust/mpickle/src"];
/// Numbers that Rust has as cfgs, and not by their names.
const CFGS: [&str; 3] = ["FLOAT_IMPL", "LONGINT_IMPL", "OBJ_REPR"];
/// Prefixes of cmodule's own declarations, which are as old as the object: all of them are kept.
const OURS: [&str; 2] = ["mpickle_c_", "MPICKLE_C_"];

/// Of the lines that `rust/micropython/build.rs` has written to `file`, those that matter.
///
/// # Errors
/// A file cannot be read.
pub fn read(file: &Path) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut sources = String::new();
    for folder in CRATES {
        collect(&paths::root().join(folder), &mut sources)?;
    }
    let kept = used(&text, &sources);
    if let Some(line) = kept.lines().find(|line| line.starts_with("MPICKLE_UNKNOWN")) {
        bail!(
            "rust/micropython/build/contract.rs has no spelling in C for a prototype that Rust uses: {line}"
        );
    }
    Ok(kept)
}

fn collect(folder: &Path, text: &mut String) -> Result<()> {
    let entries = folder.read_dir().with_context(|| format!("cannot read {}", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, text)?;
        } else {
            let source =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            text.extend(
                source.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|l| [l, "\n"]),
            );
        }
    }
    Ok(())
}

/// The lines about what `sources` name: a use of a function, a constant, a field or a type has its name in it.
fn used(contract: &str, sources: &str) -> String {
    let words: HashSet<&str> = sources.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let named = |name: &str| {
        // bindgen puts `_` behind Rust's keywords.
        words.contains(name) || words.contains(format!("{name}_").as_str())
    };
    // The type whose field was kept last.
    let mut of_field = "";
    let mut kept = String::new();
    for line in contract.lines() {
        let Some((kind, rest)) = line.split_once('(') else {
            kept.extend([line, "\n"]);
            continue;
        };
        let mut arguments = rest.split([',', ')']).map(str::trim);
        let first = arguments.next().unwrap_or("");
        let name = first.trim_start_matches("struct ").trim_start_matches("enum ");
        let ours = OURS.iter().any(|prefix| name.trim_start_matches('_').starts_with(prefix));
        let keep = ours
            || match kind {
                "MPICKLE_NUMBER" if CFGS.contains(&first) => true,
                "MPICKLE_CONSTANT" => words.contains(first.to_uppercase().as_str()),
                "MPICKLE_OFFSET" => named(arguments.next().unwrap_or("")),
                "MPICKLE_BITS" => {
                    let field = arguments.next().unwrap_or("");
                    named(field) || named(&format!("set_{field}"))
                }
                "MPICKLE_SIZE" => named(name) || first == of_field,
                _ => named(first),
            };
        if keep {
            if matches!(kind, "MPICKLE_OFFSET" | "MPICKLE_BITS") {
                of_field = first;
            }
            kept.extend([line, "\n"]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_the_sources_name() {
        let contract = "\
// A comment.
#ifndef MICROPY_PY_ARRAY
MPICKLE_SWITCH(PY_ARRAY, 1)
MPICKLE_NUMBER(VERSION_MINOR, 25)
MPICKLE_NUMBER(OBJ_REPR, 0)
MPICKLE_CONSTANT(none, 6)
MPICKLE_OFFSET(mp_map_t, alloc, 8)
MPICKLE_OFFSET(mp_map_t, table, 16)
MPICKLE_BITS(mp_map_t, used, 3, 61)
MPICKLE_SIZE(mp_map_t, 24)
MPICKLE_OFFSET(mp_lexer_t, source_name, 0)
MPICKLE_SIZE(mp_lexer_t, 176)
MPICKLE_OFFSET(mp_obj_base_t, type, 0)
MPICKLE_SIZE(mp_obj_base_t, 8)
MPICKLE_SIZE(struct _mp_named_t, 8)
MPICKLE_OFFSET(mpickle_c_text_t, data, 0)
MPICKLE_FUNCTION(mp_obj_new_list, mp_obj_t, (size_t, mp_obj_t *))
MPICKLE_FUNCTION(mp_obj_new_set, mp_obj_t, (size_t, mp_obj_t *))
";
        let sources = "config::PY_ARRAY; config::NONE; (*map).table.add((*map).set_used(1)); (*o).base.type_; \
                       ffi::mp_obj_new_list(x); _mp_named_t";
        let dropped = ["VERSION_MINOR", "alloc", "lexer", "new_set"];
        let wanted: Vec<&str> =
            contract.lines().filter(|line| !dropped.iter().any(|word| line.contains(word))).collect();
        assert_eq!(used(contract, sources).lines().collect::<Vec<_>>(), wanted);
    }
}
