"""The CPython side: one MicroPython process that answers many requests."""

import contextlib
import os
import select
import struct
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCH = HERE.parent.parent / "bench"
HEAP = "64m"


class PeerError(Exception):
    """MicroPython answered with an exception."""

    @property
    def kind(self):
        """The name of the exception's class over there."""
        return str(self).partition(":")[0]


class PeerDied(AssertionError):
    """The MicroPython process ended, or does not answer any more."""


def environment():
    """The environment for a MicroPython that finds our modules and nothing of the user's."""
    return {**os.environ, "MICROPYPATH": f"{HERE}:{BENCH}:.frozen"}


class Peer:
    """A MicroPython running ``peer.py``. It is started when needed, and again after it died."""

    def __init__(self, micropython, heap=HEAP):
        self.command = [str(micropython), "-X", f"heapsize={heap}", str(HERE / "peer.py")]
        self.process = None
        self.errors = None

    def start(self):
        """Start the process if there is none."""
        if self.process is None:
            self.errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed in stop)
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.errors,
                env=environment(),
                bufsize=0,
            )

    def stop(self):
        """End the process and return what it wrote to stderr."""
        if self.process is None:
            return ""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.errors.seek(0)
        text = self.errors.read().decode(errors="replace")
        self.errors.close()
        self.process = None
        return text

    def request(self, operation, payload, timeout=60):
        """Send one request and return the answer."""
        self.start()
        content = operation + payload
        frame = struct.pack("<I", len(content)) + content
        deadline = time.monotonic() + timeout
        try:
            self._write(frame, deadline)
            size = struct.unpack("<I", self._read(4, deadline))[0]
            reply = self._read(size, deadline)
        except (BrokenPipeError, EOFError, TimeoutError) as e:
            why = f"no answer in {timeout} s" if isinstance(e, TimeoutError) else "it ended"
            if isinstance(e, TimeoutError):
                self.process.kill()
            code = self.process.wait()
            text = self.stop()
            raise PeerDied(f"MicroPython {why} (exit status {code}) {text[-2000:]}") from None
        if reply[:1] == b"-":
            raise PeerError(reply[1:].decode(errors="replace"))
        return reply[1:]

    def _write(self, frame, deadline):
        view = memoryview(frame)
        while view:
            _, ready, _ = select.select([], [self.process.stdin], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            view = view[os.write(self.process.stdin.fileno(), view[:4096]) :]

    def _read(self, size, deadline):
        parts = []
        while size:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            part = os.read(self.process.stdout.fileno(), min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def round_trip(self, data, protocol, way=0):
        """Let MicroPython load a pickle and dump the object: by bytes (0), native (1) or Python streams (2)."""
        return self.request(b"R", bytes([protocol, way]) + data)

    def describe(self, data):
        """The description of what MicroPython loads from a pickle."""
        return self.request(b"D", data).decode()

    def run(self, source, data=b"", timeout=60):
        """Execute source text there and return what it leaves in ``result``."""
        text = source.encode()
        return self.request(b"X", struct.pack("<I", len(text)) + text + data, timeout)

    def prefixes(self, data):
        """Outcomes of loading every true prefix, with their counts."""
        return counts(self.request(b"P", data))

    def changes(self, data, masks, timeout=120):
        """Outcomes of loading with every single byte changed by every mask, with their counts."""
        return counts(self.request(b"C", bytes([len(masks)]) + bytes(masks) + data, timeout))


def counts(answer):
    """The peer's tally as a dictionary."""
    return {k: int(n) for k, n in (line.split(" ") for line in answer.decode().splitlines())}


def run_script(micropython, source, *args, heap=HEAP, timeout=60):
    """Run source text in a MicroPython of its own; returns what it printed."""
    command = [str(micropython)]
    if heap:
        command += ["-X", f"heapsize={heap}"]
    done = subprocess.run(
        [*command, "-c", source, *args], capture_output=True, text=True, timeout=timeout, env=environment(), check=False
    )
    if done.returncode != 0:
        raise PeerDied(f"exit status {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
    return done.stdout
