"""ALoader, aload and adump under MicroPython's asyncio: sockets, a slow pipe, other tasks, interruptions."""

import contextlib
import os
import pickle
import socket
import subprocess
import threading
import time

import pytest
from describe import describe
from host import environment

OBJECTS = [
    1,
    "text",
    {"k": b"v" * 300},
    (None, True, 1 << 80),
    bytearray(70000),
    [f"item {i}" for i in range(500)],
    "last",
]

PRELUDE = """
import asyncio, gc, mpickle, sys

ticks = 0

async def ticker():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep_ms(1)

def connect():
    return asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
"""


@contextlib.contextmanager
def running(micropython, tmp_path, source, *args, **options):
    """A MicroPython that runs PRELUDE and `source`; afterwards it must have ended well."""
    script = tmp_path / "side.py"
    script.write_text(PRELUDE + source)
    command = [str(micropython), "-X", "heapsize=16m", str(script), *map(str, args)]
    process = subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    try:
        yield process
        process.output = process.communicate(timeout=30)[0]
        assert process.returncode == 0, process.output
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@contextlib.contextmanager
def connected(micropython, tmp_path, source, *args, room=None):
    """The same, connected to us, who keep at most `room` bytes: yields the process and our socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        if room:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        with running(micropython, tmp_path, source, server.getsockname()[1], *args) as process:
            connection, _ = server.accept()
            connection.settimeout(20)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection:
                yield process, connection


ECHO = """
async def main():
    asyncio.create_task(ticker())
    reader, writer = await connect()
    async for obj in mpickle.ALoader(reader, read_ahead={read_ahead}):
        await mpickle.adump(obj, writer, {protocol})
    writer.close()
    await writer.wait_closed()
    print("ticked", ticks > 3)

asyncio.run(main())
"""


@pytest.mark.parametrize("read_ahead", [0, 256])
@pytest.mark.parametrize("protocol", range(6))
def test_echo_through_a_socket(micropython, tmp_path, protocol, read_ahead):
    """Each object comes back before the next one is sent; the end of the stream ends the iteration."""
    source = ECHO.format(protocol=protocol, read_ahead=read_ahead)
    with connected(micropython, tmp_path, source) as (process, connection), connection.makefile("rwb") as stream:
        for obj in OBJECTS:
            pickle.dump(obj, stream, protocol)
            stream.flush()
            assert describe(pickle.load(stream)) == describe(obj)
        connection.shutdown(socket.SHUT_WR)
        assert stream.read() == b""
    assert process.output == "ticked True\n"


def test_a_slow_pipe(micropython, tmp_path):
    """Bytes that drip in one by one; other tasks run all the time, and the observer sees every byte."""
    source = """
seen = []

async def main():
    asyncio.create_task(ticker())
    reader = asyncio.StreamReader(sys.stdin.buffer)
    async for obj in mpickle.ALoader(reader, seen.append):
        print(obj)
    print(len(b"".join(seen)), seen.count(b""), ticks > 50)

asyncio.run(main())
"""
    objects = ["slowly", [1, 2.5, None], {"k": 1 << 70}]
    data = b"".join(pickle.dumps(obj) for obj in objects)
    read, write = os.pipe()
    os.set_blocking(read, False)
    with running(micropython, tmp_path, source, stdin=read) as process:
        os.close(read)
        for i in range(len(data)):
            os.write(write, data[i : i + 1])
            time.sleep(0.002)
        os.close(write)
    *lines, last = process.output.splitlines()
    assert lines == [str(obj) for obj in objects]
    assert last == f"{len(data)} 3 True"


def test_aload_leaves_the_rest(micropython, tmp_path):
    """Pickles and other bytes take turns in one stream."""
    source = """
async def main():
    reader, writer = await connect()
    for _ in range(3):
        line = await reader.readline()
        print(line, await mpickle.aload(reader))
    try:
        await mpickle.aload(reader)
    except EOFError:
        print("end")

asyncio.run(main())
"""
    with connected(micropython, tmp_path, source) as (process, connection):
        for i in range(3):
            connection.sendall(b"line %d\n" % i + pickle.dumps(["object", i], i + 2))
    assert process.output.splitlines() == [f"b'line {i}\\n' ['object', {i}]" for i in range(3)] + ["end"]


def test_a_stream_that_ends_too_early(micropython, tmp_path):
    """Within an object that is an error."""
    source = """
async def main():
    reader, writer = await connect()
    try:
        async for obj in mpickle.ALoader(reader):
            print(obj)
    except EOFError:
        print("EOFError")

