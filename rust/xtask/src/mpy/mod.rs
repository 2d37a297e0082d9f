//! `cargo xtask mpy`: the module as a file for stock firmware, which a board loads with `import mpickle`.
//!
//! MicroPython's own linker for such files, `tools/mpy_ld.py`, knows the relocations that GCC makes of C; what
//! rustc makes goes through a real linker here, which makes one piece of everything, and [`link`] takes the piece
//! apart.

pub mod arch;
mod file;
mod link;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use firmware_build::toolchain;

use crate::ports::unix::{self, UnixArgs};
use crate::ports::{self, PortArgs};
use crate::setup::python;
use crate::{Tree, figures, paths, run};
use arch::Arch;

#[derive(clap::Args)]
pub struct MpyArgs {
    #[command(flatten)]
    tree: Tree,
    /// The kind of chip; without it all of them.
    #[arg(long, value_enum)]
    arch: Vec<Arch>,
    /// The set of functions in it.
    #[arg(long, value_enum, default_value = "standard")]
    set: Set,
    /// Time it on this machine beside json, in a MicroPython without mpickle.
    #[arg(long)]
    bench: bool,
    /// Do so, and write times and sizes into the docs.
    #[arg(long)]
    write: bool,
}

/// The set of functions in a file.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// Plain data in memory, protocols 2 to 5.
    Small,
    /// Plain data, protocols 0 to 5, streams, limits.
    Standard,
    /// The same, with classes and functions, Pickler, Unpickler and register.
    Classes,
    /// MessagePack: umsgpack.mpy.
    Msgpack,
    /// CBOR: cbor2.mpy.
    Cbor,
}

impl Set {
    pub fn name(self) -> &'static str {
        match self {
            Set::Small => "small",
            Set::Standard => "standard",
            Set::Classes => "classes",
            Set::Msgpack => "msgpack",
            Set::Cbor => "cbor",
        }
    }

    /// The name of the file: that of the module.
    pub fn file(self) -> &'static str {
        match self {
            Set::Small | Set::Standard | Set::Classes => "mpickle.mpy",
            Set::Msgpack => "umsgpack.mpy",
            Set::Cbor => "cbor2.mpy",
        }
    }

    /// Features of the crate `mpickle-mpy`; for C they are macros.
    fn features(self) -> &'static [&'static str] {
        match self {
            Set::Small => &["pickle"],
            Set::Standard => &["pickle", "text", "streams", "limits"],
            Set::Classes => &["pickle", "text", "streams", "limits", "classes"],
            Set::Msgpack => &["msgpack", "tree", "streams", "limits"],
            Set::Cbor => &["cbor", "tree", "streams", "limits"],
        }
    }
}

const C_FLAGS: [&str; 16] = [
    "-std=c11",
    "-Os",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-unused-parameter",
    "-Wno-attributes",
    "-Wno-missing-attributes",
    "-DNDEBUG",
    "-DNO_QSTR",
    "-DMICROPY_ENABLE_DYNRUNTIME",
    "-fpic",
    "-fno-builtin",
    "-fno-common",
    "-fvisibility=hidden",
    "-ffunction-sections",
];
/// The addresses to which static memory is linked, to tell them from other numbers: linked to either, the code must be
/// the same.
const STATICS: [u64; 2] = [0x1000_0000, 0x2000_0100];

/// Builds the files, and prints where they are and how large.
pub fn mpy(args: &MpyArgs) -> Result<()> {
    let tree = args.tree.path()?;
    if args.bench || args.write {
        return bench(args, &tree);
    }
    let all = Arch::ALL;
    for arch in if args.arch.is_empty() { &all[..] } else { &args.arch } {
        let file = build(&tree, *arch, args.set)?;
        println!("{} ({} bytes)", file.display(), fs::metadata(&file)?.len());
    }
    Ok(())
}

