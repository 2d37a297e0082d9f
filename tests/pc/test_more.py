"""The commands that write: ``slim``, ``freeze``, ``send``; and ``diff`` and ``watch``."""

import json
import os
import pickle
import runpy
import select
import socket
import subprocess
import sys
import threading
import tty

import mpickle
import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

IRIS = load_iris()


def slim(tool, write, obj, *args, protocol=4):
    """What is left of an object, and what the command printed."""
    path = write(pickle.dumps(obj, protocol))
    out = path.with_suffix(".slim")
    done = tool("slim", path, "-o", out, *args)
    assert done.status in (0, 1), done.err
    return mpickle.loads(out.read_bytes(), allow="data"), done, len(out.read_bytes())


def test_slim_arrays(tool, write):
    """Narrowed, with the largest error told; C order; the machine's byte order."""
    values = np.array([[1.1, 2.5], [1e5, -3.3]])
    for size, name in ((4, "float32"), (2, "float16")):
        read, done, _ = slim(tool, write, {"w": values if size == 4 else values / 10}, f"--{name}")
        wanted = (values if size == 4 else values / 10).astype(name)
        assert read["w"].dtype == name and (read["w"] == wanted).all()
        error = np.abs(wanted.astype("f8") - (values if size == 4 else values / 10)).max()
        assert f"largest error {error:.3e}".replace("e-0", "e-") in done.out
    read, done, _ = slim(tool, write, [np.array([1e6])], "--float16")
    assert done.status == 1 and "1 numbers became infinite" in done.out and read[0][0] == np.inf
    for array in (
        np.asfortranarray(values),
        values.astype(">f8"),
        values.T,
        values > 2,
        values.astype("c16"),
        values.astype("u2"),
    ):
        for protocol in range(2, 6):
            read, _, size = slim(tool, write, array, protocol=protocol)
            assert read.tolist() == array.tolist() and read.flags.c_contiguous and read.dtype.kind == array.dtype.kind
            assert size < len(pickle.dumps(array, protocol))


def test_slim_to_plain_data(tool, write):
    """Text, objects, records and numbers of numpy's."""
    records = np.array([(1, 2.5), (3, 4.5)], [("n", "i4"), ("x", ">f8")])
    obj = [np.array(["a", "bc"]), np.array([[None, 1]], object), records, np.float64(1.5), np.int32(7), np.bool_(True)]
    read, _, _ = slim(tool, write, obj)
    assert read[0] == ["a", "bc"] and read[1] == [[None, 1]] and read[3:] == [1.5, 7, True]
    assert read[2]["n"].tolist() == [1, 3] and read[2]["x"].tolist() == [2.5, 4.5]
    read, _, _ = slim(tool, write, {"a": 1, "b": {"c": 2, "a": 3}, 5: 6}, "--keep", "a,b")
    assert read == {"a": 1, "b": {"a": 3}, 5: 6}
    shared = [1]
    read, _, _ = slim(tool, write, [shared, shared])
    assert read[0] is read[1]