asyncio.run(main())
"""
    with connected(micropython, tmp_path, source) as (process, connection):
        connection.sendall(pickle.dumps("whole") + pickle.dumps("not whole")[:-4])
    assert process.output == "whole\nEOFError\n"


def test_timeouts_lose_nothing(micropython, tmp_path):
    """wait_for() gives up again and again; the object that was begun is completed all the same."""
    source = """
async def main():
    asyncio.create_task(ticker())
    reader, writer = await connect()
    loader = mpickle.ALoader(reader)
    timeouts = 0
    objects = []
    while len(objects) < 3:
        try:
            objects.append(await asyncio.wait_for(loader.__anext__(), 0.005))
        except asyncio.TimeoutError:
            timeouts += 1
            writer.write(b"!")
            await writer.drain()
    print(timeouts >= int(sys.argv[2]), objects)

asyncio.run(main())
"""
    objects = [{"first": [1, 2, 3]}, "second" * 3, (3,)]
    data = b"".join(pickle.dumps(obj) for obj in objects)
    pieces = [data[i : i + 3] for i in range(0, len(data), 3)]
    with connected(micropython, tmp_path, source, len(pieces)) as (process, connection):
        for piece in pieces:
            # It has given up on all that was sent before.
            assert connection.recv(1) == b"!"
            connection.sendall(piece)
    assert process.output == f"True {objects}\n"


def test_cancellation(micropython, tmp_path):
    """A task that is cancelled in the middle of an object ends; another goes on with the loader."""
    source = """
async def take(loader, what):
    try:
        async for obj in loader:
            print(what, obj)
    except asyncio.CancelledError:
        print(what, "cancelled")
        raise

async def main():
    reader, writer = await connect()
    loader = mpickle.ALoader(reader)
    first = asyncio.create_task(take(loader, "first"))
    await asyncio.sleep_ms(150)
    first.cancel()
    try:
        await first
    except asyncio.CancelledError:
        pass
    writer.write(b"!")
    await writer.drain()
    await take(loader, "second")
    dump = asyncio.create_task(mpickle.adump(bytearray(8000000), writer, 5))
    await asyncio.sleep_ms(20)
    dump.cancel()
    try:
        await dump
    except asyncio.CancelledError:
        print("dump cancelled")

asyncio.run(main())
"""
    with connected(micropython, tmp_path, source) as (process, connection):
        data = pickle.dumps(["one"]) + pickle.dumps(["two", 2])
        connection.sendall(data[:-5])
        assert connection.recv(1) == b"!"
        connection.sendall(data[-5:])
        connection.shutdown(socket.SHUT_WR)
        process.wait(20)
    assert process.output.splitlines() == ["first ['one']", "first cancelled", "second ['two', 2]", "dump cancelled"]


def test_adump_waits_for_a_slow_reader(micropython, tmp_path):
    """A pickle that is larger than all buffers needs no memory of its own, and other tasks run meanwhile."""
    source = """
most = 0

async def meter():
    global most
    while True:
        gc.collect()
        most = max(most, gc.mem_alloc())
        await asyncio.sleep_ms(5)

async def main():
    asyncio.create_task(ticker())
    asyncio.create_task(meter())
    reader, writer = await connect()
    obj = list(range(70000, 120000)), bytearray(1500000)
    gc.collect()
    before = gc.mem_alloc()
    await mpickle.adump(obj, writer, 5)
    print(most - before < 20000, ticks > 20)

asyncio.run(main())
"""
    with connected(micropython, tmp_path, source, room=16384) as (process, connection):
        time.sleep(0.2)
        with connection.makefile("rb") as stream:
            assert pickle.load(stream) == (list(range(70000, 120000)), bytearray(1500000))
    assert process.output == "True True\n"


def test_many_clients(micropython, tmp_path):
    """A server in MicroPython serves several clients at once."""
    source = """
clients = 0

async def serve(reader, writer):
    global clients
    async for obj in mpickle.ALoader(reader):
        await mpickle.adump([clients, obj], writer)
    writer.close()
    await writer.wait_closed()
    clients += 1

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    print("ready")
    while clients < 5:
        await asyncio.sleep_ms(10)
    server.close()

asyncio.run(main())
"""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    answers = {}

    def talk(number):
        with socket.create_connection(("127.0.0.1", port), 20) as connection, connection.makefile("rwb") as stream:
            got = []
            for i in range(20):
                pickle.dump([number, i, "x" * i * 100], stream)
                stream.flush()
                got.append(pickle.load(stream)[1])
            answers[number] = got

    with running(micropython, tmp_path, source, port) as process:
        assert process.stdout.readline() == "ready\n"
        threads = [threading.Thread(target=talk, args=(n,)) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert answers == {n: [[n, i, "x" * i * 100] for i in range(20)] for n in range(5)}
