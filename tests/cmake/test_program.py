"""The small port with mpickle, built by each generator: what it does, and what makes it be built anew."""

import os
import time

import pytest
from conftest import Port, passed, run, script

BUILDS = {"rp2": "Unix Makefiles", "esp32": "Ninja"}

ROUND_TRIP = """
import mpickle
graph = [1, -2.5, 10**30, 'text', b'bytes', {'key': (None, True)}, {3}]
graph.append(graph)
copy = mpickle.loads(mpickle.dumps(graph))
print(copy[:7], copy[7] is copy)
"""


class Recorded:
    """A build with an xtask that keeps a list of its calls, and adds a file to what the object depends on."""

    def __init__(self, folder, generator, xtask):
        self.calls_file = folder.with_suffix(".calls")
        self.source = folder.parent / f"a source for {folder.name}.rs"
        self.source.touch()
        escaped = str(self.source).replace(" ", "\\ ")
        self.xtask = script(
            folder.with_suffix(".xtask"),
            f"""echo "$*" >> '{self.calls_file}'
'{xtask}' "$@" || exit
for out; do :; done
[ "$1" != object ] || echo "$out/stamp: {escaped}" >> "$out/mpickle_rust.d"
""",
        )
        self.port = Port(folder, generator)

    def calls(self, build):
        """How often the Rust half is made while `build` runs."""
        self.calls_file.write_text("")
        passed(build())
        return [line for line in self.calls_file.read_text().splitlines() if line.startswith("object ")]


@pytest.fixture(scope="module", params=BUILDS)
def recorded(request, tree, xtask, kept):
    build = Recorded(kept / request.param, BUILDS[request.param], xtask)
    passed(
        build.port.configure(
            tree,
            f"-DMPICKLE_XTASK={build.xtask}",
            f"-DPORT={request.param}",
            "-DMPICKLE_FEATURES=",
            "-DMPICKLE_OPT_LEVEL=1",
            "-DCMAKE_C_FLAGS=-O0",
        )
    )
    # What an earlier run has left must not answer for this one.
    (build.port.folder / "firmware").unlink(missing_ok=True)
    build.source.touch()
    assert len(build.calls(build.port.build)) == 1
    return build


def program(build, text):
    return passed(run(build.port.folder / "firmware", text))


def test_round_trip(recorded):
    assert program(recorded, ROUND_TRIP) == (
        "[1, -2.5, 1000000000000000000000000000000, 'text', b'bytes', {'key': (None, True)}, {3}] True\n"
    )


CLASSES = """
import mpickle
class Thing:
    def __init__(self, x): self.x = x
thing = mpickle.loads(mpickle.dumps(Thing([1])))
mpickle.register(Thing, 'plant.Thing')
again = mpickle.loads(mpickle.dumps(thing))
print(hasattr(mpickle, 'Pickler'), hasattr(mpickle, 'Unpickler'), type(again) is Thing, again.x)
"""


def test_without_delegation_there_are_no_picklers(recorded):
    """One of the two ports is without MICROPY_MODULE_ATTR_DELEGATION: nothing else is missing there."""
    has = recorded.port.folder.name == "esp32"
    assert program(recorded, CLASSES) == f"{has} {has} True [1]\n"


def test_nothing_is_made_again_without_need(recorded):
    assert recorded.calls(recorded.port.build) == []


def test_a_changed_source_makes_the_object_anew(recorded):
    time.sleep(0.01)
    recorded.source.touch()
    assert len(recorded.calls(recorded.port.build)) == 1
    assert recorded.calls(recorded.port.build) == []


def test_configuring_again_changes_nothing(recorded, tree):
    passed(recorded.port.configure(tree))
    assert recorded.calls(recorded.port.build) == []


def test_cargo_names_all_files(recorded, tree):
    (rule,) = recorded.port.folder.rglob("mpickle_rust.d")
    for name in [
        "rust/pickle/src/lib.rs",
        "rust/micropython/build/api.rs",
        "rust/mpickle/src/entry/dump.rs",
        "cmodule/micropython/shim.h",
        "tests/cmake/port/main/mpconfigport.h",
        str(tree / "py/obj.h"),
    ]:
        assert f"{name} " in rule.read_text(), name


def test_the_flags_are_those_of_the_target(recorded):
    (flags,) = recorded.port.folder.rglob("flags.C")
    lines = flags.read_text().splitlines()
    port = recorded.port.folder.name
    assert f'-DPORT_NAME="{port} in a test"' in lines
    assert "-DPORT_HEAP=(1024*1024)" in lines
    assert "SHELL:-include port_config.h" in lines
    assert any(line.startswith("-I") and line.endswith("tests/cmake/port/main") for line in lines)


def test_the_program_is_linked_with_the_archive(recorded):
    folder = recorded.port.folder
    if recorded.port.generator == "Ninja":
        link = passed(run("ninja", "-C", folder, "-t", "commands", "-s", "firmware"))
    else:
        link = (folder / "CMakeFiles/firmware.dir/link.txt").read_text()
    assert link.count("mpickle-rust/libmpickle_rust.a") >= 1
    # Nothing but the entry points is visible in it.
    (archive,) = folder.rglob("libmpickle_rust.a")
    names = passed(run("nm", "--defined-only", "--extern-only", "--format=posix", archive)).splitlines()[1:]
    assert names
    assert [name for name in names if not name.startswith("mpickle_")] == []


@pytest.mark.parametrize("recorded", ["esp32"], indirect=True)  # once is enough
def test_other_settings_make_another_object(recorded, tree):
    has_dumps = "import mpickle; print(hasattr(mpickle, 'dumps'))"
    assert program(recorded, has_dumps) == "True\n"
    passed(recorded.port.configure(tree, "-DMPICKLE_FEATURES=none"))
    (call,) = recorded.calls(recorded.port.build)
    assert "--features=none" in call.split()
    assert program(recorded, has_dumps) == "False\n"


def test_a_list_of_features(tree, xtask, tmp_path):
    port = Port(tmp_path / "build")
    passed(port.configure(tree, f"-DMPICKLE_XTASK={xtask}", "-DMPICKLE_FEATURES=write;buffers"))
    assert "--features=write,buffers " in (port.folder / "build.ninja").read_text()


def test_variables_of_the_environment_count_the_first_time(tree, xtask, tmp_path):
    port = Port(tmp_path / "build")
    passed(port.configure(tree, f"-DMPICKLE_XTASK={xtask}", env={"MPICKLE_FEATURES": "write"}))
    cache = (port.folder / "CMakeCache.txt").read_text()
    assert "MPICKLE_FEATURES:STRING=write\n" in cache
    assert os.environ.get("MPICKLE_FEATURES") is None
