"""The modules of examples/registrations, over there."""

from pathlib import Path

FOLDER = str(Path(__file__).resolve().parents[2] / "examples" / "registrations")


def run(peer, module, source, data=b""):
    """Run source text there with everything that a registration module defines."""
    head = f"import sys\nif {FOLDER!r} not in sys.path:\n    sys.path.append({FOLDER!r})\nfrom {module} import *\n"
    return peer.run(head + source, data)
