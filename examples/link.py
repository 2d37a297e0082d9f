"""The computer's side of the examples: a MicroPython that runs the example's board.py.

The unix MicroPython stands for a board here: what goes through its standard input and output goes
through a UART, a socket or USB in the same way.
"""

import argparse
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

TIMEOUT = 60


def micropython():
    """The MicroPython that the user named."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--micropython",
        default=os.environ.get("MPICKLE_MICROPYTHON"),
        help="a unix MicroPython with mpickle: cargo xtask build unix prints its path",
    )
    path = parser.parse_args().micropython
    if not path:
        parser.error("give the path of a MicroPython with --micropython")
    return str(Path(path).resolve())


class Board:
    """A running board.py, for `with`; ``modules`` is a folder with further modules for it."""

    def __init__(self, script, *args, heap="8m", modules=""):
        folder = Path(script).resolve().parent
        self.command = [micropython(), "-X", f"heapsize={heap}", str(folder / "board.py"), *map(str, args)]
        self.environment = {**os.environ, "MICROPYPATH": f"{folder}:{modules or folder}:.frozen"}

    def __enter__(self):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe, env=self.environment)
        self.guard = threading.Timer(TIMEOUT, self.process.kill)
        self.guard.start()
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.process.kill()
        self.process.stdin.close()
        status = self.process.wait()
        self.guard.cancel()
        self.process.stdout.close()
        if not kind and status:
            sys.exit(f"the board ended with status {status}")

    def send(self, obj, protocol=None):
        """Send an object; returns the size of its pickle."""
        data = pickle.dumps(obj, protocol)
        self.process.stdin.write(data)
        self.process.stdin.flush()
        return len(data)

    def receive(self):
        """The next object that the board sends."""
        return pickle.load(self.process.stdout)
