//! A module in name only: it has the names that mpickle has in a firmware, and does nothing.
//!
//! Any further module changes a firmware by its names alone: qstrs get other numbers, the state
//! with the root pointers grows and the tables of modules have further entries, so that functions of
//! MicroPython that hold such a number or offset become some bytes longer or shorter. Compared
//! with a firmware that has these names already, one with mpickle must not differ at all.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// Its folder's name, and its object in the build directory.
pub const FOLDER: &str = "names";
pub const OBJECT: &str = "names/names.o";

/// Writes such a module to the folder `to` for the firmware that was built in `build`.
pub fn write(build: &Path, to: &Path) -> Result<()> {
    let qstrs = lines(build, "qstr")?;
    let modules = lines(build, "module")?;
    let roots = lines(build, "root_pointer")?;
    ensure!(!qstrs.is_empty() && !modules.is_empty(), "no mpickle in {}", build.display());
    fs::create_dir_all(to)?;
    replace(&to.join("micropython.mk"), "SRC_USERMOD_C += $(USERMOD_DIR)/names.c\n")?;
    replace(&to.join("names.c"), &source(&qstrs, &modules, &roots)?)
}

fn source(qstrs: &BTreeSet<String>, modules: &BTreeSet<String>, roots: &BTreeSet<String>) -> Result<String> {
    let mut text = String::from("#include \"py/runtime.h\"\n\nconst qstr_short_t names_of_mpickle[] = {\n");
    for qstr in qstrs.iter().filter_map(|line| line.strip_prefix("Q(")?.strip_suffix(')')) {
        writeln!(text, "    MP_QSTR_{qstr},")?;
    }
    text.push_str(
        "};\nstatic const mp_rom_map_elem_t nothing_table[] = {\n    { MP_ROM_QSTR(MP_QSTR___name__), ",
    );
    text.push_str(
        "MP_ROM_QSTR(MP_QSTR_mpickle) },\n};\nstatic MP_DEFINE_CONST_DICT(nothing, nothing_table);\n",
    );
    for line in modules {
        let (kind, arguments) = line.split_once('(').context("no registration of a module")?;
        let (_, second) = arguments.trim_end_matches([')', ';']).split_once(", ").context("one argument")?;
        if kind.ends_with("DELEGATION") {
            writeln!(text, "void {second}(mp_obj_t self, qstr attr, mp_obj_t *dest) {{\n}}")?;
        } else {
            writeln!(text, "const mp_obj_module_t {second} = {{")?;
            writeln!(
                text,
                "    .base = {{ &mp_type_module }},\n    .globals = (mp_obj_dict_t *)&nothing,\n}};"
            )?;
        }
        writeln!(text, "{line}")?;
    }
    for line in roots {
        writeln!(text, "{line}")?;
    }
    Ok(text)
}

/// The lines of this kind that the build has collected from mpickle's C files.
fn lines(build: &Path, kind: &str) -> Result<BTreeSet<String>> {
    let dir = build.join("genhdr").join(kind);
    let entries = dir.read_dir().with_context(|| format!("cannot read {}", dir.display()))?;
    let ours = |file: &PathBuf| file.to_string_lossy().contains("mpickle__cmodule__");
    let mut lines = BTreeSet::new();
    for file in entries.flatten().map(|entry| entry.path()).filter(ours) {
        lines.extend(fs::read_to_string(file)?.lines().filter(|l| !l.is_empty()).map(str::to_string));
    }
    Ok(lines)
}

/// Writes a file, unless that would change nothing but its time.
fn replace(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_every_name_and_no_more() {
        let set = |lines: &[&str]| lines.iter().map(|line| line.to_string()).collect();
        let modules =
            ["MP_REGISTER_MODULE(MP_QSTR_a, a_module);", "MP_REGISTER_MODULE_DELEGATION(a_module, a_attr);"];
        let root = "MP_REGISTER_ROOT_POINTER(void *a_root);";
        let text = source(&set(&["Q(dumps)", "Q(loads)"]), &set(&modules), &set(&[root])).unwrap();
        assert!(text.contains("    MP_QSTR_dumps,\n    MP_QSTR_loads,\n};"), "{text}");
        assert!(text.contains("const mp_obj_module_t a_module = {"), "{text}");
        assert!(text.contains("void a_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {"), "{text}");
        for line in modules.iter().chain(&[root]) {
            assert!(text.lines().any(|found| found == *line), "{text}");
        }
    }
}
