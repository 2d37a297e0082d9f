"""Sends a report, and does what it is told, until the line ends. Each message has its length before it."""

import sys

import minipb
import telemetry_schema

reports = minipb.Wire(telemetry_schema.Report)
commands = minipb.Wire(telemetry_schema.Command)

# On a board: UART(1, 115200).
source, line = sys.stdin.buffer, sys.stdout.buffer

samples = [{"seconds": 10 * i, "centidegrees": 2150 - 300 * i} for i in range(12)]
levels = {"battery": 3.75, "solar": 0.5}
report = {
    "node": 0xC0FFEE,
    "start": 1700000000,
    "state": "MOVING",
    "position": {"latitude": 47.38, "longitude": 8.54},
    "samples": samples,
    "rssi": [61, 63, 200],
    "levels": levels,
}
line.write(reports.encode_delimited(report))
while True:
    try:
        command = minipb.load(source, wire=commands)
    except minipb.EndOfMessage:
        break
    if command["interval"] is not None:
        samples = [sample for sample in samples if sample["seconds"] % command["interval"] == 0]
        report["samples"] = samples
    if command["state"] is not None:
        report["state"] = command["state"]
    if command["message"] is not None:
        levels["words"] = len(command["message"].split())
    line.write(reports.encode_delimited(report))