/// Times the files beside json.
fn bench(args: &MpyArgs, tree: &Path) -> Result<()> {
    let files = [Set::Standard, Set::Msgpack, Set::Cbor].map(|set| build(tree, Arch::X64, set));
    let port = PortArgs { tree: args.tree.clone(), without_mpickle: true, ..PortArgs::default() };
    let micropython = unix::build(&UnixArgs { port, variant: "standard".into() })?;
    let bench = paths::root().join("bench");
    let mut path = bench.display().to_string();
    for file in files {
        let file = file?;
        path = format!("{}:{path}", file.parent().unwrap_or(&file).display());
    }
    let mut command = Command::new(micropython);
    command.args(["-X", "heapsize=16M"]).arg(bench.join("mpy.py"));
    command.env("MICROPYPATH", path);
    let text = run::capture(&mut command)?;
    print!("{text}");
    if !args.write {
        return Ok(());
    }
    let mut measured = BTreeMap::new();
    for line in text.lines() {
        let [module, what, "dumps", dumps, "times", "json,", "loads", loads] =
            line.split_whitespace().collect::<Vec<_>>()[..]
        else {
            bail!("bench/mpy.py prints {line}");
        };
        for (operation, ratio) in [("dumps", dumps), ("loads", loads)] {
            measured.insert(format!("{module} {what} {operation}"), ratio.parse::<f64>()?.into());
        }
    }
    for set in [Set::Small, Set::Standard, Set::Classes, Set::Msgpack, Set::Cbor] {
        for arch in [Arch::X64, Arch::Armv6m, Arch::Armv7m] {
            let size = fs::metadata(build(tree, arch, set)?)?.len();
            measured.insert(format!("{} {}", set.name(), arch.name()), size.into());
        }
    }
    figures::record("mpy", measured)
}

/// Whether the MicroPython in this tree reads the version of .mpy files that is written here.
pub fn fits(tree: &Path) -> Result<bool> {
    let header = fs::read_to_string(tree.join("py/persistentcode.h"))?;
    let says = |line: String| header.lines().any(|l| l.trim() == line);
    Ok(says(format!("#define MPY_VERSION {}", file::VERSION))
        && says(format!("#define MPY_SUB_VERSION {}", file::ABI)))
}

/// Builds the file of one architecture and returns its path.
pub fn build(tree: &Path, arch: Arch, set: Set) -> Result<PathBuf> {
    ensure!(fits(tree)?, "this MicroPython has another version of .mpy files than 6.3: take v1.23 or later");
    arch.ensure()?;
    let dir = paths::target().join("mpy").join(set.name()).join(arch.name());
    fs::create_dir_all(&dir)?;
    let sources = files_of_c("c")?;
    let names = names(&sources, set)?;
    fs::write(dir.join("config.h"), config(&names))?;
    let library = rust(arch, set)?;
    let objects =
        sources.iter().map(|source| compile(tree, arch, set, &dir, source)).collect::<Result<Vec<_>>>()?;
    let mut images = Vec::new();
    for (n, statics) in STATICS.into_iter().enumerate() {
        let linked = dir.join(format!("module{n}.so"));
        link_to(arch, &linked, statics, &objects, &library)?;
        images.push(link::image(&fs::read(&linked)?, statics).context("the linked module")?);
    }
    ensure!(images[0] == images[1], "the code takes static memory to be at a fixed distance");
    let file = dir.join(set.file());
    let native = file::write(&images[0], arch.number(), arch.word(), set.file(), &names);
    if set == Set::Classes {
        with_python(tree, arch, &dir, &native, &file)?;
    } else {
        fs::write(&file, native)?;
    }
    // Served by any web server, the folder is a package of MicroPython's installer: the address is relative.
    let package =
        serde_json::json!({ "urls": [[set.file(), set.file()]], "version": env!("CARGO_PKG_VERSION") });
    fs::write(dir.join("package.json"), format!("{package}\n"))?;
    Ok(file)
}

