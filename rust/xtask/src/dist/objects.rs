//! The prebuilt objects of a release: which there are, and how each is made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use firmware_build::{toolchain, xtensa};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::setup::packages::{self, Kit};
use crate::setup::windowed;
use crate::suites::features;
use crate::{paths, run, setup};

/// Processors that run the same code and pass arguments in the same registers.
pub struct Family {
    name: &'static str,
    rust_target: &'static str,
    /// rustc's target-cpu, where it is worth more than the target's own; else empty.
    cpu: &'static str,
    /// The C compiler with the flags of the least of these processors.
    cc: &'static str,
    /// A condition of C's preprocessor: it holds in a firmware that may take the object.
    processor: &'static str,
    /// Chips, for people.
    chips: &'static str,
    /// On what the tests run such code: an object itself, or code made the same way. Empty: on nothing.
    run: &'static str,
    configurations: &'static [Configuration],
}

/// A firmware's object representation, and its floats.
type Configuration = (Representation, Float);

#[derive(Clone, Copy, PartialEq)]
enum Representation {
    A,
    C,
}

impl Representation {
    fn name(self) -> &'static str {
        match self {
            Representation::A => "A",
            Representation::C => "C",
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Float {
    Single,
    Double,
}

impl Float {
    fn name(self) -> &'static str {
        match self {
            Float::Single => "float",
            Float::Double => "double",
        }
    }
}

use Float::{Double, Single};
use Representation::{A, C};

/// What the names of the objects for register windows begin with. Their compilers come from another release of Debian.
pub const XTENSA: &str = "xtensa-windowed";

/// In the order in which a firmware's build tries them: of those that run, the first has the best code.
const FAMILIES: [Family; 10] = [
    Family {
        name: "unix-x86_64",
        rust_target: "x86_64-unknown-linux-gnu",
        cpu: "",
        cc: "cc",
        processor: "defined(__x86_64__) && defined(__linux__) && !defined(__ILP32__)",
        chips: "Linux on x86-64",
        run: "this machine: the object with default features, all scripts",
        configurations: &[(A, Double)],
    },
    Family {
        name: "unix-i686",
        rust_target: "i686-unknown-linux-gnu",
        cpu: "",
        cc: "cc -m32",
        processor: "defined(__i386__) && defined(__linux__)",
        chips: "Linux on x86 with 32 bits",
        run: "this machine: code made the same way",
        configurations: &[(A, Double)],
    },
    Family {
        name: "cortex-m33",
        rust_target: "thumbv8m.main-none-eabi",
        cpu: "cortex-m33",
        cc: "arm-none-eabi-gcc -mthumb -mcpu=cortex-m33 -mfloat-abi=softfp",
        processor: "defined(__thumb__) && __ARM_ARCH_PROFILE == 'M' && __ARM_ARCH >= 8 && defined(__ARM_FEATURE_DSP) && \
                    defined(__ARM_FP) && !defined(__ARM_PCS_VFP)",
        chips: "RP2350",
        run: "",
        configurations: &[(A, Single)],
    },
    Family {
        name: "cortex-m33-hf",
        rust_target: "thumbv8m.main-none-eabihf",
        cpu: "cortex-m33",
        cc: "arm-none-eabi-gcc -mthumb -mcpu=cortex-m33 -mfloat-abi=hard",
        processor: "defined(__thumb__) && __ARM_ARCH_PROFILE == 'M' && __ARM_ARCH >= 8 && defined(__ARM_FEATURE_DSP) && \
                    defined(__ARM_PCS_VFP)",
        chips: "STM32H5, STM32U5",
        run: "",
        configurations: &[(A, Single)],
    },
    Family {
        name: "cortex-m4-hf",
        rust_target: "thumbv7em-none-eabihf",
        cpu: "",
        cc: "arm-none-eabi-gcc -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard",
        processor: "defined(__thumb__) && __ARM_ARCH_PROFILE == 'M' && __ARM_ARCH >= 7 && defined(__ARM_FEATURE_DSP) && \
                    defined(__ARM_PCS_VFP)",
        chips: "STM32F4, F7, H7, L4, WB, nRF52840, SAMD51, i.MX RT",
        run: "MPS2_AN386, emulated: code made the same way",
        configurations: &[(A, Single), (A, Double), (C, Single)],
    },
    Family {
        name: "cortex-m3",
        rust_target: "thumbv7m-none-eabi",
        cpu: "",
        cc: "arm-none-eabi-gcc -mthumb -mcpu=cortex-m3",
        processor: "defined(__thumb__) && __ARM_ARCH_PROFILE == 'M' && __ARM_ARCH >= 7 && !defined(__ARM_PCS_VFP) && \
                    !(__ARM_ARCH == 8 && __ARM_ARCH_ISA_THUMB < 2)",
        chips: "Cortex-M3, and M4 and M7 that pass floats in the core's registers",
        run: "MPS2_AN385, emulated: code made the same way",
        configurations: &[(A, Single)],
    },
    Family {
        name: "cortex-m0",
        rust_target: "thumbv6m-none-eabi",
        cpu: "",
        cc: "arm-none-eabi-gcc -mthumb -mcpu=cortex-m0",
        processor: "defined(__thumb__) && __ARM_ARCH_PROFILE == 'M' && !defined(__ARM_PCS_VFP)",
        chips: "RP2040, nRF51, SAMD21, STM32F0, G0, L0",
        run: "MICROBIT, emulated: the object with default features, some scripts",
        configurations: &[(A, Single)],
    },
    Family {
        name: "rv32imafc",
        rust_target: "riscv32imafc-unknown-none-elf",
        cpu: "",
        cc: "riscv64-unknown-elf-gcc -march=rv32imafc -mabi=ilp32f --specs=picolibc.specs",
        processor: "defined(__riscv) && __riscv_xlen == 32 && defined(__riscv_mul) && defined(__riscv_atomic) && \
                    defined(__riscv_compressed) && defined(__riscv_float_abi_single)",
        chips: "ESP32-P4",
        run: "",
        configurations: &[(A, Single)],
    },
    Family {
        name: "rv32imc",
        rust_target: "riscv32imc-unknown-none-elf",
        cpu: "",
        cc: "riscv64-unknown-elf-gcc -march=rv32imc -mabi=ilp32 --specs=picolibc.specs",
        processor: "defined(__riscv) && __riscv_xlen == 32 && defined(__riscv_mul) && defined(__riscv_compressed) && \
                    defined(__riscv_float_abi_soft)",
        chips: "ESP32-C2, C3, C5, C6, H2, RP2350 (RISC-V)",
        run: "VIRT_RV32, emulated: code made the same way, with more instructions",
        configurations: &[(A, Single)],
    },
    Family {
        name: XTENSA,
        rust_target: xtensa::WINDOWED,
        cpu: "",
        cc: "xtensa-de212-elf-gcc -mabi=windowed -mlongcalls",
        processor: "defined(__XTENSA_WINDOWED_ABI__) && defined(__XTENSA_EL__)",
        chips: "ESP32, ESP32-S2, S3",
        run: "a de212, emulated: the object with all features, all scripts",
        configurations: &[(A, Single)],
    },
];

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
    set: &'static str,
}

