"""Types for editors, in ports/stubs: in step with docs/api.md and with a firmware, and right about the examples."""

import ast
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STUBS = ROOT / "ports/stubs/mpickle-stubs"
# Arguments of a function's own among its options.
OWN = {"read_ahead", "compress", "key", "counter"}
# A name of every module, or of MicroPython's.
EVERYWHERE = {"__name__", "__init__", "__class__", "__dict__", "__file__", "__path__"}


def definitions(name="__init__"):
    """What a stub file defines, by name."""
    found = {}
    for node in ast.parse((STUBS / f"{name}.pyi").read_text()).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.AnnAssign):
            found[node.target.id] = node
        elif isinstance(node, ast.ImportFrom):
            found.update({alias.asname: node for alias in node.names if alias.asname})
    return found


def arguments(function):
    """Names of a function's arguments, with the text of their defaults: positional ones, and the others."""
    args = function.args
    places = [*args.posonlyargs, *args.args]
    defaults = [None] * (len(places) - len(args.defaults)) + args.defaults
    positional = [(arg.arg, default and ast.unparse(default)) for arg, default in zip(places, defaults, strict=True)]
    keywords = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    named = {arg.arg: default and ast.unparse(default) for arg, default in keywords}
    return [pair for pair in positional if pair[0] != "self"], named


def signature(text):
    """The same of a line in the documentation, and whether it leaves options out."""
    text = re.sub(r"\[, (\w+)\]", r", \1=...", text)
    leaves = "…" in text
    text = re.sub(r", \*, …|\*, …|, …", "", text)
    function = ast.parse(f"def {text}: pass").body[0]
    return function.name, *arguments(function), leaves


DOCUMENTED = [
    found
    for line in (ROOT / "docs/api.md").read_text().split("\n## Exceptions")[0].splitlines()
    if line.startswith("`")
    for found in re.findall(r"`(\w+\([^`]*\))`", line)
]


@pytest.mark.parametrize("text", DOCUMENTED, ids=lambda text: text.split("(")[0])
def test_signatures_are_those_of_the_documentation(text):
    """Names, order, defaults."""
    name, positional, named, leaves = signature(text)
    node = definitions()[name]
    if isinstance(node, ast.ClassDef):
        node = next(item for item in node.body if getattr(item, "name", "") == "__init__")
    found, options = arguments(node)
    assert found == positional
    if leaves:
        assert named.items() <= options.items()
    else:
        assert named == options


def test_all_documented_functions_are_found():
    """The expression above misses none."""
    assert len(DOCUMENTED) > 17
    assert {"dumps", "loads", "restore", "records", "adump", "ALoader"} <= {text.split("(")[0] for text in DOCUMENTED}


def test_loads_options_are_everywhere():
    """All that reads has the same, with the same defaults and types."""
    known = definitions()
    options = known["loads"].args
    wanted = [(arg.arg, ast.unparse(arg.annotation)) for arg in options.kwonlyargs]
    for name in ("load", "restore", "records", "load_from", "aload", "Unpickler", "Decoder", "Unpacker", "ALoader"):
        node = known[name]
        if isinstance(node, ast.ClassDef):
            node = next(item for item in node.body if getattr(item, "name", "") == "__init__")
        found = [(arg.arg, ast.unparse(arg.annotation)) for arg in node.args.kwonlyargs if arg.arg not in OWN]
        assert found == wanted, name


def names_there(peer, module):
    """The names of a module on the board."""
    source = f"import mpickle\nresult = repr(dir({module})).encode()"
    return set(ast.literal_eval(peer.run(source, b"").decode())) - EVERYWHERE


def test_names_are_those_of_a_firmware(peer):
    """None is missing, none invented."""
    known = {name for name, node in definitions().items() if not name.startswith("_") or name == "__version__"}
    there = names_there(peer, "mpickle")
    formats = {"msgpack", "cbor", "protobuf"}  # which the firmware may have
    aliases = {"Allow", "Bytes"}
    assert known - aliases - formats == there - formats
    copyreg = {name for name in names_there(peer, "mpickle.copyreg") if not name.startswith("__") and name[0] != "_"}
    assert {name for name in definitions("copyreg") if name[0] != "_"} == copyreg


# Modules of their own that have only exceptions in them, and which programs of micropython-lib's cbor2 import.
PARTS = {"_encoder", "_decoder"}


@pytest.mark.parametrize("stub", ["msgpack", "cbor", "protobuf"])
def test_names_of_other_formats_are_those_of_a_firmware(peer, stub):
    """Of each that the firmware has."""
    if stub not in names_there(peer, "mpickle"):
        pytest.skip("a format that is not in this firmware")
    known = {name for name in definitions(stub) if not name.startswith("_") or name == "__version__"}
    assert known == names_there(peer, f"mpickle.{stub}") - PARTS