/// Puts the part in Python behind the native one, by MicroPython's own tools.
fn with_python(tree: &Path, arch: Arch, dir: &Path, native: &[u8], file: &Path) -> Result<()> {
    let [alone, compiled] = ["native.mpy", "classes.mpy"].map(|name| dir.join(name));
    fs::write(&alone, native)?;
    let source = paths::root().join("ports/mpy/classes.py");
    let mut cross = Command::new(ports::mpy_cross(tree)?);
    cross.args(["-s", "classes.py", "-O2"]).arg(format!("-march={}", arch.name()));
    cross.arg("-o").arg(&compiled).arg(&source);
    run::step("Compiling classes.py", &mut cross)?;
    let mut merge = Command::new(python::ensure(&[])?);
    merge.arg(tree.join("tools/mpy-tool.py")).args(["--merge", "-o"]).arg(file).args([&alone, &compiled]);
    run::step(&format!("Merging the parts for {}", arch.name()), merge.env("PYTHONDONTWRITEBYTECODE", "1"))
}

/// The C half: its files with this ending.
fn files_of_c(ending: &str) -> Result<Vec<PathBuf>> {
    let folder = paths::root().join("ports/mpy");
    let mut files: Vec<_> = folder.read_dir()?.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == ending));
    files.sort();
    Ok(files)
}

/// The interned names: Rust's in the order of its list, behind them those that only C has.
fn names(sources: &[PathBuf], set: Set) -> Result<Vec<String>> {
    let path = paths::root().join("rust/mpy/src/native/names.rs");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let list = text.split_once("names! {\n").and_then(|(_, rest)| rest.split_once('}'));
    let (list, _) = list.with_context(|| format!("no list of names in {}", path.display()))?;
    let mut names = Vec::new();
    let mut when = None;
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix("#[cfg(feature = \"").and_then(|rest| rest.strip_suffix("\")]")) {
            Some(feature) => when = Some(feature),
            None if when.take().is_none_or(|feature| set.features().contains(&feature)) => {
                names.push(line.to_string());
            }
            None => {}
        }
    }
    let mut found = BTreeSet::new();
    for source in sources.iter().chain(&files_of_c("h")?) {
        let text = compiled(&fs::read_to_string(source)?, set);
        for part in text.split("MP_QSTR_").skip(1) {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
            found.insert(part[..end].to_string());
        }
    }
    let more: Vec<_> = found.into_iter().filter(|name| !names.contains(name)).collect();
    names.extend(more);
    Ok(names)
}

