"""Takes the Rust half of a firmware from a release's prebuilt objects: the one that the firmware's compiler approves.

micropython.mk and micropython.cmake run this from the port's folder with the Python that builds MicroPython. It writes
the same files into OUT as `mpickle-build object` does. If no object fits, it says why, and runs the command behind
`--`, which builds the Rust half by cargo, if there is a cargo.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CMODULE = ROOT / "cmodule"


class Misfit(Exception):
    """Why no prebuilt object serves."""


class Compiler:
    """The firmware's C compiler with its flags."""

    def __init__(self, args):
        self.words = shlex.split(args.cc)
        self.flags = shlex.split(args.cflags)
        if args.cflags_file:
            for line in Path(args.cflags_file).read_text().splitlines():
                # As CMake writes them.
                several = line.startswith("SHELL:")
                self.flags += shlex.split(line[len("SHELL:") :]) if several else [line] if line else []

    def run(self, *words, text=None):
        """The finished call; what it said is in English."""
        return subprocess.run(
            [*self.words, *self.flags, *map(str, words)],
            input=text or "",
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
        )

    def check(self, *words):
        """What the compiler has against a file of ours: nothing, or the reasons."""
        # Qstrs are not collected yet; warnings and link-time optimisation are the firmware's own business.
        quiet = ["-w", "-Wno-error", "-Wno-fatal-errors", "-fno-lto", "-DNO_QSTR", f"-I{CMODULE}"]
        return reasons(self.run(*quiet, *words))


def reasons(call):
    """The assertions that do not hold, or else the compiler's first error."""
    if call.returncode == 0:
        return []
    # GCC and clang put the text of an assertion, or of an attribute, behind words of their own.
    # GCC and clang put the text of an assertion, or of an attribute, behind words of their own.
    said = re.findall(r"error: .*?\b(mpickle: .*?)\"?$", call.stderr, re.M)
    other = re.findall(r"error: (.*)", call.stderr) or [call.stderr.strip() or f"exit status {call.returncode}"]
    return said or [other[0]]


def names(features):
    """A list of features as a set."""
    return frozenset(word for word in re.split(r"[,; ]+", features) if word)


def candidates(manifest, args, compiler):
    """The objects with these features that this processor runs, the best first."""
    wanted = names(args.features)
    sets = manifest["features"]
    chosen = [name for name, features in sets.items() if names(features) == wanted]
    if not wanted:
        chosen = ["default"]
    if not chosen:
        known = "; ".join(f"MPICKLE_FEATURES={features}" for name, features in sets.items() if name != "default")
        raise Misfit(f"no prebuilt object has just the features {','.join(sorted(wanted))} (there are: {known})")
    objects = [one for one in manifest["objects"] if one["set"] == chosen[0]]
    for option, field in (("rust_target", "rust_target"), ("opt_level", "opt_level")):
        value = getattr(args, option)
        if value:
            objects = [one for one in objects if one[field] == value]
            if not objects:
                raise Misfit(f"MPICKLE_{option.upper()}={value} was asked for, and no prebuilt object has that")
    text = "".join(f"#if {one['processor']}\nmpickle {number}\n#endif\n" for number, one in enumerate(objects))
    call = compiler.run("-w", "-E", "-P", "-xc", "-", text=text)
    objects = [objects[int(number)] for number in re.findall(r"^mpickle (\d+)$", call.stdout, re.M)]
    if call.returncode or not objects:
        machine = compiler.run("-dumpmachine").stdout.strip()
        raise Misfit(f"no prebuilt object is for this processor ({machine}: {' '.join(machine_flags(compiler))})")
    return objects


def machine_flags(compiler):
    """The flags that choose the processor."""
    return [flag for flag in compiler.words[1:] + compiler.flags if flag.startswith("-m")]


def fitting(objects, folder, compiler, out):
    """The first object whose contract holds for the firmware."""
    contract = CMODULE / "contract/contract.c"
    why = []
    for one in objects:
        include = f"-I{folder / one['name']}"
        found = compiler.check(include, "-fsyntax-only", contract)
        if not found:
            # Only code that is really generated has the checks of bit-fields.
            rule = ["-MD", "-MF", out / "contract.d", "-MT", "contract"]
            found = compiler.check("-O1", include, *rule, "-c", "-o", out / "contract.tmp.o", contract)
        (out / "contract.tmp.o").unlink(missing_ok=True)
        if not found:
            return one
        why.append((len(found), one["name"], found[0].replace("mpickle: its Rust half was made", "is")))
    count, name, first = min(why)
    more = f", and {count - 1} further differences" if count > 1 else ""
    raise Misfit(f"no prebuilt object fits this firmware: {name} {first}{more}")


