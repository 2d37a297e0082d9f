//! For which firmwares a release has prebuilt objects: processors, and the configurations that MicroPython's ports have on them.

use firmware_build::xtensa;

/// Processors that run the same code and pass arguments in the same registers.
pub struct Family {
    pub name: &'static str,
    pub rust_target: &'static str,
    /// rustc's target-cpu, where it is worth more than the target's own; else empty.
    pub cpu: &'static str,
    /// The C compiler with the flags of the least of these processors.
    pub cc: &'static str,
    /// A condition of C's preprocessor: it holds in a firmware that may take the object.
    pub processor: &'static str,
    /// Chips, for people.
    pub chips: &'static str,
    /// On what the tests run such code: an object itself, or code made the same way. Empty: on nothing.
    pub run: &'static str,
    pub configurations: &'static [Configuration],
}

/// A firmware's object representation, its floats, and its types.
pub type Configuration = (Representation, Float, Types);

#[derive(Clone, Copy, PartialEq)]
pub enum Representation {
    A,
    C,
}

impl Representation {
    pub fn name(self) -> &'static str {
        match self {
            Representation::A => "A",
            Representation::C => "C",
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
pub enum Float {
    Single,
    Double,
}

impl Float {
    pub fn name(self) -> &'static str {
        match self {
            Float::Single => "float",
            Float::Double => "double",
        }
    }
}

/// What a port leaves out of the types that most have.
#[derive(Clone, Copy, PartialEq)]
pub enum Types {
    Most,
    /// No complex numbers: SAMD51, and the smaller of STM32 and RA.
    NoComplex,
    /// What the nrf port has on chips with 512 KB of flash and 64 KB of RAM.
    Nrf52832,
    /// What the samd port has on chips with 256 KB of flash.
    Samd21,
}

impl Types {
    /// As it stands in names.
    pub fn name(self) -> &'static str {
        match self {
            Types::Most => "",
            Types::NoComplex => "nocomplex-",
            Types::Nrf52832 => "nrf52832-",
            Types::Samd21 => "samd21-",
        }
    }

    /// MicroPython's switches, without their prefix, that are off.
    pub fn without(self) -> &'static [&'static str] {
        match self {
            Types::Most => &[],
            Types::NoComplex => &["PY_BUILTINS_COMPLEX"],
            Types::Nrf52832 => {
                &["PY_BUILTINS_NOTIMPLEMENTED", "PY_COLLECTIONS_DEQUE", "PY_COLLECTIONS_ORDEREDDICT"]
            }
            Types::Samd21 => &[
                "PY_BUILTINS_COMPLEX",
                "PY_BUILTINS_FROZENSET",
                "PY_BUILTINS_NOTIMPLEMENTED",
                "PY_BUILTINS_STR_UNICODE",
                "PY_COLLECTIONS_DEQUE",
                "PY_COLLECTIONS_ORDEREDDICT",
            ],
        }
    }
}

use Float::{Double, Single};
use Representation::{A, C};
use Types::{Most, NoComplex, Nrf52832, Samd21};

/// What the names of the objects for register windows begin with. Their compilers come from another release of Debian.
pub const XTENSA: &str = "xtensa-windowed";

