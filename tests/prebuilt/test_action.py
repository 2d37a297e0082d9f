"""The composite action: the shell script that decides whether Rust is set up, and its outputs."""

import textwrap

import pytest
from conftest import ROOT, passed


def script():
    """The script of the step `paths`."""
    lines = (ROOT / "action.yml").read_text().splitlines()
    start = lines.index("    - id: paths")
    run = next(n for n in range(start, len(lines)) if lines[n].strip() == "run: |")
    end = next(n for n in range(run + 1, len(lines)) if not lines[n].startswith(" " * 8))
    return textwrap.dedent("\n".join(lines[run + 1 : end]))


@pytest.mark.parametrize(
    ("prebuilt", "folder", "from_source"),
    [
        ("auto", "release", "false"),
        ("auto", "repository", "true"),
        ("off", "release", "true"),
        ("objects", "repository", "false"),
    ],
)
def test_sets_up_what_is_needed(run, release, tmp_path, prebuilt, folder, from_source):
    folder = release if folder == "release" else ROOT
    prebuilt = release / "prebuilt" if prebuilt == "objects" else prebuilt
    output, variables = tmp_path / "output", tmp_path / "env"
    command = ("bash", "-eo", "pipefail", "-c", script())
    passed(
        run(
            *command,
            PREBUILT=prebuilt,
            FOLDER=folder,
            RUNNER_TEMP=tmp_path,
            GITHUB_ENV=variables,
            GITHUB_OUTPUT=output,
        )
    )
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    assert outputs.pop("from-source") == from_source
    assert outputs == {"modules": f"{tmp_path}/mpickle-modules", "cmake": f"{folder}/micropython.cmake"}
    assert (tmp_path / "mpickle-modules/mpickle/micropython.mk").samefile(folder / "micropython.mk")
    assert variables.read_text() == f"MPICKLE_PREBUILT={prebuilt}\n"
