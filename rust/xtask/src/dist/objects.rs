//! The prebuilt objects of a release: how each is made.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use firmware_build::toolchain;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::families::{FAMILIES, Family, Float, Representation, Types, XTENSA};
use crate::setup::packages::{self, Kit};
use crate::setup::{linux, windowed};
use crate::suites::features;
use crate::{paths, run, setup};

/// Sets of features: `default` is what a list that is not given means.
pub const DEFAULT: &str = "default";
pub const ALL: &str = "all";
pub const WRITE: &str = "write";
const SETS: [&str; 3] = [DEFAULT, ALL, WRITE];

/// The sets with their lists of features, for the manifest.
pub fn sets() -> Value {
    SETS.iter()
        .map(|set| (set.to_string(), Value::from(features_of(set))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn features_of(set: &str) -> String {
    if set == ALL { features::ALL.split_whitespace().collect() } else { set.to_string() }
}

/// One prebuilt object.
pub struct Object {
    family: &'static Family,
    representation: Representation,
    float: Float,
    types: Types,
    set: &'static str,
}

impl Object {
    /// All objects of a release. `write` alone is for boards.
    pub fn every() -> Vec<Object> {
        let mut objects = Vec::new();
        for family in &FAMILIES {
            for &(representation, float, types) in family.configurations {
                for set in SETS.into_iter().filter(|set| *set != WRITE || !family.name.starts_with("unix")) {
                    objects.push(Object { family, representation, float, types, set });
                }
            }
        }
        objects
    }

    /// Family, object representation, floats, long ints, types and features.
    pub fn name(&self) -> String {
        let Object { family, representation, float, types, set } = self;
        let representation = representation.name().to_lowercase();
        format!("{}-{representation}-{}-mpz-{}{set}", family.name, float.name(), types.name())
    }

    /// Installs the compilers that make the object; the PATH on which they are.
    fn ensure(&self) -> Result<OsString> {
        let Family { name, rust_target, cc, .. } = self.family;
        if *name == XTENSA {
            windowed::ensure()?;
            setup::xtensa::ensure(rust_target)?;
            return windowed::path();
        }
        let mut path = env::var_os("PATH").unwrap_or_default();
        if cc.starts_with("arm-none-") {
            packages::ensure_kit(Kit::Arm)?;
        } else if cc.starts_with("riscv64-unknown-") {
            packages::ensure_kit(Kit::Riscv)?;
        } else if cc.ends_with("-m32") {
            packages::ensure_kit(Kit::Multilib)?;
        } else if linux::MACHINES.iter().any(|machine| cc.starts_with(machine)) {
            linux::ensure()?;
            path = linux::path()?;
        }
        setup::rust(rust_target)?;
        Ok(path)
    }

    /// Makes the object with the headers of `tree`, and puts it with its headers into the folder of its name in `to`;
    /// returns its entry in the manifest.
    pub fn make(&self, tree: &Path, to: &Path) -> Result<Value> {
        let Family { rust_target, cpu, cc, processor, chips, run, .. } = self.family;
        let path = self.ensure()?;
        let work = paths::target().join("dist/work");
        // Only Arm's targets have them.
        let own = if rust_target.starts_with("thumb") {
            toolchain::without_frame_pointers(rust_target, &work.join("targets"))?
        } else {
            None
        };
        let target = own.as_ref().map_or(rust_target.to_string(), |file| file.to_string_lossy().into_owned());
        let opt_level = if rust_target.contains("-none") { "z" } else { "3" };
        let out = work.join(self.name());
        let headers = paths::root().join("ports/prebuilt/headers");
        let mut cflags = format!(
            "-I{} -I{} -std=gnu99 -DMICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_{} -DMICROPY_LONGINT_IMPL=MICROPY_LONGINT_IMPL_MPZ \
             -DMICROPY_OBJ_REPR=MICROPY_OBJ_REPR_{}",
            headers.display(),
            tree.display(),
            self.float.name().to_uppercase(),
            self.representation.name(),
        );
        if rust_target.starts_with("riscv32") {
            // For the headers: as a part of the compiler's name it would choose a linker script, too.
            cflags += " --specs=picolibc.specs";
        }
        for switch in self.types.without() {
            cflags += &format!(" -DMICROPY_{switch}=0");
        }
        let features = features_of(self.set);
        let mut build = Command::new(env::current_exe()?);
        build.arg("object").args([
            "--cc",
            cc,
            "--cflags",
            &cflags,
            "--rust-target",
            &target,
            "--opt-level",
            opt_level,
        ]);
        build.args(["--features", if self.set == DEFAULT { "" } else { &features }]);
        if !cpu.is_empty() {
            build.args(["--cpu", cpu]);
        }
        run::step(&format!("Object {}", self.name()), build.env("PATH", path).arg(&out))?;

        let folder = to.join(self.name());
        fs::create_dir_all(&folder)?;
        let mut sums = serde_json::Map::new();
        for name in FILES {
            let data = fs::read(out.join(name)).with_context(|| format!("{name} was not built"))?;
            sums.insert(name.into(), hex(&Sha256::digest(&data)).into());
            fs::write(folder.join(name), data)?;
        }
        let (rustc, builds_core) = toolchain::describe(&target)?;
        Ok(json!({
            "name": self.name(),
            "set": self.set,
            "chips": chips,
            "run_by_the_tests": run,
            "processor": processor,
            "rust_target": rust_target,
            "cpu": cpu,
            "opt_level": opt_level,
            "representation": self.representation.name(),
            "float": self.float.name(),
            "long_int": "mpz",
            "without": self.types.without(),
            "core_frame_pointers": rust_target.starts_with("thumb") && own.is_none(),
            "core": if builds_core { "built with the object" } else { "that of rustc's release" },
            "rustc": rustc,
            "sha256": sums,
        }))
    }

    /// The object's file after [`Object::make`].
    pub fn file(&self, to: &Path) -> PathBuf {
        to.join(self.name()).join(FILES[0])
    }
}

/// The files that a build takes from an object's folder.
const FILES: [&str; 3] = ["mpickle_rust.o", "mpickle.h", "mpickle_contract.h"];

/// A checksum as text.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_docs_list_every_family() {
        let text = fs::read_to_string(paths::root().join("docs/firmware.md")).unwrap();
        let rows =
            text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | ")).collect::<Vec<_>>();
        for family in &FAMILIES {
            assert!(rows.iter().any(|(name, _)| *name == family.name), "{}", family.name);
        }
    }

    #[test]
    fn every_object_has_a_name_of_its_own() {
        let names: Vec<String> = Object::every().iter().map(Object::name).collect();
        let mut unique = names.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
        assert!(names.contains(&"cortex-m0-a-float-mpz-write".to_string()));
        assert!(!names.iter().any(|name| name.starts_with("unix") && name.ends_with("write")));
    }
}
