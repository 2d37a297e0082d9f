"""Fifty boards publish readings by MQTT; boards are killed, the broker is restarted, packets are damaged.

What is lost is counted for each quality of service (QoS) of MQTT.
"""

import getpass
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import mpickle
import paho.mqtt.publish
from collector import Collector
from link import micropython

try:
    import pandas
    import pyarrow  # noqa: F401  (pandas writes with it)
except ImportError:
    pandas = None

HERE = Path(__file__).resolve().parent
BOARDS, COUNT, KILLED = 50, 20, 5
# Every fifth board has a bad line, on which every seventh packet is damaged.
NOISY, NOISE = 5, 7
TIMEOUT = 60  # s
QUIET = 2  # s without a message


class Broker:
    """mosquitto on a free port of this machine, for `with`; it keeps in `folder` what it has to deliver."""

    def __init__(self, folder):
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.settings = folder / "mosquitto.conf"
        self.settings.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nmax_queued_messages 0\nlog_dest file {folder}/mosquitto.log\n"
            f"user {getpass.getuser()}\n"
        )
        self.program = shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
        if not self.program:
            sys.exit("there is no mosquitto: it is a package of that name in Debian, Homebrew and others")

    def start(self):
        """Returns when it takes connections."""
        self.process = subprocess.Popen([self.program, "-c", self.settings])
        await_that(self.answers, "the broker does not answer")

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except OSError:
            return False
        return True

    def stop(self):
        """It writes down what it has not yet delivered, and ends."""
        self.process.terminate()
        self.process.wait(TIMEOUT)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()


class Board:
    """A MicroPython that runs board.py; what is in `folder` outlives it, as flash does."""

    def __init__(self, number, port, folder, modules):
        self.name = f"board-{number:02}"
        self.qos = number % 2
        self.noise = NOISE if number % NOISY == 0 else 0
        self.folder = folder / self.name
        self.folder.mkdir()
        arguments = [port, self.name, self.qos, COUNT, self.noise, self.folder]
        self.command = [micropython(), str(HERE / "board.py"), *map(str, arguments)]
        self.environment = {**os.environ, "MICROPYPATH": f"{modules}:.frozen"}

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.environment)

    def measured(self):
        """The numbers of the readings that its log holds."""
        return [reading["n"] for reading in mpickle.records(self.folder / "readings.log")]

    def spoilt(self, n):
        """Whether its packet of this reading is damaged."""
        return bool(self.noise) and n % self.noise == self.noise - 1


def await_that(holds, otherwise):
    """Waits until `holds()`, and ends the program if that takes too long."""
    end = time.monotonic() + TIMEOUT
    while not holds():
        if time.monotonic() > end:
            sys.exit(otherwise)
        time.sleep(0.02)


def run(folder, collector, broker):
    """The fleet, from its start to its last message, with all that happens to it; returns the boards."""
    modules = folder / "modules"
    umqtt = importlib.util.find_spec("umqtt")
    if not umqtt:
        sys.exit("there is no umqtt: python -m pip install micropython-umqtt.simple==1.1")
    shutil.copytree(umqtt.submodule_search_locations[0], modules / "umqtt")
    boards = [Board(number, broker.port, folder, modules) for number in range(BOARDS)]
    for board in boards:
        board.start()
    try:
        part = BOARDS * COUNT // 5
        await_that(lambda: collector.came.total() > part, "too few messages come")
        for board in boards[:KILLED]:
            board.process.kill()
            board.process.wait()
            board.start()
        print(f"{KILLED} boards were killed, and started again")
        await_that(lambda: collector.came.total() > 2 * part, "too few messages come")
        broker.stop()
        time.sleep(1)
        broker.start()
        print("the broker was away for a second")
        # A pickle that names a function: no reading, and not to be called.
        foreign = mpickle.pack(print)
        paho.mqtt.publish.single("fleet/stranger", foreign, qos=1, hostname="127.0.0.1", port=broker.port)
        for board in boards:
            if board.process.wait(TIMEOUT):
                sys.exit(f"{board.name} ended with status {board.process.returncode}")
    finally:
        for board in boards:
            board.process.kill()
    seen = -1
    while seen != collector.came.total():
        seen = collector.came.total()
        time.sleep(QUIET)
    return boards


def summary(boards, collector):
    """Prints what became of the readings, and checks that nothing is unexplained."""
    print(f"{'':8}{'measured':>10}{'stored':>10}{'damaged':>10}{'lost':>10}{'came twice':>12}")
    stored = {}
    for board, n in collector.table.execute("SELECT board, n FROM readings"):
        stored.setdefault(board, set()).add(n)
    for qos in (0, 1):
        counts = [0] * 5
        for board in boards:
            if board.qos != qos:
                continue
            measured, arrived = board.measured(), stored.get(board.name, set())
            assert measured == list(range(COUNT)), f"the log of {board.name} holds {measured}"
            spoilt = {n for n in measured if board.spoilt(n)}
            lost = set(measured) - arrived - spoilt
            assert not arrived & spoilt
            assert qos == 0 or not lost, f"QoS 1 lost {sorted(lost)} of {board.name}"
            assert collector.damaged[board.name] >= len(spoilt) * qos
            twice = collector.twice[board.name]
            counts = [a + len(b) for a, b in zip(counts, (measured, arrived, spoilt, lost, range(twice)), strict=True)]
        print(f"QoS {qos}   {counts[0]:>10}{counts[1]:>10}{counts[2]:>10}{counts[3]:>10}{counts[4]:>12}")
    assert collector.refused["stranger"] == 1 and "stranger" not in stored
    print("the pickle of a function was refused")


def to_parquet(collector, file):
    """Writes the table as a file that pandas reads, where pandas is installed."""
    if pandas is None:
        print("no Parquet file: python -m pip install pandas pyarrow")
        return
    table = pandas.read_sql("SELECT * FROM readings ORDER BY board, n", collector.table)
    table.to_parquet(file)
    again = pandas.read_parquet(file)
    assert again.equals(table) and len(again) == len(table) > 0
    print(f"{file.name}: {len(again)} rows, {file.stat().st_size:,} bytes")
    print(again.groupby("board")["t"].agg(["count", "mean"]).head(3))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Broker(folder) as broker, Collector(broker.port, folder / "readings.db") as collector:
            boards = run(folder, collector, broker)
            summary(boards, collector)
            to_parquet(collector, folder / "readings.parquet")
            print(f"OK: {collector.came.total()} messages of {BOARDS} boards")


main()