impl Object {
    /// All objects of a release. `write` alone is for boards.
    pub fn every() -> Vec<Object> {
        let mut objects = Vec::new();
        for family in &FAMILIES {
            for &(representation, float) in family.configurations {
                for set in SETS.into_iter().filter(|set| *set != WRITE || !family.name.starts_with("unix")) {
                    objects.push(Object { family, representation, float, set });
                }
            }
        }
        objects
    }

    /// Family, object representation, floats, long ints and features.
    pub fn name(&self) -> String {
        let representation = self.representation.name().to_lowercase();
        format!("{}-{representation}-{}-mpz-{}", self.family.name, self.float.name(), self.set)
    }

    /// Installs the compilers that make the object.
    fn ensure(&self) -> Result<()> {
        let Family { name, rust_target, cc, .. } = self.family;
        if *name == XTENSA {
            windowed::ensure()?;
            return setup::xtensa::ensure(rust_target);
        }
        if cc.starts_with("arm-") {
            packages::ensure_kit(Kit::Arm)?;
        } else if cc.starts_with("riscv64-") {
            packages::ensure_kit(Kit::Riscv)?;
        } else if cc.ends_with("-m32") {
            packages::ensure_kit(Kit::Multilib)?;
        }
        setup::rust(rust_target)
    }

    /// Makes the object with the headers of `tree`, and puts it with its headers into the folder of its name in `to`;
    /// returns its entry in the manifest.
    pub fn make(&self, tree: &Path, to: &Path) -> Result<Value> {
        let Family { rust_target, cpu, cc, processor, chips, run, .. } = self.family;
        self.ensure()?;
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
        let cflags = format!(
            "-I{} -I{} -std=gnu99 -DMICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_{} -DMICROPY_LONGINT_IMPL=MICROPY_LONGINT_IMPL_MPZ \
             -DMICROPY_OBJ_REPR=MICROPY_OBJ_REPR_{}",
            headers.display(),
            tree.display(),
            self.float.name().to_uppercase(),
            self.representation.name(),
        );
        let features = features_of(self.set);
        let mut build = Command::new(std::env::current_exe()?);
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
        if self.family.name == XTENSA {
            build.env("PATH", windowed::path()?);
        }
        run::step(&format!("Object {}", self.name()), build.arg(&out))?;

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
