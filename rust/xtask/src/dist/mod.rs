//! `cargo xtask dist`: a release, from which firmware with mpickle is built without Rust.

mod families;
pub mod objects;
mod wheel;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::setup::{self, packages};
use crate::{Tree, paths, run};
use families::XTENSA;
use objects::{Object, hex};

/// `cargo xtask dist`.
#[derive(clap::Args)]
pub struct DistArgs {
    #[command(flatten)]
    tree: Tree,
    /// Also make the wheel mpickle-usermod.
    #[arg(long)]
    wheel: bool,
    /// Only the objects whose names begin so (repeatable); without it all.
    #[arg(long = "object", value_name = "NAME")]
    objects: Vec<String>,
    /// Also those for ESP32, S2 and S3, whose compilers are fetched from Debian 13.
    #[arg(long)]
    xtensa: bool,
}

/// Folders and files of the repository that a release has.
const SOURCES: [&str; 16] = [
    "micropython.mk",
    "micropython.cmake",
    "cmodule",
    "ports/prebuilt",
    "docs",
    "ports/unix/README.md",
    "ports/rp2/README.md",
    "ports/esp32/README.md",
    "ports/stm32/README.md",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    // For a firmware that no object fits.
    "rust",
    "Cargo.toml",
    "Cargo.lock",
    "ARCHITECTURE.md",
];

/// Makes a release, and prints what there is.
pub fn dist(args: &DistArgs) -> Result<()> {
    let objects: Vec<Object> = Object::every().into_iter().filter(|object| wanted(object, args)).collect();
    let release = release(&args.tree.path()?, &objects)?;
    println!("{}", archive(&release)?.display());
    if args.wheel {
        println!("{}", wheel::make(&release)?.display());
    }
    println!("{}", release.display());
    Ok(())
}

/// The objects of these names.
pub fn named(names: &[&str]) -> Result<Vec<Object>> {
    let chosen: Vec<Object> =
        Object::every().into_iter().filter(|object| names.contains(&object.name().as_str())).collect();
    ensure!(chosen.len() == names.len(), "not all of these are objects of a release: {}", names.join(", "));
    Ok(chosen)
}

fn wanted(object: &Object, args: &DistArgs) -> bool {
    let name = object.name();
    if name.starts_with(XTENSA) && args.xtensa {
        return true;
    }
    let otherwise = args.objects.is_empty() && !name.starts_with(XTENSA);
    otherwise || args.objects.iter().any(|given| name.starts_with(given.as_str()))
}

/// The wheel with these objects.
pub fn wheel(tree: &Path, objects: &[Object]) -> Result<PathBuf> {
    wheel::make(&release(tree, objects)?)
}

/// Makes a release in a folder below `to` that `USER_C_MODULES` may name, and returns `to`.
pub fn modules(tree: &Path, objects: &[Object], to: &Path) -> Result<PathBuf> {
    let release = release(tree, objects)?;
    let _ = fs::remove_dir_all(to);
    copy(&release, &to.join("mpickle"))?;
    Ok(to.to_path_buf())
}

/// Writes the release's folder: sources, objects, their manifest and checksums.
fn release(tree: &Path, objects: &[Object]) -> Result<PathBuf> {
    ensure!(!objects.is_empty(), "no object has such a name");
    packages::ensure()?;
    setup::libclang()?;
    let folder = paths::target().join("dist").join(format!("mpickle-{}", env!("CARGO_PKG_VERSION")));
    let _ = fs::remove_dir_all(&folder);
    for name in SOURCES {
        copy(&paths::root().join(name), &folder.join(name))?;
    }
    let prebuilt = folder.join("prebuilt");
    let entries =
        objects.iter().map(|object| object.make(tree, &prebuilt)).collect::<Result<Vec<Value>>>()?;
    let manifest = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "headers": format!("MicroPython {}", version(tree)?),
        "features": objects::sets(),
        "objects": entries,
    });
    fs::write(prebuilt.join("manifest.json"), format!("{manifest:#}\n"))?;
    fs::write(folder.join("SHA256SUMS"), sums(&folder)?)?;
    Ok(folder)
}

/// The version of a MicroPython tree, as its headers have it.
fn version(tree: &Path) -> Result<String> {
    let text = fs::read_to_string(tree.join("py/mpconfig.h"))?;
    let number = |name: &str| {
        let define = format!("#define MICROPY_VERSION_{name} ");
        text.lines()
            .find_map(|line| line.strip_prefix(&define))
            .map(str::trim)
            .context("py/mpconfig.h has no version")
    };
    Ok(format!("{}.{}.{}", number("MAJOR")?, number("MINOR")?, number("MICRO")?))
}

/// Copies a file, or a folder without what builds and tools leave in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
        return Ok(());
    }
    for entry in from.read_dir().with_context(|| format!("cannot read {}", from.display()))? {
        let name = entry?.file_name();
        if name != "__pycache__" && name != "target" {
            copy(&from.join(&name), &to.join(&name))?;
        }
    }
    Ok(())
}

/// Lines for `sha256sum --check`, for every file of the release.
fn sums(folder: &Path) -> Result<String> {
    let mut files = Vec::new();
    list(folder, folder, &mut files)?;
    files.sort();
    let mut text = String::new();
    for file in files {
        let data = fs::read(folder.join(&file))?;
        text += &format!("{}  {}\n", hex(&Sha256::digest(&data)), file.display());
    }
    Ok(text)
}

fn list(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else {
            files.push(path.strip_prefix(root)?.to_path_buf());
        }
    }
    Ok(())
}

/// The release as an archive, the same bytes whenever it is made.
fn archive(release: &Path) -> Result<PathBuf> {
    let file = release.with_file_name(format!("mpickle-{}.tar.xz", env!("CARGO_PKG_VERSION")));
    let (Some(parent), Some(name)) = (release.parent(), release.file_name()) else {
        bail!("the release has no folder");
    };
    let mut tar = Command::new("tar");
    tar.arg("-C").arg(parent).args([
        "--sort=name",
        "--mtime=@0",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
    ]);
    run::step("Packing the release", tar.arg("-cJf").arg(&file).arg(name))?;
    Ok(file)
}
