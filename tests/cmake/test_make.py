"""Through make: what makes the Rust half be built anew."""

import time

import pytest
from conftest import ROOT, passed, run, script


@pytest.fixture
def make(tree, tmp_path):
    """A function that makes the Rust half, and returns how often xtask was called."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/mpickle").symlink_to(ROOT)
    calls = tmp_path / "calls"
    calls.touch()
    # Takes the place of xtask, and has read two headers.
    xtask = script(
        tmp_path / "xtask",
        f"""echo "$*" >> '{calls}'
for out; do :; done
touch "$out/mpickle_rust.o" "$out/mpickle.h"
printf '%s: \\\\\\n  %s \\\\\\n  %s\\n' "$out/stamp" '{tmp_path}/one.h' '{tmp_path}/two.h' > "$out/mpickle_rust.d"
""",
    )

    def built():
        before = len(calls.read_text().splitlines())
        folder = tmp_path / "build"
        passed(
            run(
                "make",
                *("-C", tree / "ports/unix", f"BUILD={folder}", f"USER_C_MODULES={tmp_path}/modules"),
                *("MICROPY_PY_FFI=0", f"MPICKLE_XTASK={xtask}"),
                folder / "mpickle-rust/stamp",
            )
        )
        return len(calls.read_text().splitlines()) - before

    return built


def test_a_changed_header_makes_the_object_anew(make, tmp_path):
    (tmp_path / "one.h").touch()
    (tmp_path / "two.h").touch()
    assert make() == 1
    assert make() == 0
    time.sleep(0.01)
    (tmp_path / "two.h").touch()
    assert make() == 1
    assert make() == 0
    # A header that is gone is nobody's business.
    (tmp_path / "one.h").unlink()
    assert make() == 0
