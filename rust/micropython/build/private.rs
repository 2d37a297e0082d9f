//! The proof that what cmodule/private.h says of MicroPython's C files is true of this MicroPython.
//!
//! The text of each struct is cut out of its C file and compiled behind the headers, with assertions
//! that ours has the same fields.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// A struct of MicroPython's that no header shows.
struct Struct {
    file: &'static str,
    name: &'static str,
    fields: &'static [&'static str],
}

/// Each has a copy in private.h, named `mpickle_c_…` in place of `mp_obj_…`.
const STRUCTS: &[Struct] = &[
    Struct { file: "objdeque", name: "deque", fields: &["alloc", "i_get", "i_put", "items", "flags"] },
    Struct { file: "objset", name: "set", fields: &["set"] },
    Struct { file: "objrange", name: "range", fields: &["start", "stop", "step"] },
    Struct { file: "objproperty", name: "property", fields: &["proxy"] },
    Struct { file: "objfloat", name: "float", fields: &["value"] },
];

/// A macro of MicroPython's that no header shows, and ours.
struct Macro {
    file: &'static str,
    name: &'static str,
    ours: &'static str,
    /// The condition that both are equal, in C.
    equal: &'static str,
}

const MACROS: &[Macro] = &[
    Macro {
        file: "objdeque",
        name: "FLAG_CHECK_OVERFLOW",
        ours: "MPICKLE_C_DEQUE_CHECK_OVERFLOW",
        equal: "FLAG_CHECK_OVERFLOW == MPICKLE_C_DEQUE_CHECK_OVERFLOW",
    },
    Macro { file: "gc", name: "AT_HEAD", ours: "MPICKLE_C_AT_HEAD", equal: "AT_HEAD == MPICKLE_C_AT_HEAD" },
    Macro { file: "gc", name: "AT_TAIL", ours: "MPICKLE_C_AT_TAIL", equal: "AT_TAIL == MPICKLE_C_AT_TAIL" },
    Macro {
        file: "gc",
        name: "BLOCKS_PER_ATB",
        ours: "MPICKLE_C_BLOCKS_PER_ATB",
        equal: "BLOCKS_PER_ATB == MPICKLE_C_BLOCKS_PER_ATB",
    },
    Macro {
        file: "builtinimport",
        name: "MP_FROZEN_PATH_PREFIX",
        ours: "MPICKLE_C_FROZEN",
        equal: "__builtin_strcmp(MP_FROZEN_PATH_PREFIX, MPICKLE_C_FROZEN) == 0",
    },
];

/// C text that does not compile if private.h is wrong for the MicroPython that `flags` find.
pub fn proof(flags: &[String]) -> Result<String> {
    let mut proof = String::from("#include \"private.h\"\n");
    for Struct { file, name, fields } in STRUCTS {
        let text = source(flags, file)?;
        let head = format!("typedef struct _mp_obj_{name}_t {{");
        let end = format!("}} mp_obj_{name}_t;");
        let Some(found) = text.split_once(&head).and_then(|(_, rest)| rest.split_once(&end)) else {
            bail!("py/{file}.c of this MicroPython has no struct mp_obj_{name}_t: {ADVICE}");
        };
        let (theirs, ours) = (format!("struct mpickle_theirs_{name}"), format!("mpickle_c_{name}_t"));
        writeln!(proof, "{theirs} {{{}}};", found.0)?;
        let message = format!("\"py/{file}.c of this MicroPython has another mp_obj_{name}_t: {ADVICE}\"");
        writeln!(proof, "_Static_assert(sizeof({theirs}) == sizeof({ours}), {message});")?;
        for field in fields.iter().chain(&["base"]) {
            let offset = |whole: &str| format!("__builtin_offsetof({whole}, {field})");
            let size = |whole: &str| format!("sizeof((({whole} *)0)->{field})");
            writeln!(
                proof,
                "_Static_assert({} == {} && {} == {}, {message});",
                offset(&theirs),
                offset(&ours),
                size(&theirs),
                size(&ours)
            )?;
        }
    }
    for Macro { file, name, ours, equal } in MACROS {
        let text = source(flags, file)?;
        let define = text.lines().map(str::trim).find(|line| line.starts_with(&format!("#define {name} ")));
        let Some(define) = define else {
            bail!("py/{file}.c of this MicroPython has no {name}: {ADVICE}");
        };
        let message = format!("\"{name} of this MicroPython is not {ours}: {ADVICE}\"");
        writeln!(proof, "#undef {name}\n{define}\n_Static_assert({equal}, {message});")?;
    }
    Ok(proof)
}

const ADVICE: &str = "mpickle knows that of v1.22 to v1.29 (cmodule/private.h)";

/// The text of a C file of MicroPython's core.
fn source(flags: &[String], file: &str) -> Result<String> {
    let name = format!("py/{file}.c");
    let folders = flags.iter().filter_map(|flag| flag.strip_prefix("-I"));
    let path = folders.map(|folder| PathBuf::from(folder).join(&name)).find(|path| path.is_file());
    let path = path.with_context(|| format!("{name} is not beside MicroPython's headers"))?;
    println!("cargo:rerun-if-changed={}", path.display());
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}
