# Tuples with names for their items, of native modules: plain tuples.
try:
    import mpickle as pickle
except ImportError:
    import pickle
import sys

try:
    import os

    # Boards have it.
    uname = os.uname()
except (ImportError, AttributeError):
    uname = (1, 2)
try:
    import time

    now = time.localtime(0)
except (ImportError, AttributeError):
    now = (3, 4)
# CPython's is no tuple.
implementation = sys.implementation if isinstance(sys.implementation, tuple) else (5, 6)

for p in range(6):
    for x in (uname, now, implementation):
        y = pickle.loads(pickle.dumps([x, x], p))
        print(p, isinstance(y[0], tuple), tuple(y[0]) == tuple(x), y[0] is y[1])

# As CPython writes them.
for data in (
    b"ctime\nstruct_time\np0\n((I1970\nI1\nI1\nI0\nI0\nI0\nI3\nI1\nI0\ntp1\n(dp2\nVtm_zone\np3\nVGMT\np4\nstp6\nRp7\n.",
    b"\x80\x02ctime\nstruct_time\nq\x00(M\xb2\x07K\x01K\x01K\x00K\x00K\x00K\x03K\x01K\x00tq\x01}q\x02\x86q\x06Rq\x07.",
    b"\x80\x04\x8c\x04time\x94\x8c\x0bstruct_time\x94\x93\x94(M\xb2\x07K\x01K\x01K\x00K\x00K\x00K\x03K\x01K\x00t\x94}\x94\x86\x94R\x94.",
    b"cos\nstat_result\n((I16877\nI2\nI3\nI21\nI0\nI0\nI4096\nI5\nI6\nI7\nt(dVst_rdev\nI0\nstR.",
    b"cos\nterminal_size\n((I80\nI24\nt(dtR.",
    b"cposix\nuname_result\n((VLinux\nVvm\nV6\nV#1\nVx86_64\nt(dtR.",
):
    y = pickle.loads(data)
    print(isinstance(y, tuple), tuple(y))
