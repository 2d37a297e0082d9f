"""What is missing or wrong is said once, clearly, through either door, before anything is compiled or linked."""

import os
import shutil

import pytest
from conftest import ROOT, Port, compiler, passed, run, script


class Doors:
    """Tries to build with mpickle by make and by CMake."""

    def __init__(self, tree, xtask, folder):
        self.tree = tree
        self.xtask = xtask
        self.folder = folder
        (folder / "modules").mkdir()
        (folder / "modules/mpickle").symlink_to(ROOT)

    def make(self, cc, cflags, settings, env, xtask):
        stamp = self.folder / "make/mpickle-rust/stamp"
        variables = [f"CC={cc}", f"CFLAGS_EXTRA={cflags}", "MICROPY_PY_FFI=0", *settings]
        if xtask:
            variables.append(f"MPICKLE_XTASK={self.xtask}")
        return run(
            "make",
            *("-C", self.tree / "ports/unix", f"BUILD={self.folder}/make"),
            f"USER_C_MODULES={self.folder}/modules",
            *variables,
            stamp,
            env=env,
        )

    def cmake(self, cc, cflags, settings, env, xtask):
        variables = [f"-DCMAKE_C_COMPILER={cc}", f"-DCMAKE_C_FLAGS={cflags}", *(f"-D{s}" for s in settings)]
        if xtask:
            variables.append(f"-DMPICKLE_XTASK={self.xtask}")
        return Port(self.folder / "cmake").configure(self.tree, *variables, env=env)


@pytest.fixture(params=["make", "cmake"])
def refusal(request, tree, xtask, tmp_path):
    """A function that builds, which must fail, and returns what was said, on one line."""
    doors = Doors(tree, xtask, tmp_path)

    def refused(*settings, cc=None, cflags="", env=None, xtask=True):
        cc = cc or shutil.which("cc")
        process = getattr(doors, request.param)(cc, cflags, settings, env, xtask)
        assert process.returncode != 0, process.stdout
        for word in ["undefined reference", "ld: ", "panicked", "Compiling"]:
            assert word not in process.stdout, process.stdout
        return " ".join(process.stdout.split())

    return refused


def rust(folder, **programs):
    """A PATH on which stand-ins come first."""
    for name, text in programs.items():
        script(folder / "bin" / name, text)
    return {"PATH": f"{folder}/bin:{os.environ['PATH']}"}


def test_no_cargo(refusal):
    folders = [f for f in os.environ["PATH"].split(":") if not os.access(f"{f}/cargo", os.X_OK)]
    path = ":".join(folders)
    if not shutil.which("cc", path=path):
        pytest.skip("cargo lies in the C compiler's folder")
    said = refusal(env={"PATH": path}, xtask=False)
    assert "mpickle needs Rust" in said
    assert "https://rustup.rs" in said


def test_no_rustc(refusal, tmp_path):
    said = refusal(env=rust(tmp_path, rustc="exit 1\n"))
    assert "cannot run rustc: install Rust from https://rustup.rs" in said


def test_a_target_that_is_not_installed(refusal, tmp_path):
    if os.access("/usr/bin/rustc", os.X_OK):
        pytest.skip("Debian's Rust serves every target")
    (tmp_path / "sysroot").mkdir()
    rustc = f"""case "$*" in
    *sysroot*) echo {tmp_path}/sysroot ;;
    *) echo thumbv6m-none-eabi ;;
esac
"""
    cc = compiler(tmp_path / "cc", "arm-none-eabi")
    said = refusal(cc=cc, cflags="-mcpu=cortex-m0plus", env=rust(tmp_path, rustc=rustc))
    assert "run `rustup target add thumbv6m-none-eabi`" in said


def test_a_target_that_rust_does_not_know(refusal, tmp_path):
    cc = compiler(tmp_path / "cc", "unheard-of-elf")
    said = refusal("MPICKLE_RUST_TARGET=thumbv9000-none-eabi", cc=cc)
    assert "Rust knows no target thumbv9000-none-eabi" in said


def test_a_compiler_that_is_not_known(refusal, tmp_path):
    said = refusal(cc=compiler(tmp_path / "cc", "unheard-of-elf"))
    assert "no Rust target is known for unheard-of-elf: name one with MPICKLE_RUST_TARGET=…" in said


def test_a_target_that_does_not_fit(refusal, tmp_path):
    cc = compiler(tmp_path / "cc", "arm-none-eabi")
    said = refusal("MPICKLE_RUST_TARGET=thumbv7em-none-eabihf", cc=cc, cflags="-mcpu=cortex-m0plus")
    assert "target thumbv7em-none-eabihf does not fit the C compiler" in said
    assert "thumbv6m-none-eabi does" in said


def test_no_libclang(refusal, tmp_path):
    said = refusal(env={"LIBCLANG_PATH": str(tmp_path)})
    assert f"LIBCLANG_PATH is {tmp_path}, and there is no libclang" in said


def test_no_toolchain_of_espressif(tree, xtask, tmp_path):
    process = Port(tmp_path / "build").configure(
        tree,
        "-DIDF_TARGET=esp32s3",
        f"-DCMAKE_C_COMPILER={compiler(tmp_path / 'cc', 'xtensa-esp-elf')}",
        f"-DMPICKLE_XTASK={xtask}",
        env=rust(tmp_path, rustup="exit 1\n"),
    )
    said = " ".join(process.stdout.split())
    assert process.returncode != 0
    assert "cannot compile for xtensa-esp32s3-none-elf without Espressif's toolchain" in said
    assert "`cargo install espup`" in said
    assert "`espup install`" in said


def test_a_feature_that_there_is_not(tree, xtask, tmp_path):
    port = Port(tmp_path / "build")
    passed(port.configure(tree, f"-DMPICKLE_XTASK={xtask}", "-DMPICKLE_FEATURES=wirte"))
    process = port.build("--target", "mpickle_rust")
    assert process.returncode != 0
    assert "wirte" in process.stdout
