"""Each chip's Rust target and flags, by what cargo is called with; no cross compiler is needed for this."""

import shlex

import pytest
from conftest import ROOT, Port, compiler, passed, run, script

ARM = "arm-none-eabi"
RISCV = "riscv32-esp-elf"
XTENSA = "xtensa-esp-elf"

# The variable by which the SDK names the chip, the C compiler's machine and flags, Rust's target.
CHIPS = [
    ("PICO_PLATFORM=rp2040", ARM, "-mcpu=cortex-m0plus -mthumb", "thumbv6m-none-eabi"),
    ("PICO_PLATFORM=rp2350-arm-s", ARM, "-mcpu=cortex-m33 -mthumb -mfloat-abi=softfp", "thumbv8m.main-none-eabi"),
    (
        "PICO_PLATFORM=rp2350-riscv",
        "riscv32-unknown-elf",
        "-march=rv32imac_zicsr_zifencei_zba_zbb -mabi=ilp32",
        "riscv32imac-unknown-none-elf",
    ),
    ("IDF_TARGET=esp32", XTENSA, "-mlongcalls", "xtensa-esp32-none-elf"),
    ("IDF_TARGET=esp32s2", XTENSA, "-mlongcalls", "xtensa-esp32s2-none-elf"),
    ("IDF_TARGET=esp32s3", XTENSA, "-mlongcalls", "xtensa-esp32s3-none-elf"),
    ("IDF_TARGET=esp32c2", RISCV, "-march=rv32imc_zicsr_zifencei", "riscv32imc-unknown-none-elf"),
    ("IDF_TARGET=esp32c3", RISCV, "-march=rv32imc_zicsr_zifencei", "riscv32imc-unknown-none-elf"),
    ("IDF_TARGET=esp32c5", RISCV, "-march=rv32imac_zicsr_zifencei", "riscv32imac-unknown-none-elf"),
    ("IDF_TARGET=esp32c6", RISCV, "-march=rv32imac_zicsr_zifencei", "riscv32imac-unknown-none-elf"),
    ("IDF_TARGET=esp32c61", RISCV, "-march=rv32imac_zicsr_zifencei", "riscv32imac-unknown-none-elf"),
    ("IDF_TARGET=esp32h2", RISCV, "-march=rv32imac_zicsr_zifencei", "riscv32imac-unknown-none-elf"),
    ("IDF_TARGET=esp32p4", RISCV, "-march=rv32imafc_zicsr_zifencei -mabi=ilp32f", "riscv32imafc-unknown-none-elf"),
]


@pytest.fixture
def stand_ins(tmp_path):
    """A Rust that has every target, and a cargo that keeps how it is called; Espressif's among them."""
    esp = tmp_path / "toolchains/esp"
    libclang = esp / "xtensa-esp32-elf-clang/esp-20/esp-clang/lib/libclang.so"
    libclang.parent.mkdir(parents=True)
    libclang.touch()
    for target in {target for *_, target in CHIPS}:
        (tmp_path / "sysroot/lib/rustlib" / target / "lib").mkdir(parents=True)
    script(tmp_path / "bin/rustc", f"echo {tmp_path}/sysroot\n")
    script(tmp_path / "bin/rustup", f"[ \"$*\" = 'which --toolchain esp rustc' ] && echo {esp}/bin/rustc\n")
    script(tmp_path / "bin/cargo", f'{{ echo "$*"; env; }} > {tmp_path}/call\nexit 1\n')
    return tmp_path


@pytest.mark.parametrize(("chip", "machine", "cflags", "target"), CHIPS, ids=[chip for chip, *_ in CHIPS])
def test_chip(stand_ins, tree, xtask, chip, machine, cflags, target, monkeypatch):
    monkeypatch.delenv("LIBCLANG_PATH", raising=False)
    monkeypatch.setenv("PATH", f"{stand_ins}/bin", prepend=":")
    port = Port(stand_ins / "build")
    said = passed(
        port.configure(
            tree,
            f"-DPORT={'esp32' if chip.startswith('IDF') else 'rp2'}",
            f"-D{chip}",
            f"-DCMAKE_C_COMPILER={compiler(stand_ins / 'cc', machine)}",
            f"-DCMAKE_C_FLAGS={cflags}",
            f"-DMPICKLE_XTASK={xtask}",
        )
    )
    assert f"-- mpickle: Rust target {target}\n" in said
    if chip.startswith("IDF"):
        check_optimised(port.folder / "build.ninja")
    port.build("--target", "mpickle_rust")
    call = (stand_ins / "call").read_text()
    command, *environment = call.splitlines()
    assert f"--target {target} " in command
    assert "CARGO_PROFILE_FIRMWARE_OPT_LEVEL=z" in environment
    # The flags that choose the machine reach bindgen as they are.
    given = next(line for line in environment if line.startswith("MPICKLE_CFLAGS="))
    assert set(cflags.split()) <= set(shlex.split(given.removeprefix("MPICKLE_CFLAGS=")))
    xtensa = machine == XTENSA
    assert ("-Zbuild-std=core" in command) == xtensa
    assert ("RUSTUP_TOOLCHAIN=esp" in environment) == xtensa
    # That toolchain's libclang is not needed.
    (libclang,) = (line for line in environment if line.startswith("LIBCLANG_PATH="))
    assert "/toolchains/esp/" not in libclang
    cpu = [line for line in environment if line.endswith("=-Ctarget-cpu=cortex-m33")]
    assert bool(cpu) == (chip == "PICO_PLATFORM=rp2350-arm-s")