/// In the order in which a firmware's build tries them: of those that run, the first has the best code.
pub const FAMILIES: [Family; 14] = [
    Family {
        name: "unix-x86_64",
        rust_target: "x86_64-unknown-linux-gnu",
        cpu: "",
        cc: "cc",
        processor: "defined(__x86_64__) && defined(__linux__) && !defined(__ILP32__)",
        chips: "Linux on x86-64",
        run: "this machine: the object with default features, all scripts",
        configurations: &[(A, Double, Most)],
    },
    Family {
        name: "unix-i686",
        rust_target: "i686-unknown-linux-gnu",
        cpu: "",
        cc: "cc -m32",
        processor: "defined(__i386__) && defined(__linux__)",
        chips: "Linux on x86 with 32 bits",
        run: "this machine: code made the same way",
        configurations: &[(A, Double, Most)],
    },
    Family {
        name: "unix-aarch64",
        rust_target: "aarch64-unknown-linux-gnu",
        cpu: "",
        cc: "aarch64-linux-gnu-gcc",
        processor: "defined(__AARCH64EL__) && defined(__linux__) && !defined(__ILP32__)",
        chips: "Linux on Arm with 64 bits",
        run: "QEMU's emulation of Linux, on request: the object with default features, all scripts",
        configurations: &[(A, Double, Most)],
    },
    Family {
        name: "unix-armv7",
        rust_target: "armv7-unknown-linux-gnueabihf",
        cpu: "",
        cc: "arm-linux-gnueabihf-gcc",
        processor: "defined(__ARMEL__) && defined(__linux__) && defined(__ARM_PCS_VFP) && __ARM_ARCH >= 7",
        chips: "Linux on Arm with 32 bits, from ARMv7 on",
        run: "QEMU's emulation of Linux, on request: the object with default features, all scripts",
        configurations: &[(A, Double, Most)],
    },
    Family {
        name: "unix-armv6",
        rust_target: "arm-unknown-linux-gnueabihf",
        cpu: "",
        cc: "arm-linux-gnueabihf-gcc -marm -march=armv6+fp",
        processor: "defined(__ARMEL__) && defined(__linux__) && defined(__ARM_PCS_VFP) && __ARM_ARCH >= 6",
        chips: "Linux on ARMv6 with an FPU: Raspberry Pi 1 and Zero",
        run: "QEMU's emulation of Linux, on request: the object with default features, all scripts",
        configurations: &[(A, Double, Most)],
    },
    Family {
        name: "unix-riscv64",
        rust_target: "riscv64gc-unknown-linux-gnu",
        cpu: "",
        cc: "riscv64-linux-gnu-gcc",
        processor: "defined(__riscv) && __riscv_xlen == 64 && defined(__riscv_float_abi_double) && \
                    defined(__riscv_atomic) && defined(__riscv_compressed) && defined(__linux__)",
        chips: "Linux on RISC-V with 64 bits",
        run: "QEMU's emulation of Linux, on request: the object with default features, all scripts",
        configurations: &[(A, Double, Most)],
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
        configurations: &[(A, Single, Most)],
    },
    Family {
        name: "cortex-m33-hf",
        rust_target: "thumbv8m.main-none-eabihf",
        cpu: "cortex-m33",
        cc: "arm-none-eabi-gcc -mthumb -mcpu=cortex-m33 -mfloat-abi=hard",
        processor: "defined(__thumb__) && __ARM_ARCH_PROFILE == 'M' && __ARM_ARCH >= 8 && defined(__ARM_FEATURE_DSP) && \
                    defined(__ARM_PCS_VFP)",
        chips: "STM32H5, N6, U5, nRF91, RA6M5, Alif Ensemble",
        run: "",
        configurations: &[(A, Single, Most), (A, Double, Most)],
    },
    Family {
        name: "cortex-m4-hf",
        rust_target: "thumbv7em-none-eabihf",
        cpu: "",
        cc: "arm-none-eabi-gcc -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard",
        processor: "defined(__thumb__) && __ARM_ARCH_PROFILE == 'M' && __ARM_ARCH >= 7 && defined(__ARM_FEATURE_DSP) && \
                    defined(__ARM_PCS_VFP)",
        chips: "STM32F4, F7, G4, H7, L4, WB, nRF52, SAMD51, RA4, RA6M1, RA6M2, i.MX RT",
        run: "MPS2_AN386, emulated: code made the same way",
        configurations: &[
            (A, Single, Most),
            (A, Double, Most),
            (C, Single, Most),
            (A, Single, NoComplex),
            (A, Single, Nrf52832),
        ],
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
        configurations: &[(A, Single, Most)],
    },
    Family {
        name: "cortex-m0",
        rust_target: "thumbv6m-none-eabi",
        cpu: "",
        cc: "arm-none-eabi-gcc -mthumb -mcpu=cortex-m0",
        processor: "defined(__thumb__) && __ARM_ARCH_PROFILE == 'M' && !defined(__ARM_PCS_VFP)",
        chips: "RP2040, SAMD21, STM32F0, G0, L0",
        run: "MICROBIT, emulated: the object with default features, some scripts",
        configurations: &[(A, Single, Most), (A, Single, NoComplex), (A, Single, Samd21)],
    },
    Family {
        name: "rv32imafc",
        rust_target: "riscv32imafc-unknown-none-elf",
        cpu: "",
        cc: "riscv64-unknown-elf-gcc -march=rv32imafc -mabi=ilp32f",
        processor: "defined(__riscv) && __riscv_xlen == 32 && defined(__riscv_mul) && defined(__riscv_atomic) && \
                    defined(__riscv_compressed) && defined(__riscv_float_abi_single)",
        chips: "ESP32-P4",
        run: "",
        configurations: &[(A, Single, Most)],
    },
    Family {
        name: "rv32imc",
        rust_target: "riscv32imc-unknown-none-elf",
        cpu: "",
        cc: "riscv64-unknown-elf-gcc -march=rv32imc -mabi=ilp32",
        processor: "defined(__riscv) && __riscv_xlen == 32 && defined(__riscv_mul) && defined(__riscv_compressed) && \
                    defined(__riscv_float_abi_soft)",
        chips: "ESP32-C2, C3, C5, C6, H2, RP2350 (RISC-V)",
        run: "VIRT_RV32, emulated: code made the same way, with more instructions",
        configurations: &[(A, Single, Most)],
    },
    Family {
        name: XTENSA,
        rust_target: xtensa::WINDOWED,
        cpu: "",
        cc: "xtensa-de212-elf-gcc -mabi=windowed -mlongcalls",
        processor: "defined(__XTENSA_WINDOWED_ABI__) && defined(__XTENSA_EL__)",
        chips: "ESP32, ESP32-S2, S3",
        run: "a de212, emulated: the object with all features, all scripts",
        configurations: &[(A, Single, Most)],
    },
];
