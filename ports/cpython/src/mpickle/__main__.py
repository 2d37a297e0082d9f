"""``python -m mpickle``: the command ``mpickle``."""

from __future__ import annotations

import signal
import sys

from . import _mpickle


def main() -> int:
    """Run the command line; return its exit status."""
    # So that Ctrl-C ends the native program at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _mpickle.main(["mpickle", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
