"""Other people's test vectors, out of their packages: what `cargo xtask test` has fetched.

MPICKLE_NODE is a folder with ``node_modules``, of the packages in ``node/package.json``; MPICKLE_VECTORS one with the
source distributions in ``tests/vectors.txt``.
"""

import os
import re
import sys
import tarfile
import types
from pathlib import Path

import pytest


def folder(variable, what):
    """The folder that an environment variable names; without it the test is skipped, but not in CI."""
    path = os.environ.get(variable)
    if path:
        return Path(path)
    if os.environ.get("CI") == "true":
        pytest.fail(f"{variable} must name a folder with {what}")
    pytest.skip(f"no {what}")


def node_package(name):
    """The folder of a package of JavaScript."""
    return folder("MPICKLE_NODE", "packages of JavaScript") / "node_modules" / name


def sdist_text(package, file):
    """A file of a source distribution."""
    (archive,) = folder("MPICKLE_VECTORS", "source distributions").glob(f"{package}-*.tar.gz")
    with tarfile.open(archive) as tar:
        (member,) = [name for name in tar.getnames() if name.endswith(f"/{file}")]
        return tar.extractfile(member).read().decode()


def run_module(text, name, **stand_ins):
    """The names that a module of tests defines. ``stand_ins`` take the place of modules that it imports."""
    module = types.ModuleType(name)
    stand_ins[name] = module
    saved = {key: sys.modules.get(key) for key in stand_ins}
    sys.modules.update(stand_ins)
    try:
        exec(compile(text, name, "exec"), vars(module))
    finally:
        for key, old in saved.items():
            if old is None:
                del sys.modules[key]
            else:
                sys.modules[key] = old
    return vars(module)


def parametrized(module, names):
    """All cases of the tests in a module whose parameters are these: (test, values)."""
    for test, function in module.items():
        for mark in getattr(function, "pytestmark", ()):
            if mark.name == "parametrize" and mark.args[0].replace(" ", "") == names:
                for case in mark.args[1]:
                    yield test, getattr(case, "values", case)


def thrown_hex(text):
    """The inputs of which a test of cborg's says that decoding without options throws."""
    return re.findall(r"assert\.throws\(\(\) => decode\(fromHex\('([0-9a-f]+)'\)\)", text)
