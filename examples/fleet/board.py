"""A board of the fleet: keeps each reading in a log on its flash, and publishes it by MQTT.

micropython board.py PORT NAME QOS COUNT NOISE FOLDER

Of the packets of a board with noise every NOISE-th is damaged on its way.
"""

import sys
import time

import mpickle
from umqtt.simple import MQTTClient

name, folder = sys.argv[2], sys.argv[6]
port, qos, count, noise = int(sys.argv[1]), int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
LOG = folder + "/readings.log"
STATE = folder + "/published.pickle"
PAUSE = 0.1  # s between two readings
TRIES = 100  # to reach the broker, one each PAUSE
# What umqtt raises when the broker goes away while it reads an answer.
GONE = (OSError, IndexError, TypeError, AssertionError)


def connect():
    """A client with a connection; the broker may be away for some seconds."""
    for tries_left in range(TRIES, 0, -1):
        client = MQTTClient(name, "127.0.0.1", port)
        try:
            client.connect()
            return client
        except GONE:
            if client.sock:
                client.sock.close()
            if tries_left == 1:
                raise
            time.sleep(PAUSE)


def publish(reading):
    """With QoS 1 until the broker has said that it has the reading; with QoS 0 once, whatever comes of it."""
    global client
    packet = bytearray(mpickle.pack(reading))
    if noise and reading["n"] % noise == noise - 1:
        packet[len(packet) // 2] ^= 0xFF
    while True:
        try:
            client.publish("fleet/" + name, packet, qos=qos)
            break
        except GONE:
            client.sock.close()
            client = connect()
            if qos == 0:
                break
    # A board that is killed before this line publishes the reading once more.
    mpickle.save(reading["n"] + 1, STATE)


client = connect()
try:
    published = mpickle.restore(STATE)
except OSError:
    published = 0
measured = 0
# What an earlier life of this board has measured and not published.
for reading in mpickle.records(LOG):
    measured = reading["n"] + 1
    if measured > published:
        publish(reading)
for n in range(measured, count):
    reading = {"board": name, "n": n, "at": time.time(), "t": 15 + n * 7 % 40 / 4, "flags": (n % 2 == 0, None)}
    mpickle.append(reading, LOG)
    publish(reading)
    time.sleep(PAUSE)
client.disconnect()