# The flags of ESP-IDF 5.5.1 for MicroPython's boards ESP32_GENERIC, _S3 and _C3, as its CMake gave them: those of the
# toolchain file of each chip, and those of the project, which differ in how they optimise.
IDF_STRINGS = "-fno-builtin-memcpy -fno-builtin-memset -fno-builtin-bzero -fno-builtin-stpcpy -fno-builtin-strncpy"
IDF_CHIPS = {
    "esp32": (XTENSA, f"-mlongcalls -Wno-frame-address {IDF_STRINGS}", "-O2"),
    "esp32s3": (XTENSA, f"-mlongcalls {IDF_STRINGS}", "-mdisable-hardware-atomics -O2"),
    "esp32c3": (RISCV, "-march=rv32imc_zicsr_zifencei", "-nostartfiles -Os -freorder-blocks"),
}
IDF_PROJECT = (
    "-ffunction-sections -fdata-sections -Wall -Werror=all -Wno-error=unused-function -Wno-error=unused-variable"
    " -Wno-error=unused-but-set-variable -Wno-error=deprecated-declarations -Wextra -Wno-error=extra"
    " -Wno-unused-parameter -Wno-sign-compare -Wno-enum-conversion -gdwarf-4 -ggdb -fmacro-prefix-map=/esp/idf=/IDF"
    " -fstrict-volatile-bitfields -fno-jump-tables -fno-tree-switch-conversion -std=gnu17 -Wno-old-style-declaration"
    ' -D_GNU_SOURCE -DIDF_VER="\\"v5.5.1\\"" -DESP_PLATFORM -DNDEBUG -D_POSIX_READER_WRITER_LOCKS'
    " -DSOC_MMU_PAGE_SIZE=CONFIG_MMU_PAGE_SIZE -DSOC_XTAL_FREQ_MHZ=CONFIG_XTAL_FREQ"
    ' -DMBEDTLS_CONFIG_FILE="\\"mbedtls/esp_config.h\\""'
)


@pytest.mark.parametrize("chip", IDF_CHIPS)
@pytest.mark.parametrize("idf", ["5", "6"])
def test_flags_of_esp_idf(stand_ins, tree, xtask, idf, chip, monkeypatch):
    monkeypatch.delenv("LIBCLANG_PATH", raising=False)
    monkeypatch.setenv("PATH", f"{stand_ins}/bin", prepend=":")
    machine, own, optimised = IDF_CHIPS[chip]
    toolchain, project = own, f"{optimised} {IDF_PROJECT}"
    if idf == "6":
        # Flags in a file of the build folder.
        toolchain = f'@"{stand_ins}/build/toolchain/cflags"'
        (stand_ins / "build/toolchain").mkdir(parents=True)
        lines = [*own.split(), "-specs=picolibc.specs", ""]
        (stand_ins / "build/toolchain/cflags").write_text("\n".join(lines))
    port = Port(stand_ins / "build")
    passed(
        port.configure(
            tree,
            "-DPORT=esp32",
            f"-DIDF_TARGET={chip}",
            f"-DCMAKE_C_COMPILER={compiler(stand_ins / 'cc', machine)}",
            f"-DCMAKE_C_FLAGS={toolchain} {project}",
            f"-DMPICKLE_XTASK={xtask}",
        )
    )
    port.build("--target", "mpickle_rust")
    _, *environment = (stand_ins / "call").read_text().splitlines()
    (given,) = (line for line in environment if line.startswith("MPICKLE_CFLAGS="))
    flags = shlex.split(given.removeprefix("MPICKLE_CFLAGS="))
    assert [flag for flag in flags if flag.startswith("@")] == []
    assert set(shlex.split(own) + shlex.split(project)) <= set(flags)
    assert ("-specs=picolibc.specs" in flags) == (idf == "6")


def check_optimised(rules):
    """The C half is compiled with optimisation wherever it is compiled, and the port's own sources are left alone."""
    flags = {}
    for line in rules.read_text().splitlines():
        if line.startswith("build "):
            source = line.split()[3] if len(line.split()) > 3 else ""
        elif line.startswith("  FLAGS = ") and source.endswith(".c"):
            flags.setdefault(source, []).append("-Os" in line.split())
    assert flags[f"{ROOT}/cmodule/micropython/shim.c"] == [True, True]
    assert flags[f"{ROOT}/tests/cmake/port/main/main.c"] == [False]


def test_nothing_happens_while_esp_idf_looks_for_components(tmp_path):
    (tmp_path / "early.cmake").write_text(
        f'include({ROOT}/micropython.cmake)\nmessage("XTASK=${{MPICKLE_XTASK}}, SOURCES=${{MPICKLE_SOURCES}}")\n'
    )
    early = "-DCMAKE_BUILD_EARLY_EXPANSION=1"
    said = passed(run("cmake", early, "-DIDF_TARGET=esp32c3", "-P", tmp_path / "early.cmake", env={"PATH": "/usr/bin"}))
    assert said == "XTASK=, SOURCES=\n"


def test_nothing_happens_while_submodules_are_fetched(tree, tmp_path):
    said = passed(Port(tmp_path / "build").configure(tree, "-DUPDATE_SUBMODULES=1", "-DMPICKLE_XTASK=false"))
    assert "mpickle: " not in said
