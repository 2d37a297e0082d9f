"""make and CMake take the prebuilt object, and what the package mpickle-usermod prints."""

import sys

from conftest import ROOT, passed


def test_the_package_says_where_it_is(run, site):
    def said(*options):
        return passed(run(sys.executable, "-m", "mpickle_usermod", *options, PYTHONPATH=site)).strip()

    modules = site / "mpickle_usermod/usermod"
    assert said() == str(modules)
    assert said("--module") == str(modules / "mpickle")
    assert (modules / "micropython.cmake").is_file()
    for name in ("micropython.mk", "micropython.cmake", "LICENSE", "prebuilt/manifest.json"):
        assert (modules / "mpickle" / name).is_file()


def test_the_release_is_whole(run, release):
    # The checksums are those of the release's own folder.
    assert "FAILED" not in passed(run("sh", "-c", f"cd '{release}' && sha256sum --check --quiet SHA256SUMS"))


def make(run, tree, folder, modules, *settings):
    return run(
        "make",
        *("-C", tree / "ports/unix", f"BUILD={folder}", f"USER_C_MODULES={modules}", "MICROPY_PY_FFI=0"),
        *settings,
        folder / "mpickle-rust/stamp",
    )


def test_make(run, tree, release, tmp_path):
    said = passed(make(run, tree, tmp_path / "build", release.parent))
    assert "PREBUILT mpickle" in said and "mpickle: prebuilt unix-x86_64-a-double-mpz-default" in said
    # The second time there is nothing to do.
    assert "PREBUILT" not in passed(make(run, tree, tmp_path / "build", release.parent))
    # Another setting is another choice.
    process = make(run, tree, tmp_path / "build", release.parent, "MPICKLE_PREBUILT=off")
    assert process.returncode != 0 and "mpickle needs Rust" in process.stdout


def test_make_takes_a_folder(run, tree, release, tmp_path):
    # The repository has no objects of its own.
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "mpickle").symlink_to(ROOT)
    process = make(run, tree, tmp_path / "build", modules)
    assert process.returncode != 0 and "mpickle needs Rust" in process.stdout
    said = passed(make(run, tree, tmp_path / "build", modules, f"MPICKLE_PREBUILT={release}/prebuilt"))
    assert "mpickle: prebuilt unix-x86_64-a-double-mpz-default" in said
    process = make(run, tree, tmp_path / "build", modules, f"MPICKLE_PREBUILT={tmp_path}")
    assert process.returncode != 0 and "holds no prebuilt objects" in process.stdout


# What the small port lacks of that for which the object was made.
SWITCHES = (
    *("PY_ARRAY", "PY_ATTRTUPLE", "PY_BUILTINS_COMPLEX", "PY_BUILTINS_FROZENSET", "PY_BUILTINS_MEMORYVIEW"),
    *("PY_BUILTINS_NOTIMPLEMENTED", "PY_BUILTINS_SET", "PY_BUILTINS_SLICE", "PY_BUILTINS_STR_UNICODE"),
    *("PY_COLLECTIONS_DEQUE", "PY_COLLECTIONS_ORDEREDDICT"),
)
DEFINITIONS = [f"MICROPY_{name}=1" for name in SWITCHES]
DEFINITIONS += ["MICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_DOUBLE", "MPZ_DIG_SIZE=16"]


def test_cmake(run, tree, site, tmp_path):
    def configure(folder, *options):
        return run(
            "cmake",
            *("-S", ROOT / "tests/cmake/port", "-B", tmp_path / folder, "-G", "Ninja"),
            *(f"-DPython3_EXECUTABLE={sys.executable}", f"-DMICROPY_DIR={tree}"),
            f"-DUSER_C_MODULES={site}/mpickle_usermod/usermod/micropython.cmake",
            *options,
        )

    said = passed(configure("build", f"-DPORT_DEFINITIONS={';'.join(DEFINITIONS)}"))
    assert "mpickle: prebuilt objects in " in said
    said = passed(run("cmake", "--build", tmp_path / "build", "-j2"))
    assert "mpickle: prebuilt unix-x86_64-a-double-mpz-default" in said
    there_and_back = "import mpickle; print(mpickle.loads(mpickle.dumps([1, {'a': 2.5}])))"
    assert passed(run(tmp_path / "build/firmware", there_and_back)) == "[1, {'a': 2.5}]\n"
    assert "mpickle: prebuilt" not in passed(run("cmake", "--build", tmp_path / "build"))

    # CMake looks for cargo where this machine's packages are, too.
    process = configure("off", "-DMPICKLE_PREBUILT=off", "-DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF")
    assert process.returncode != 0 and "there is no cargo" in process.stdout
