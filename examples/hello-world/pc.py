"""Sends one object to the board and shows what returns."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from link import Board

greeting = {"from": sys.implementation.name, "text": "hello wörld", "numbers": (1, 2.5, 1 << 70)}
with Board(__file__) as board:
    size = board.send(greeting)
    answer = board.receive()

print(f"sent {size} bytes: {greeting}")
print(f"{answer['from']} {'.'.join(map(str, answer['version']))} says: {answer['answer']}")
assert answer["heard"] == greeting
assert answer["answer"] == "hello cpython"
print("OK: the greeting went there and back")
