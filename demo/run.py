"""The demo: a network that CPython trained classifies real images in MicroPython.

    python demo/run.py --micropython PATH

Everything crosses as pickles: weights, images and classes one way, predictions and telemetry the other.
Ends with one line of success, or with a message and an exit status of 1.
"""

import argparse
import contextlib
import os
import pickle
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import comparison
import digits
from messages import Guess, Report, Task, Telemetry

HERE = Path(__file__).resolve().parent
TIMEOUT = 120


class DemoError(Exception):
    """Something is not as it should be."""


def check(condition, message):
    """The demo goes on only if this holds."""
    if not condition:
        raise DemoError(message)


@contextlib.contextmanager
def board(micropython):
    """A MicroPython that runs board.py, as a pair of streams; its end is part of the check."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [micropython, "-X", "heapsize=4m", str(HERE / "board.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "MICROPYPATH": f"{HERE}:.frozen"},
        )
        guard = threading.Timer(TIMEOUT, process.kill)
        guard.start()
        try:
            yield process.stdin, process.stdout
            process.stdin.close()
            check(process.wait() == 0, f"MicroPython ended with status {process.returncode}")
        except (EOFError, BrokenPipeError, pickle.UnpicklingError, DemoError) as e:
            process.kill()
            process.wait()
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
            why = f"no answer in {TIMEOUT} s" if not guard.is_alive() else f"{type(e).__name__}: {e}"
            raise DemoError(f"{why}\nMicroPython said: {said or 'nothing'}") from e
        finally:
            guard.cancel()
            process.stdout.close()


class Counter:
    """A stream that counts the bytes which pass."""

    def __init__(self, stream):
        self.stream = stream
        self.count = 0

    def read(self, n):
        """As the stream does."""
        data = self.stream.read(n)
        self.count += len(data)
        return data

    def readline(self):
        """As the stream does."""
        data = self.stream.readline()
        self.count += len(data)
        return data


def step(number, what, text, time_text=""):
    """One line of the story."""
    print(f"  {number}  {what:<24}{text:<50}{time_text:>10}", flush=True)


def check_report(report, task, expected, shares, labels):
    """The answer is right in values, types and identity; returns the share of right guesses."""
    check(type(report) is Report, f"the answer is a {type(report).__name__}, not a Report")
    check(all(type(g) is Guess for g in report.guesses), "not every guess is a Guess")
    answers = [g.digit for g in report.guesses]
    wrong = sum(a != e for a, e in zip(answers, expected, strict=True))
    check(wrong == 0, f"{wrong} of {len(answers)} predictions differ from CPython's")
    worst = max(abs(g.confidence - s) for g, s in zip(report.guesses, shares, strict=True))
    check(worst < 1e-6, f"confidences differ by up to {worst}")
    check(all(type(b) is Telemetry for b in report.batches), "not every batch is a Telemetry")
    check(
        all(g is report.guesses[b.first + i] for b in report.batches for i, g in enumerate(b.guesses)),
        "guesses were copied on the way",
    )
    check(len({id(b.network) for b in report.batches}) == 1, "the network was copied on the way")
    returned = report.batches[0].network
    for sent, back in zip(task.network.layers, returned.layers, strict=True):
        check(back.rows == sent.rows and back.bias == sent.bias, "the weights changed on the way")
    check(returned.classes == task.network.classes, "the classes changed on the way")
    return sum(a == label for a, label in zip(answers, labels, strict=True)) / len(labels)


def demo(micropython):
    """The whole story."""
    print("mpickle: 1,797 handwritten digits, a network, and two Pythons\n")
    start = time.perf_counter()
    (train_images, train_labels), (images, labels) = digits.split()
    parameters = digits.train(train_images, train_labels)
    expected, shares = digits.predict(parameters, images)
    accuracy = float((expected == labels).mean())
    python = ".".join(map(str, sys.version_info[:3]))
    weights = sum(p.size for p in parameters)
    step(
        1,
        f"CPython {python}",
        f"trains {weights:,} weights on {len(train_images):,} images",
        f"{time.perf_counter() - start:.1f} s",
    )

    task = Task(digits.network(parameters), [bytes(image) for image in images], 100)
    start = time.perf_counter()
    data = pickle.dumps(task)
    dump_ms = (time.perf_counter() - start) * 1000
    step(2, "-> MicroPython", f"network and {len(images)} images: {len(data):,} bytes", f"{dump_ms:.1f} ms")

    with board(micropython) as (to_board, from_board):
        to_board.write(struct.pack("<I", len(data)) + data)
        to_board.flush()
        stream = Counter(from_board)
        report = pickle.load(stream)
        size = stream.count
        version = ".".join(map(str, report.board["version"]))
        step(3, f"MicroPython {version}", "loads it with `import mpickle`", f"{report.load_ms:.1f} ms")
        busy = sum(b.ms for b in report.batches)
        step(
            4,
            "",
            f"classifies {len(report.guesses)} images, uses {report.heap['used'] // 1024} KiB of heap",
            f"{busy:.0f} ms",
        )
        step(5, "-> CPython", f"guesses, telemetry, the network back: {size:,} bytes")
        there = check_report(report, task, expected.tolist(), shares.tolist(), labels.tolist())
        check(there == accuracy, f"accuracy is {there} there and {accuracy} here")
        step(6, "CPython", f"finds all {len(labels)} guesses equal to its own: {accuracy:.1%} right")
        print()
        # Three as they come, and the two of which the network is least sure.
        shown = [0, 1, 2, *shares.argsort()[:2].tolist()]
        for text in digits.picture([images[i] for i in shown]):
            print("     " + text)
        print(
            "     "
            + " ".join(f"{report.guesses[i].digit} ({report.guesses[i].confidence:.0%})".center(16) for i in shown)
        )
        print()
        samples = comparison.samples(task, report)
        pickle.dump(samples, to_board)
        to_board.flush()
        rows = comparison.rows(samples, pickle.load(stream))
    comparison.show(rows)
    spelled = len(comparison.spelled_out(task))
    print(f"\n     The task spelled out in lists for json: {spelled:,} bytes; as a pickle: {len(data):,}")
    for row in rows:
        check(row.kept, f"{row.name}: not the same after MicroPython's pickle")
    whole = sum(row.json_kept for row in rows)
    print(
        f"\nOK: MicroPython classified {len(labels)} real images with CPython's network, {accuracy:.1%} right on both "
        f"sides; of {len(rows)} objects mpickle kept all, json {whole}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--micropython", default=os.environ.get("MPICKLE_MICROPYTHON"), help="a unix MicroPython with mpickle"
    )
    args = parser.parse_args()
    try:
        check(args.micropython, "give the path of a unix MicroPython with --micropython")
        check(os.access(args.micropython, os.X_OK), f"there is no program {args.micropython}")
        demo(str(Path(args.micropython).resolve()))
    except DemoError as e:
        sys.exit(f"\ndemo failed: {e}")


if __name__ == "__main__":
    main()
