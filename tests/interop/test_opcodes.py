"""No pickle of a protocol holds an opcode that is younger than the protocol."""

import pickletools
from pathlib import Path

import pytest
from host import run_script

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
# What writes pickles again and again would take long.
SLOW = ("hostile", "heap", "files_power_cut", "threads", "registry_threads", "registry_memory", "memory")

# Runs a script with a mpickle that prints all that it writes.
RECORDER = """
import sys as _sys
import mpickle as _mpickle

_written = []


def _number(protocol):
    return _mpickle.HIGHEST_PROTOCOL if protocol < 0 else protocol


class _Recorder:
    def __getattr__(self, name):
        return getattr(_mpickle, name)

    def dumps(self, obj, protocol=_mpickle.DEFAULT_PROTOCOL, *args, **options):
        data = _mpickle.dumps(obj, protocol, *args, **options)
        if protocol is None:
            protocol = _mpickle.DEFAULT_PROTOCOL
        # Long ones are long for the sake of their size.
        if len(data) < 5000:
            _written.append((_number(protocol), data))
        return data


_sys.modules["mpickle"] = _Recorder()
print = lambda *args, **options: None
try:
    with open(_sys.argv[1]) as f:
        _source = f.read()
    exec(_source)
except (Exception, SystemExit):
    pass
for _item in _written:
    _sys.stdout.write("%d %s\\n" % (_item[0], _item[1].hex()))
"""


def youngest(data):
    """The name and protocol of the youngest opcode of a pickle."""
    opcode = max((opcode for opcode, _, _ in pickletools.genops(data)), key=lambda opcode: opcode.proto)
    return opcode.name, opcode.proto


def written(micropython, script):
    """All pickles that a script writes, each with its protocol."""
    lines = run_script(micropython, RECORDER, str(script)).splitlines()
    return {(int(protocol), bytes.fromhex(data)) for protocol, data in (line.split() for line in lines)}


def test_scripts(micropython):
    """Every byte that the scripts have written goes through pickletools' table of opcodes."""
    seen = set()
    for script in sorted(SCRIPTS.glob("*.py")):
        if any(word in script.name for word in SLOW):
            continue
        for protocol, data in written(micropython, script):
            name, proto = youngest(data)
            assert proto <= protocol, f"{script.name}: {name} at protocol {protocol}: {data!r}"
            seen.update((protocol, opcode.name) for opcode, _, _ in pickletools.genops(data))
    # They are many, of every protocol.
    for protocol, least in enumerate((15, 25, 35, 35, 40, 40)):
        assert sum(p == protocol for p, _ in seen) >= least
    assert {(2, "NEWOBJ"), (4, "NEWOBJ_EX"), (0, "TUPLE"), (4, "ADDITEMS"), (2, "EXT1")} <= seen
    assert len({name for _, name in seen}) >= 50


@pytest.mark.parametrize("name", ["class_newargs", "class_newobj", "class_reduce", "class_of_containers"])
def test_scripts_write_at_every_protocol(micropython, name):
    """The recorder sees what they write."""
    assert {protocol for protocol, _ in written(micropython, SCRIPTS / f"{name}.py")} >= set(range(2, 6))