TWO_BY_THREE = [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize("protocol", range(2, 6))
@pytest.mark.parametrize("dtype", ["U2", "S2", object, ">U1"])
def test_what_is_no_number_in_fortran_order(tool, write, dtype, protocol):
    """Each item stays in its place; numpy writes objects in C order always."""
    array = np.asfortranarray(np.array(TWO_BY_THREE).astype(dtype))
    read, _, _ = slim(tool, write, array, protocol=protocol)
    assert read == array.tolist()
    done = tool("convert", write(pickle.dumps(array, protocol)), "--to", "json")
    assert json.loads(done.out) == np.array(TWO_BY_THREE).astype(object if dtype is object else "U2").tolist()


@pytest.mark.parametrize("shape", [(0,), (2, 0), (0, 2), (1, 0, 2), (2, 3, 0)])
def test_arrays_without_items(tool, write, shape):
    """As many empty lists as there are rows, but not more than a file's bytes are worth."""
    for dtype in ("f4", "U2", object):
        array = np.zeros(shape, dtype)
        assert json.loads(tool("convert", write(pickle.dumps(array)), "--to", "json").out) == array.tolist()
    many = write(pickle.dumps(np.zeros((1 << 40, 0))))
    assert "1099511627776 empty rows" in tool("convert", many, "--to", "json").err


def test_records_in_fortran_order(tool, write):
    """Each record stays in its place."""
    array = np.zeros((2, 3), [("n", "i4"), ("x", "f8")], order="F")
    array["n"], array["x"] = TWO_BY_THREE, np.array(TWO_BY_THREE) / 2
    for protocol in range(2, 6):
        read, _, _ = slim(tool, write, array, protocol=protocol)
        assert read["n"].tolist() == TWO_BY_THREE and (read["x"] * 2).tolist() == TWO_BY_THREE


def test_bytes_that_are_no_text(tool, write):
    """They stay what they are."""
    array = np.array([b"\xff\x00a", b"ok"])
    read, _, _ = slim(tool, write, array)
    assert read == array.tolist()
    done = tool("convert", write(pickle.dumps(array)), "--to", "json")
    assert json.loads(done.out) == [{"$bytes": "/wBh"}, "ok"]


MASK = [[False, True, False], [False, False, True]]


@pytest.mark.parametrize("order", "CF")
def test_masked_arrays(tool, write, order):
    """What is masked is not taken for good: a dictionary of data and mask, as boards have it."""
    array = np.ma.array(TWO_BY_THREE, mask=MASK, dtype="f8", order=order)
    path = write(pickle.dumps(array))
    read, _, _ = slim(tool, write, array, "--float32")
    assert read["data"].tolist() == TWO_BY_THREE and read["data"].dtype == "f4"
    assert read["mask"].tolist() == MASK and read["mask"].dtype == bool
    assert json.loads(tool("convert", path, "--to", "json").out) == {"data": TWO_BY_THREE, "mask": MASK}
    assert "numpy masked float64 (2, 3)" in tool("show", path).out
    assert json.loads(tool("cat", "--jsonl", path).out) == {"data": TWO_BY_THREE, "mask": MASK}


@pytest.mark.parametrize("order", "CF")
def test_masked_records(tool, write, order):
    """The mask has one more axis, for the fields."""
    array = np.zeros((2, 3), [("n", "i4"), ("x", "f8")], order=order)
    array["n"] = TWO_BY_THREE
    masked = np.ma.array(array, mask=[[(masked, not masked) for masked in row] for row in MASK])
    read, _, _ = slim(tool, write, masked)
    assert read["data"]["n"].tolist() == TWO_BY_THREE
    assert read["mask"][:, :, 0].tolist() == MASK and (read["mask"][:, :, 1] != MASK).all()


ESTIMATORS = [
    LogisticRegression(max_iter=500),
    LinearRegression(),
    MLPClassifier((10,), max_iter=50, random_state=1),
    RandomForestClassifier(5, max_depth=3, random_state=1),
    DecisionTreeClassifier(max_depth=3),
    KMeans(3, n_init=1, random_state=1),
    GaussianNB(),
    SVC(),
    make_pipeline(StandardScaler(), LogisticRegression()),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("model", ESTIMATORS, ids=lambda model: type(model).__name__)
def test_slim_estimators(tool, write, model):
    """What scikit-learn predicts with is all there, and as it was."""
    model.fit(IRIS.data, IRIS.target)
    read, done, size = slim(tool, write, model, "--estimator")
    assert read["class"] == type(model).__name__ and "became dictionaries" in done.out
    assert size < len(pickle.dumps(model))

    def check(read, model):
        for name, value in read.items():
            if name == "class":
                continue
            have = getattr(model, name) if hasattr(model, name) else model.__getstate__()[name]
            if isinstance(value, np.ndarray):
                have = np.asarray(have)
                assert (value == have).all() and value.shape == have.shape, name
            elif isinstance(value, dict) and "class" in value and not isinstance(have, np.ndarray):
                check(value, have)
            elif isinstance(value, list) and value and isinstance(value[0], np.ndarray):
                assert all((x == y).all() for x, y in zip(value, have, strict=True)), name

    check(read, model)
    wanted = {
        "LogisticRegression": {"coef_", "intercept_", "classes_"},
        "LinearRegression": {"coef_", "intercept_"},
        "MLPClassifier": {"coefs_", "intercepts_", "activation", "out_activation_"},
        "RandomForestClassifier": {"estimators_", "classes_"},
        "DecisionTreeClassifier": {"tree_", "classes_"},
        "KMeans": {"cluster_centers_"},
        "GaussianNB": {"theta_", "var_", "class_prior_"},
        "SVC": {"support_vectors_", "dual_coef_", "intercept_", "kernel", "_gamma"},
        "Pipeline": {"steps"},
    }
    assert wanted[read["class"]] <= set(read)
    if read["class"] == "DecisionTreeClassifier":
        nodes = read["tree_"]["nodes"]
        assert nodes["threshold"].tolist() == model.tree_.threshold.tolist()
    if read["class"] == "MLPClassifier":
        _, _, size = slim(tool, write, model, "--estimator", "--float32")
        assert size < 1200 < 9000 < len(pickle.dumps(model))


def test_diff(tool, write):
    """Where two objects differ; order of keys and sharing do not count."""
    one = [1]
    first = {"a": [one, one], "b": {1, 2}, "c": np.zeros(2), "d": 1.5}
    second = {"d": 1.5, "c": np.zeros(2), "b": {2, 1}, "a": [[1], [1]]}
    assert tool("diff", write(pickle.dumps(first)), write(mpickle.dumps(second))).status == 0
    second["a"][1] = [2]
    second["b"] = {1, 3}
    second["new"] = second.pop("d")
    done = tool("diff", write(pickle.dumps(first)), write(pickle.dumps(second)))
    assert done.status == 1
    assert set(done.out.splitlines()) == {
        "['a'][1][0]: 1 | 2",
        "['b'][2]: 2 | nothing",
        "['b'][3]: nothing | 3",
        "['d']: 1.5 | nothing",
        "['new']: nothing | 1.5",
    }


def test_freeze(tool, write, tmp_path):
    """A module for a manifest, and a file for a ROM file system."""
    data = pickle.dumps({"w": bytes(range(256)), "q": "\"'\\\n"}, 5)
    module = tmp_path / "weights.py"
    assert tool("freeze", write(data), "-o", module).status == 0
    assert runpy.run_path(str(module))["DATA"] == data
    assert all(len(line) < 140 for line in module.read_text().splitlines())
    assert tool("freeze", write(data + b"more"), "--romfs", "-o", tmp_path / "rom").status == 0
    assert (tmp_path / "rom").read_bytes() == data
    assert tool("freeze", write(b"no pickle"), "-o", tmp_path / "none").status == 2


@pytest.fixture
def terminal():
    """Both ends of a pseudo-terminal: a file descriptor, and a path."""
    ours, theirs = os.openpty()
    tty.setraw(ours)
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def test_watch(terminal):
    """Packets over a pseudo-terminal: objects as JSON, damage counted."""
    ours, path = terminal
    command = [sys.executable, "-m", "mpickle", "watch", path, "--count", "3"]
    watch = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    bad = bytearray(mpickle.pack("lost"))
    bad[4] ^= 1
    packets = [mpickle.pack({"n": 0}), bytes(bad), mpickle.pack({"n": 1}), mpickle.pack({"n": 2})]
    stop = threading.Event()

    def talk():
        # The port is opened some time after the command has started.
        while not stop.wait(0.3):
            os.write(ours, b"".join(packets))

    talker = threading.Thread(target=talk)
    talker.start()
    out, err = watch.communicate(timeout=60)
    stop.set()
    talker.join()
    assert [json.loads(line)["n"] for line in out.splitlines()] == [0, 1, 2]
    assert watch.returncode == 1 and "3 objects, 1 damaged packets" in err


def answer(receive, send, drop):
    """The receiver of the README; it does not hear the packets whose numbers are in ``drop``."""
    unpacker, got, heard = mpickle.Unpacker(), [], 0
    while len(got) < 3:
        unpacker.feed(receive())
        for obj in unpacker:
            heard += 1
            if heard not in drop:
                got.append(obj)
                send(mpickle.pack(unpacker.good))
    return got


def test_send(terminal, write):
    """Each record is sent until it is answered: over a pseudo-terminal."""
    ours, path = terminal
    records = [{"n": n, "x": "y" * 300} for n in range(3)]
    file = write(b"".join(map(pickle.dumps, records)))
    command = [sys.executable, "-m", "mpickle", "send", file, path, "--wait", "0.4"]
    send = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    def receive():
        select.select([ours], [], [], 60)
        return os.read(ours, 100)

    assert answer(receive, lambda data: os.write(ours, data), {2}) == records
    _, err = send.communicate(timeout=60)
    assert send.returncode == 0 and "3 packets sent, 1 of them again" in err


def test_send_by_tcp(write, tool):
    """The same over TCP, and nobody answers."""
    file = write(pickle.dumps([1]) * 3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        send = subprocess.Popen(
            [sys.executable, "-m", "mpickle", "send", file, port], stderr=subprocess.PIPE, text=True
        )
        connection, _ = server.accept()
        with connection:
            assert answer(lambda: connection.recv(100), connection.sendall, ()) == [[1]] * 3
            assert send.wait(60) == 0
        send.stderr.close()
        done = tool("send", file, port, "--wait", "0.1", "--tries", "2")
        assert done.status == 2 and "packet 1: no answer, 2 times" in done.err
    assert tool("send", file, "/nonexistent").status == 2