def proof(flags):
    """C text that does not compile where private.h is not what this MicroPython's C files have."""
    text = ['#include "micropython/headers.h"', '#include "contract/contract.h"']
    for line in (CMODULE / "contract/private.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        kind, file, name, *words = line.split()
        source = theirs(flags, f"py/{file}.c")
        if kind == "struct":
            found = re.search(rf"typedef struct _mp_obj_{name}_t \{{(.*?)\}} mp_obj_{name}_t;", source, re.S)
            found = found and f"struct mpickle_theirs_{name} {{{found[1]}}};"
            lines = [f"MPICKLE_PRIVATE_SIZE({file}, {name})"]
            lines += [f"MPICKLE_PRIVATE_FIELD({file}, {name}, {field})" for field in ["base", *words]]
        else:
            found = re.search(rf"^ *(#define {name} .*)$", source, re.M)
            found = found and f"#undef {name}\n{found[1]}"
            lines = [f"MPICKLE_PRIVATE_{kind.upper()}({file}, {name}, {words[0]})"]
        if not found:
            raise Misfit(f"py/{file}.c of this MicroPython has no {name} as mpickle knows it")
        text += [found, *lines]
    return "\n".join(text) + "\n"


def theirs(flags, name):
    """The text of a C file of MicroPython's core."""
    folders = [flag[2:] for flag in flags if flag.startswith("-I")]
    files = [path for path in (Path(folder, name) for folder in folders) if path.is_file()]
    if not files:
        raise Misfit(f"{name} is not beside MicroPython's headers")
    return files[0].read_text(errors="replace")


def replace(file, data):
    """Writes a file, unless that would change nothing but its time."""
    if not file.is_file() or file.read_bytes() != data:
        file.write_bytes(data)


def install(one, folder, args, compiler):
    """Puts the object and its headers into OUT."""
    out, source = Path(args.out), folder / one["name"]
    for name, digest in one["sha256"].items():
        data = (source / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise Misfit(f"{source / name} is damaged: its SHA-256 is not that of the manifest")
        if name.endswith(".h") or not args.archive:
            replace(out / name, data)
    if args.archive:
        ar = subprocess.run(
            [*compiler.words, "-print-prog-name=ar"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout.strip()
        archive = out / "mpickle_rust.tmp.a"
        archive.unlink(missing_ok=True)
        subprocess.run([ar, "rcsD", archive, source / "mpickle_rust.o"], check=True)
        replace(out / "libmpickle_rust.a", archive.read_bytes())
        archive.unlink()
    # The rule that says when to come again: what the check has read, and the release.
    rule = (out / "contract.d").read_text().replace("\\\n", " ")
    read = [os.path.abspath(file) for file in shlex.split(rule.partition(":")[2])]
    read += [str(path) for path in (Path(__file__).resolve(), folder / "manifest.json")]
    read += [str(source / name) for name in one["sha256"]]
    lines = " \\\n  ".join(file.replace(" ", "\\ ") for file in dict.fromkeys(read))
    (out / "mpickle_rust.d").write_text(f"{out / 'stamp'}: \\\n  {lines}\n")
    (out / "contract.d").unlink()


def choose(args):
    """Installs the object that fits, and says which."""
    folder, out = Path(args.prebuilt), Path(args.out)
    if not (folder / "manifest.json").is_file():
        raise Misfit(f"{folder} holds no prebuilt objects (no manifest.json)")
    manifest = json.loads((folder / "manifest.json").read_text())
    out.mkdir(parents=True, exist_ok=True)
    compiler = Compiler(args)
    one = fitting(candidates(manifest, args, compiler), folder, compiler, out)
    private = out / "mpickle_private.c"
    private.write_text(proof(compiler.flags))
    found = compiler.check("-fsyntax-only", private)
    if found:
        raise Misfit(found[0])
    install(one, folder, args, compiler)
    print(f"mpickle: prebuilt {one['name']}")


def main():
    """Chooses, or builds."""
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    words, fallback = words[:end], words[end + 1 :]
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--prebuilt", required=True, metavar="DIR", help="the folder of the objects")
    parser.add_argument("--cc", default=os.environ.get("MPICKLE_CC", ""))
    parser.add_argument("--cflags", default=os.environ.get("MPICKLE_CFLAGS", ""))
    parser.add_argument("--cflags-file")
    parser.add_argument("--features", default=os.environ.get("MPICKLE_FEATURES", ""))
    parser.add_argument("--rust-target", default=os.environ.get("MPICKLE_RUST_TARGET", ""))
    parser.add_argument("--opt-level", default=os.environ.get("MPICKLE_OPT_LEVEL", ""))
    parser.add_argument("--archive", action="store_true", help="put the object into an archive, as CMake wants it")
    parser.add_argument("out", metavar="OUT")
    args = parser.parse_args(words)
    try:
        choose(args)
    except Misfit as why:
        if not fallback or not shutil.which(fallback[0]):
            sys.exit(
                f"error: mpickle: {why}\n"
                "error: mpickle: to build its Rust half in place of that, install Rust (https://rustup.rs) and libclang"
            )
        print(f"mpickle: {why}: cargo builds its Rust half", file=sys.stderr)
        sys.exit(subprocess.call(fallback))


if __name__ == "__main__":
    main()
