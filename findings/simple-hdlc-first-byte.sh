#!/bin/sh
# simple-hdlc 0.4.4: a frame whose first byte is 7d or 7e is never read.
#
# One may expect: readFrame() gives what sendFrame() got; the bytes 7d and 7e are sent as two each, wherever they are.
# Seen: the reader forgets that the first byte was announced by an escape, because a frame object with no byte yet counts
# as false and is replaced by a new one. The checksum fails then, as often as the frame is sent again: a MessagePack int
# of 125 is such a frame, and a message of Protocol Buffers that begins with a float in field 15.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check simple-hdlc==0.4.4 pythoncrc==1.21 six==1.17.0 pyserial==3.5 >&2

cat >expected <<'END'
7c7d7e 7c7d7e
7d7c Invalid Frame (CRC FAIL)
7e7c Invalid Frame (CRC FAIL)
END
env/bin/python - >seen <<'END'
import logging

import serial
from simple_hdlc import HDLC

logging.disable()
for payload in b"|}~", b"}|", b"~|":
    port = serial.serial_for_url("loop://", timeout=1)
    link = HDLC(port)
    try:
        link.sendFrame(payload)
        read = link.readFrame().hex()
    except ValueError as error:
        read = error
    print(payload.hex(), read)
END
diff expected seen
