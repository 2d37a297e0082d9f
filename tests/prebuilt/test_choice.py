"""Which object a firmware gets, and what is said where none fits."""

import json
import shutil

import pytest
from conftest import passed

ARM = "arm-none-eabi-gcc -mthumb -mcpu=cortex-m0"
SINGLE = "-DMICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_FLOAT"


def refused(process):
    """The reason: there is no cargo to build what does not fit."""
    assert process.returncode == 1, process.stdout
    assert process.stdout.count("\n") == 2, process.stdout
    assert "install Rust" in process.stdout
    return process.stdout.splitlines()[0]


def test_there_is_no_rust(run):
    for program in ("cargo", "rustc", "rustup", "clang"):
        assert shutil.which(program, path=run("sh", "-c", "echo $PATH").stdout.strip()) is None


def test_what_fits_is_taken(firmware, release):
    assert passed(firmware.choose()) == "mpickle: prebuilt unix-x86_64-a-double-mpz-default\n"
    objects = json.loads((release / "prebuilt/manifest.json").read_text())["objects"]
    (one,) = (one for one in objects if one["name"] == "unix-x86_64-a-double-mpz-default")
    for name in one["sha256"]:
        assert (firmware.out / name).read_bytes() == (release / "prebuilt" / one["name"] / name).read_bytes()
    # What make and CMake look at: every file has to be there, or they would come again each time.
    lines = (firmware.out / "mpickle_rust.d").read_text().splitlines()
    files = [line.strip().removesuffix(" \\") for line in lines[1:]]
    assert lines[0] == f"{firmware.out}/stamp: \\"
    assert f"{firmware.tree}/py/obj.h" in files
    assert f"{release}/prebuilt/manifest.json" in files
    # Nothing has changed, and no file is written.
    times = {file: file.stat().st_mtime_ns for file in firmware.out.glob("mpickle*.[oh]")}
    passed(firmware.choose())
    assert times == {file: file.stat().st_mtime_ns for file in firmware.out.glob("mpickle*.[oh]")}


def test_the_processor_decides(firmware):
    firmware.cc = ARM
    firmware.cflags[-2] = SINGLE
    assert passed(firmware.choose()) == "mpickle: prebuilt cortex-m0-a-float-mpz-default\n"
    # A larger processor runs it too.
    firmware.cc = "arm-none-eabi-gcc -mthumb -mcpu=cortex-m4"
    assert passed(firmware.choose()) == "mpickle: prebuilt cortex-m0-a-float-mpz-default\n"
    # Floats in its registers are another way to call functions.
    firmware.cc = "arm-none-eabi-gcc -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard"
    reason = refused(firmware.choose())
    assert "no prebuilt object is for this processor (arm-none-eabi: -mthumb -mcpu=cortex-m4" in reason


FLAGS = {
    "float": (SINGLE, "MICROPY_FLOAT_IMPL=2"),
    "long int": ("-DMICROPY_LONGINT_IMPL=MICROPY_LONGINT_IMPL_LONGLONG", "MICROPY_LONGINT_IMPL=2"),
    "representation": ("-DMICROPY_OBJ_REPR=MICROPY_OBJ_REPR_B", "MICROPY_OBJ_REPR=0"),
    "switch": ("-DMICROPY_PY_COLLECTIONS_ORDEREDDICT=0", "MICROPY_PY_COLLECTIONS_ORDEREDDICT=1"),
    "None": ("-DMICROPY_OBJ_IMMEDIATE_OBJS=0", "mp_const_none=6"),
    "enums": ("-fshort-enums", "sizeof("),
    "digits": ("-DMPZ_DIG_SIZE=32", "MPICKLE_C_DIGIT_BITS=16"),
    "block": ("-DMICROPY_BYTES_PER_GC_BLOCK=64", "MICROPY_BYTES_PER_GC_BLOCK=32"),
}


@pytest.mark.parametrize("name", FLAGS)
def test_another_configuration_is_refused(firmware, name):
    flag, reason = FLAGS[name]
    firmware.cflags = [old for old in firmware.cflags if not old.startswith(flag.partition("=")[0] + "=")] + [flag]
    said = refused(firmware.choose())
    assert "no prebuilt object fits this firmware: unix-x86_64-a-double-mpz-default is for a firmware with" in said
    assert reason in said


