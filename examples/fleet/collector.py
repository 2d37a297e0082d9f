"""Collects the readings of a fleet: from MQTT into a table of SQLite."""

import sqlite3
from collections import Counter

import mpickle
import paho.mqtt.client as mqtt

TABLE = "CREATE TABLE readings (board TEXT, n INTEGER, at REAL, t REAL, even INTEGER, PRIMARY KEY (board, n))"


class Collector:
    """Subscribes to ``fleet/#`` at this port of this machine, for `with`.

    ``came``, ``twice``, ``damaged`` and ``refused`` count messages by their topic's last word.
    """

    def __init__(self, port, database):
        self.came, self.twice, self.damaged, self.refused = Counter(), Counter(), Counter(), Counter()
        # Only the client's thread writes.
        self.table = sqlite3.connect(database, check_same_thread=False)
        self.table.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {TABLE};")
        # The broker keeps what comes while this client is away, as it has a name and no clean session.
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="collector", clean_session=False)
        self.client.on_connect = lambda client, *_: client.subscribe("fleet/#", qos=1)
        self.client.on_message = self.message
        self.client.reconnect_delay_set(1, 1)
        self.client.connect("127.0.0.1", port)

    def __enter__(self):
        self.client.loop_start()
        return self

    def __exit__(self, *_):
        self.client.disconnect()
        self.client.loop_stop()
        self.table.close()

    def message(self, _client, _data, message):
        """One message is one packet; the broker hears that it came when this returns."""
        board = message.topic.rpartition("/")[2]
        self.came[board] += 1
        packets = mpickle.Unpacker()
        packets.feed(message.payload)
        try:
            for reading in packets:
                self.store(board, reading)
        except mpickle.UnpicklingError:
            # It asks for more than plain data.
            self.refused[board] += 1
        self.damaged[board] += packets.good == 0

    def store(self, board, reading):
        """A reading as a row, unless the row is there."""
        row = (board, reading["n"], reading["at"], reading["t"], reading["flags"][0])
        with self.table:
            done = self.table.execute("INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?, ?)", row)
        self.twice[board] += done.rowcount == 0
