"""The Rust half for chips that cannot be tried here, made by real compilers for them."""

import shutil

import pytest
from conftest import Port, lacking, passed, run

ARM = "arm-none-eabi-"
RISCV = "riscv64-unknown-elf-"
PICOLIBC = "--specs=picolibc.specs"

# Chip, prefix of the C compiler, its flags as the SDK has them (as far as GCC 12 knows them), and what its
# ELF header says about floats.
CHIPS = [
    ("PICO_PLATFORM=rp2040", ARM, "-mcpu=cortex-m0plus -mthumb", "Version5 EABI"),
    ("PICO_PLATFORM=rp2350-arm-s", ARM, "-mcpu=cortex-m33 -mthumb -mfloat-abi=softfp -mcmse", "Version5 EABI"),
    ("PICO_PLATFORM=rp2350-riscv", RISCV, f"-march=rv32imac -mabi=ilp32 {PICOLIBC}", "RVC, soft-float ABI"),
    ("IDF_TARGET=esp32c3", RISCV, f"-march=rv32imc -mabi=ilp32 {PICOLIBC}", "RVC, soft-float ABI"),
    ("IDF_TARGET=esp32c6", RISCV, f"-march=rv32imac -mabi=ilp32 {PICOLIBC}", "RVC, soft-float ABI"),
    ("IDF_TARGET=esp32p4", RISCV, f"-march=rv32imafc -mabi=ilp32f {PICOLIBC}", "RVC, single-float ABI"),
]


@pytest.mark.parametrize(("chip", "cross", "cflags", "floats"), CHIPS, ids=[chip for chip, *_ in CHIPS])
def test_object(kept, tree, xtask, tmp_path, chip, cross, cflags, floats):
    cc = f"{cross}gcc"
    if not shutil.which(cc):
        lacking(f"no {cc}")
    port = Port(kept / f"object-{chip.split('=')[1]}")
    said = port.configure(
        tree,
        f"-DPORT={'esp32' if chip.startswith('IDF') else 'rp2'}",
        f"-D{chip}",
        "-DCMAKE_SYSTEM_NAME=Generic",
        "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY",
        f"-DCMAKE_C_COMPILER={cc}",
        f"-DCMAKE_C_FLAGS={cflags}",
        f"-DMPICKLE_XTASK={xtask}",
    )
    if "rustup target add" in said.stdout:
        lacking(f"no Rust target for {chip}")
    passed(said)
    passed(port.build("--target", "mpickle_rust"))

    (archive,) = port.folder.rglob("libmpickle_rust.a")
    header = passed(run(f"{cross}readelf", "-h", archive))
    assert floats in header
    assert "hard-float ABI" not in header
    names = passed(run(f"{cross}nm", "--defined-only", "--extern-only", "--format=posix", archive)).splitlines()[1:]
    assert any(name.startswith("mpickle_dumps ") for name in names)
    assert [name for name in names if not name.startswith("mpickle_")] == []

    # C code with the same flags goes together with it, says the linker.
    (tmp_path / "one.c").write_text("float half(float x) { return x / 2; }\n")
    link = ["-r", "-nostdlib", "-Wl,--whole-archive", "-Wl,--fatal-warnings"]
    flags = [flag for flag in cflags.split() if flag != PICOLIBC]
    passed(run(cc, *flags, *link, "-o", tmp_path / "both.o", tmp_path / "one.c", archive))
