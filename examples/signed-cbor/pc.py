"""Checks what a board has signed, and sends it signed commands."""

import hmac
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import cbor2
from link import Board

KEY = b"sixteen byte key"


def signed(data):
    """A message with these bytes."""
    return cbor2.dumps([data, hmac.digest(KEY, data, "sha256")])


def checked(message):
    """The object of a message that the board has signed."""
    data, code = message
    assert hmac.compare_digest(hmac.digest(KEY, data, "sha256"), code)
    return cbor2.loads(data)


with Board(__file__) as board:

    def send(message):
        board.process.stdin.write(message)
        board.process.stdin.flush()

    def ask(message):
        send(message)
        return checked(cbor2.load(board.process.stdout))

    measured = checked(cbor2.load(board.process.stdout))
    print("measured:", measured)
    command = cbor2.dumps({"on": True, "for": 5.0}, canonical=True)
    answer = ask(signed(command))
    print("answer:", answer)
    forged = ask(signed(command).replace(b"\xf5", b"\xf4", 1))
    print("forged:", forged)
    loose = ask(signed(b"\xa1\x18\x05\x01"))
    print("loose:", loose)
    send(signed(cbor2.dumps("stop")))

assert measured == {"n": "greenhouse", "v": 21.5, "t": 1700000000, "u": "Cel"}
assert answer == {"done": {"on": True, "for": 5.0}}
assert forged == "not signed by you"
assert loose.startswith("not deterministic")
print("OK: what is signed is taken, what is forged or in another form is not")
