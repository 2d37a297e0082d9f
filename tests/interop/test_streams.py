"""Real files and sockets, with several pickles in one stream."""

import pickle
import socket
import subprocess
import threading

import pytest
from describe import describe
from host import environment, run_script

OBJECTS = [
    1,
    "text",
    [1, [2, [3]]],
    {"k": b"v" * 300},
    (None, True, 1 << 80),
    bytearray(70000),
    [f"item {i}" for i in range(3000)],
    "last",
]


@pytest.mark.parametrize("protocol", range(6))
def test_files_from_cpython(peer, tmp_path, protocol):
    """MicroPython reads one pickle after the other from a file, and what stands behind them."""
    path = tmp_path / "data.pickle"
    with path.open("wb") as f:
        for obj in OBJECTS:
            pickle.dump(obj, f, protocol)
        f.write(b"the end")
    source = f"""
with open({str(path)!r}, "rb") as f:
    result = describe([mpickle.load(f) for _ in range({len(OBJECTS)})]) + "|" + f.read().decode()
"""
    assert peer.run(source).decode() == describe(OBJECTS) + "|the end"


@pytest.mark.parametrize("protocol", range(6))
def test_files_from_micropython(peer, tmp_path, protocol):
    """CPython reads one pickle after the other from a file that MicroPython wrote."""
    path = tmp_path / "data.pickle"
    source = f"""
objects = mpickle.loads(data)
with open({str(path)!r}, "wb") as f:
    for x in objects:
        mpickle.dump(x, f, {protocol})
    f.write(b"the end")
"""
    peer.run(source, pickle.dumps(OBJECTS))
    with path.open("rb") as f:
        assert [pickle.load(f) for _ in OBJECTS] == OBJECTS
        assert f.read() == b"the end"


def test_end_of_file_is_an_eoferror(peer, tmp_path):
    """An empty file, and a file read to its end."""
    path = tmp_path / "data.pickle"
    path.write_bytes(pickle.dumps("only"))
    source = f"""
names = []
with open({str(path)!r}, "rb") as f:
    try:
        while True:
            names.append(mpickle.load(f))
    except EOFError as e:
        names.append(type(e).__name__)
result = " ".join(names)
"""
    assert peer.run(source) == b"only EOFError"


def test_cut_file_is_refused(peer, tmp_path):
    """A file that ends within a pickle, at any place."""
    data = pickle.dumps([1, "two", b"three" * 100, {"four": 5.0}])
    path = tmp_path / "data.pickle"
    source = f"""
names = set()
for n in range(len(data)):
    with open({str(path)!r}, "wb") as f:
        f.write(data[:n])
    with open({str(path)!r}, "rb") as f:
        try:
            mpickle.load(f)
            names.add("loaded")
        except Exception as e:
            names.add(type(e).__name__)
result = " ".join(sorted(names))
"""
    assert peer.run(source, data) in (b"EOFError UnpicklingError", b"EOFError")


def test_full_disk_is_an_oserror(peer):
    """A stream that takes no more raises its own error, and the module works on."""
    source = """
try:
    with open("/dev/full", "wb") as f:
        mpickle.dump(bytes(200000), f)
    result = "written"
except OSError as e:
    result = "OSError " + str(mpickle.loads(mpickle.dumps(7)))
"""
    assert peer.run(source) == b"OSError 7"


ECHO = """
import mpickle, socket, sys
s = socket.socket()
s.connect(socket.getaddrinfo("127.0.0.1", int(sys.argv[1]))[0][-1])
while True:
    x = mpickle.load(s)
    mpickle.dump(x, s, 5)
    if x == "last":
        break
s.close()
"""


def test_sockets(micropython, tmp_path):
    """Objects go through a TCP connection and back; no pickle waits for bytes of the next one."""
    script = tmp_path / "echo.py"
    script.write_text(ECHO)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        command = [str(micropython), "-X", "heapsize=16m", str(script), str(server.getsockname()[1])]
        process = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE)
        connection, _ = server.accept()
        connection.settimeout(20)
        with connection, connection.makefile("rwb") as stream:
            for obj in OBJECTS:
                pickle.dump(obj, stream)
                stream.flush()
                assert describe(pickle.load(stream)) == describe(obj)
        assert process.wait(20) == 0, process.stderr.read().decode()
        process.stderr.close()


def test_slow_socket(micropython, tmp_path):
    """Bytes that arrive one by one make the same object."""
    script = tmp_path / "echo.py"
    script.write_text(ECHO)
    data = pickle.dumps(["slowly", {"k": 1 << 70}, 1.5]) + pickle.dumps("last")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        command = [str(micropython), str(script), str(server.getsockname()[1])]
        process = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE)
        connection, _ = server.accept()
        connection.settimeout(20)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def send():
            for i in range(len(data)):
                connection.sendall(data[i : i + 1])

        sender = threading.Thread(target=send)
        sender.start()
        with connection, connection.makefile("rb") as stream:
            assert pickle.load(stream) == ["slowly", {"k": 1 << 70}, 1.5]
            assert pickle.load(stream) == "last"
            sender.join()
        assert process.wait(20) == 0, process.stderr.read().decode()
        process.stderr.close()


def test_pipes(micropython):
    """Standard input and output as streams."""
    source = """
import mpickle, sys
mpickle.dump(mpickle.load(sys.stdin.buffer)[::-1], sys.stdout.buffer, 4)
"""
    done = subprocess.run(
        [str(micropython), "-c", source], input=pickle.dumps([1, 2, 3]), capture_output=True, check=True, timeout=20
    )
    assert pickle.loads(done.stdout) == [3, 2, 1]


def test_the_peer_frames_are_not_the_test(micropython):
    """The module is there without any of our helpers."""
    assert run_script(micropython, "import mpickle; print(mpickle.loads(mpickle.dumps([1, 'a'])))") == "[1, 'a']\n"


UNBLOCKED = """
import mpickle, socket, sys
s = socket.socket()
s.connect(socket.getaddrinfo("127.0.0.1", int(sys.argv[1]))[0][-1])
s.setblocking(False)
for go_on in (b"1", b"2"):
    # What comes in one piece may not be there at the first try.
    while True:
        try:
            result = mpickle.load(s)
            break
        except OSError as e:
            if len(e.args) == 2:
                result = e.errno, str(e)
                break
    print(result)
    s.setblocking(True)
    s.send(go_on)
    s.setblocking(False)
"""


def test_a_socket_that_does_not_block(micropython, tmp_path):
    """Before a pickle EAGAIN says nothing more; in the middle of one it says what is lost."""
    script = tmp_path / "unblocked.py"
    script.write_text(UNBLOCKED)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        command = [str(micropython), str(script), str(server.getsockname()[1])]
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
        connection, _ = server.accept()
        connection.settimeout(20)
        with connection:
            connection.sendall(pickle.dumps("whole"))
            assert connection.recv(1) == b"1"
            connection.sendall(pickle.dumps(list(range(1000)))[:700])
            assert connection.recv(1) == b"2"
        output, _ = process.communicate(timeout=20)
    first, second = output.splitlines()
    assert first == "whole"
    assert "EAGAIN" in second
    assert "part of a pickle is lost (see Decoder)" in second