/// The lines of a C file that this set compiles: without those in `#if MPICKLE_FEATURE` of others.
fn compiled(text: &str, set: Set) -> String {
    let mut within = Vec::new();
    let mut kept = String::new();
    for line in text.lines() {
        let words = line.trim();
        if let Some(condition) = words.strip_prefix("#if ") {
            let feature = condition.strip_prefix("MPICKLE_");
            within.push(feature.is_none_or(|name| set.features().contains(&&*name.to_lowercase())));
        } else if words == "#endif" {
            within.pop();
        } else if within.iter().all(|is_in| *is_in) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The configuration for MicroPython's headers, with the names.
fn config(names: &[String]) -> String {
    let mut text = String::from(
        "#include <stdint.h>\ntypedef uintptr_t mp_uint_t;\ntypedef intptr_t mp_int_t;\ntypedef uintptr_t mp_off_t;\n\
         __attribute__((visibility(\"default\"))) extern const uint16_t mp_native_qstr_table[];\n",
    );
    for (at, name) in names.iter().enumerate() {
        text.push_str(&format!("#define MP_QSTR_{name} (mp_native_qstr_table[{}])\n", at + 1));
    }
    // Functions in MicroPython's headers, which nothing here calls, have these.
    for name in ["len", "MemoryError", "OSError"].iter().filter(|name| !names.iter().any(|own| own == *name))
    {
        text.push_str(&format!("#define MP_QSTR_{name} (0)\n"));
    }
    text
}

/// Compiles the Rust half, and returns the library.
fn rust(arch: Arch, set: Set) -> Result<PathBuf> {
    let target = arch.rust_target();
    let toolchain = toolchain::find(target)?;
    let mut cargo = toolchain.cargo("build", target);
    cargo
        .args(["--package", "mpickle-mpy", "--profile", "mpy", "--no-default-features"])
        .arg(format!("--features={}", set.features().join(",")))
        .current_dir(paths::root())
        .env("CARGO_PROFILE_MPY_OPT_LEVEL", arch.opt_level())
        .env("CARGO_ENCODED_RUSTFLAGS", "-Crelocation-model=pic");
    run::step(&format!("Compiling the codec for {}", arch.name()), &mut cargo)?;
    Ok(toolchain.target_dir().join(target).join("mpy/libmpickle_mpy.a"))
}

fn compile(tree: &Path, arch: Arch, set: Set, dir: &Path, source: &Path) -> Result<PathBuf> {
    let name = source.file_stem().unwrap_or_default();
    let object = dir.join(name).with_extension("o");
    let (compiler, flags) = arch.compiler();
    let mut cc = Command::new(compiler);
    cc.args(flags)
        .args(C_FLAGS)
        .args(set.features().iter().map(|feature| format!("-DMPICKLE_{}=1", feature.to_uppercase())))
        .arg(format!("-DMPICKLE_VERSION=\"{}\"", env!("CARGO_PKG_VERSION")))
        .arg(format!("-DMP_CONFIGFILE=<{}>", dir.join("config.h").display()))
        .arg("-I")
        .arg(tree)
        .arg("-c")
        .arg(source)
        .arg("-o")
        .arg(&object);
    run::step(&format!("Compiling {} for {}", name.to_string_lossy(), arch.name()), &mut cc)?;
    Ok(object)
}

/// Links all of it into one piece, with static memory at this address.
fn link_to(arch: Arch, out: &Path, statics: u64, objects: &[PathBuf], library: &Path) -> Result<()> {
    let script = paths::root().join("ports/mpy/module.ld");
    let text = fs::read_to_string(&script).with_context(|| format!("cannot read {}", script.display()))?;
    let placed = out.with_extension("ld");
    fs::write(&placed, text.replace("MPY_STATIC", &format!("{statics:#x}")))?;
    let (compiler, flags) = arch.compiler();
    let libgcc = run::capture(Command::new(compiler).args(flags).arg("-print-libgcc-file-name"))?;
    let mut linker = Command::new(linker()?);
    linker
        .args(["-flavor", "gnu", "-shared", "-Bsymbolic", "--no-relax", "-z", "notext", "-z", "norelro"])
        .args(["--gc-sections", "--hash-style=sysv", "-e", "mpy_init", "-T"])
        .arg(&placed)
        .args(objects)
        .arg(libgcc.trim())
        .arg(library)
        .arg("-o")
        .arg(out);
    run::step(&format!("Linking the module for {}", arch.name()), &mut linker)
}

/// The linker that comes with Rust.
fn linker() -> Result<PathBuf> {
    let sysroot = run::capture(Command::new("rustc").args(["--print", "sysroot"]))?;
    let rustlib = Path::new(sysroot.trim()).join("lib/rustlib");
    let hosts = rustlib.read_dir().with_context(|| format!("cannot read {}", rustlib.display()))?;
    let own = hosts.flatten().map(|host| host.path().join("bin/rust-lld")).find(|linker| linker.is_file());
    match own {
        Some(linker) => Ok(linker),
        None => bail!("this Rust has no rust-lld: install Rust with rustup, or the component llvm-tools"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_sets_are_left_out() {
        let text = "a\n#if MPICKLE_TEXT\nb\n#if OTHER\nc\n#endif\n#endif\nd\n";
        assert_eq!(compiled(text, Set::Small), "a\nd\n");
        assert_eq!(compiled(text, Set::Standard), "a\nb\nc\nd\n");
    }

    #[test]
    fn a_set_has_the_names_of_its_features() {
        let names = |set| names(&files_of_c("c").unwrap(), set).unwrap();
        let (small, classes) = (names(Set::Small), names(Set::Classes));
        assert_eq!(small[0], "builtins");
        for (name, in_small) in
            [("dumps", true), ("readinto", false), ("find_class", false), ("encoding", false)]
        {
            assert_eq!(small.iter().any(|n| n == name), in_small, "{name}");
            assert!(classes.iter().any(|n| n == name), "{name}");
        }
    }
}
