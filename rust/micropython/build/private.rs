//! The proof that what cmodule/contract/private.h says of MicroPython's C files is true of this MicroPython.
//!
//! The text of each struct is cut out of its C file and compiled behind the headers, with assertions
//! that ours has the same fields.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// The structs to compare.
const LIST: &str = include_str!("../../../cmodule/contract/private.txt");
const ADVICE: &str = "mpickle knows that of v1.22 to v1.29 (cmodule/contract/private.h)";

/// C text that does not compile if private.h is wrong for the MicroPython that `flags` find.
pub fn proof(flags: &[String]) -> Result<String> {
    let mut proof = String::from("#include \"contract/private.h\"\n#include \"contract/contract.h\"\n");
    for line in LIST.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let [kind, file, name, rest @ ..] = &words[..] else { bail!("private.txt: {line}") };
        let text = source(flags, file)?;
        if *kind == "struct" {
            let head = format!("typedef struct _mp_obj_{name}_t {{");
            let end = format!("}} mp_obj_{name}_t;");
            let Some(found) = text.split_once(&head).and_then(|(_, rest)| rest.split_once(&end)) else {
                bail!("py/{file}.c of this MicroPython has no struct mp_obj_{name}_t: {ADVICE}");
            };
            writeln!(
                proof,
                "struct mpickle_theirs_{name} {{{}}};\nMPICKLE_PRIVATE_SIZE({file}, {name})",
                found.0
            )?;
            for field in rest.iter().chain(&["base"]) {
                writeln!(proof, "MPICKLE_PRIVATE_FIELD({file}, {name}, {field})")?;
            }
        } else {
            let define =
                text.lines().map(str::trim).find(|line| line.starts_with(&format!("#define {name} ")));
            let (Some(define), [ours]) = (define, rest) else {
                bail!("py/{file}.c of this MicroPython has no {name}: {ADVICE}");
            };
            let kind = kind.to_uppercase();
            writeln!(proof, "#undef {name}\n{define}\nMPICKLE_PRIVATE_{kind}({file}, {name}, {ours})")?;
        }
    }
    Ok(proof)
}

/// The text of a C file of MicroPython's core.
fn source(flags: &[String], file: &str) -> Result<String> {
    let name = format!("py/{file}.c");
    let folders = flags.iter().filter_map(|flag| flag.strip_prefix("-I"));
    let path = folders.map(|folder| PathBuf::from(folder).join(&name)).find(|path| path.is_file());
    let path = path.with_context(|| format!("{name} is not beside MicroPython's headers"))?;
    // cargo takes a path to be relative to the package, not to the folder of the port.
    println!("cargo:rerun-if-changed={}", fs::canonicalize(&path)?.display());
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}