def test_methods_of_a_wire_are_those_of_a_firmware(peer):
    if "protobuf" not in names_there(peer, "mpickle"):
        pytest.skip("a format that is not in this firmware")
    for kind in ("Wire", "Message"):
        [node] = [node for name, node in definitions("protobuf").items() if name == kind]
        methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef) and item.name[:2] != "__"}
        there = {name for name in names_there(peer, f"mpickle.protobuf.{kind}") if name[:1] != "_"}
        assert there <= methods <= there | {"encode_raw", "decode_raw"}


@pytest.mark.parametrize(("kind", "make"), [("ndarray", "ndarray"), ("Unpacker", "Unpacker"), ("Decoder", "Decoder")])
def test_methods_are_those_of_a_firmware(peer, kind, make):
    """Of native classes, whose methods `dir` tells."""
    there = {name for name in names_there(peer, f"mpickle.{make}") if not name.startswith("__")}
    node = definitions()[kind]
    methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef) and item.name[:2] != "__"}
    assert methods == there


def test_all_that_is_public_is_described():
    """Functions and classes have docstrings, but for overloads and exceptions' bodies."""
    for name in ("__init__", "copyreg", "msgpack", "cbor", "protobuf"):
        for found, node in definitions(name).items():
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                assert ast.get_docstring(node), found


# What checkers do not know of MicroPython: not of mpickle.
# What MicroPython's modules have and CPython's lack, and PyPI's cbor2.
OF_MICROPYTHON = re.compile(
    r'has no attribute "(ticks_diff|ticks_ms|mem_alloc|utc)"|Unexpected keyword argument "deterministic" for "loads"'
)
# The same in pyright's words.
OF_MICROPYTHON_TOO = re.compile(
    r'"(ticks_diff|ticks_ms)" is unknown import symbol|"mem_alloc" is not a known attribute of module "gc"'
    r'|attribute "utc" for class "type\[timezone\]"|No parameter named "deterministic"'
)
FOLDERS = sorted([*(path.parent.name for path in (ROOT / "examples").glob("*/board.py")), "registrations"])


@pytest.fixture(scope="module")
def mypy(tmp_path_factory):
    """Runs mypy with the stubs, over files that may be in a folder of their own; what it prints."""
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy not installed: pip install -r tests/requirements.txt")
    base = tmp_path_factory.mktemp("mypy")
    shutil.copytree(STUBS, base / "stubs/mpickle")

    def run(folder, *files):
        command = [sys.executable, "-m", "mypy", "--ignore-missing-imports", "--cache-dir", str(base / "cache")]
        environment = {"MYPYPATH": f"{base / 'stubs'}:{folder}", "PATH": "/usr/bin:/bin"}
        command += map(str, files)
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize("folder", FOLDERS)
def test_examples_are_clean(mypy, folder):
    """By mypy."""
    folder = ROOT / "examples" / folder
    printed = mypy(folder, *(path for path in folder.glob("*.py") if path.name != "pc.py"))
    errors = [line for line in printed.splitlines() if ": error: " in line]
    assert [error for error in errors if not OF_MICROPYTHON.search(error)] == [], printed


@pytest.fixture(scope="module")
def pyright(tmp_path_factory):
    """What pyright, which VS Code has, finds in all examples and in the stubs, one a line."""
    if importlib.util.find_spec("pyright") is None or shutil.which("node") is None:
        pytest.skip("no pyright, or no node for it: pip install -r tests/requirements.txt")
    base = tmp_path_factory.mktemp("pyright")
    shutil.copytree(STUBS, base / "stubs/mpickle")
    shutil.copytree(ROOT / "examples", base / "examples")
    calls = ["mpickle.loads('text')", "mpickle.loads(b'N.', unknown='stab')", "mpickle.nothing()"]
    (base / "examples/wrong.py").write_text("\n".join(["import mpickle", *calls, ""]))
    settings = {
        "include": ["examples", "stubs"],
        # Programs for CPython use another package.
        "exclude": ["**/pc.py", "examples/fleet/collector.py"],
        "extraPaths": ["stubs"],
        # As mypy does.
        "analyzeUnannotatedFunctions": False,
        # MicroPython's modules, and Optional in what CPython has in their place.
        "reportMissingImports": False,
        "reportMissingModuleSource": False,
        "reportOptionalMemberAccess": False,
    }
    (base / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--project", base, "--pythonpath", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if " - error: " in line]


def test_pyright_too(pyright):
    """All examples and the stubs are clean, and a wrong call is found."""
    wrong = [line for line in pyright if "wrong.py" in line]
    assert len(wrong) == 3, wrong
    others = [line for line in pyright if line not in wrong and not OF_MICROPYTHON_TOO.search(line)]
    assert others == []


def test_a_wrong_call_is_found(mypy, tmp_path):
    """So the stubs are looked at."""
    program = tmp_path / "program.py"
    calls = ["mpickle.loads('text')", "mpickle.loads(b'N.', unknown='stab')", "mpickle.nothing()"]
    program.write_text("\n".join(["import mpickle", *calls, ""]))
    printed = mypy(tmp_path, program)
    assert len(re.findall(r"program.py:[234]: error: ", printed)) == 3, printed