# What MicroPython itself may change from one version to the next.
SOURCES = {
    "field": (
        "py/obj.h",
        "    size_t alloc;\n    size_t used;\n    mp_obj_t *table;",
        "    size_t used;\n    size_t alloc;\n    mp_obj_t *table;",
        "offsetof(mp_set_t, alloc)=0",
    ),
    "size": ("py/objlist.h", "    size_t alloc;", "    size_t alloc, more;", "offsetof(mp_obj_list_t, len)=16"),
    "bit-field": (
        "py/obj.h",
        "    size_t all_keys_are_qstrs : 1;\n    size_t is_fixed : 1;",
        "    size_t is_fixed : 1;\n    size_t all_keys_are_qstrs : 1;",
        "1 bits mp_map_t.all_keys_are_qstrs at 0",
    ),
    "enumerator": (
        "py/obj.h",
        "MP_MAP_LOOKUP_ADD_IF_NOT_FOUND = 1,",
        "MP_MAP_LOOKUP_ADD_IF_NOT_FOUND = 5,",
        "MP_MAP_LOOKUP_ADD_IF_NOT_FOUND=1",
    ),
    "prototype": (
        "py/gc.h",
        "void *gc_alloc(size_t n_bytes, unsigned int alloc_flags);",
        "void *gc_alloc(size_t n_bytes, bool has_finaliser);",
        "the function void * gc_alloc(size_t, unsigned int)",
    ),
    "private struct": (
        "py/objdeque.c",
        "    size_t alloc;\n    size_t i_get;",
        "    size_t i_get;\n    size_t alloc;",
        "py/objdeque.c of this MicroPython has another mp_obj_deque_t",
    ),
    "private macro": (
        "py/gc.c",
        "#define AT_HEAD (1)",
        "#define AT_HEAD (3)",
        "AT_HEAD of this MicroPython is not MPICKLE_C_AT_HEAD",
    ),
    "gone": ("py/objset.c", "} mp_obj_set_t;", "} mp_obj_other_t;", "py/objset.c of this MicroPython has no set"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_another_micropython_is_refused(firmware, name):
    file, old, new, reason = SOURCES[name]
    firmware.change(file, old, new)
    assert reason in refused(firmware.choose())


def test_features(firmware):
    said = refused(firmware.choose("--features", "write,text"))
    assert "no prebuilt object has just the features text,write (there are: MPICKLE_FEATURES=" in said
    assert "MPICKLE_FEATURES=write" in said
    # This release has been made with one set only.
    assert "no prebuilt object is for this processor" in refused(firmware.choose("--features", "write"))


def test_what_cannot_be_had_prebuilt(firmware):
    assert "MPICKLE_OPT_LEVEL=1 was asked for" in refused(firmware.choose("--opt-level", "1"))
    assert "MPICKLE_RUST_TARGET=x was asked for" in refused(firmware.choose("--rust-target", "x"))
    assert passed(firmware.choose("--opt-level", "3"))


def test_a_damaged_object_is_refused(firmware, release, tmp_path):
    copy = tmp_path / "prebuilt"
    shutil.copytree(release / "prebuilt", copy)
    file = copy / "unix-x86_64-a-double-mpz-default/mpickle_rust.o"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert f"{file} is damaged" in refused(firmware.choose("--prebuilt", copy))


def test_cargo_builds_what_does_not_fit(firmware, tmp_path):
    tool = tmp_path / "cargo"
    tool.write_text('#!/bin/sh\necho "builds $*"\nexit 3\n')
    tool.chmod(0o755)
    firmware.cflags[-2] = SINGLE
    process = firmware.choose(fallback=[tool, "object", "out"])
    assert process.returncode == 3
    why, *built = process.stdout.splitlines()
    assert "MICROPY_FLOAT_IMPL=2" in why and why.endswith(": cargo builds its Rust half")
    assert built == ["builds object out"]
