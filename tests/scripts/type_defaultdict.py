# collections.defaultdict and Counter: the dictionary that they are.
try:
    import mpickle as pickle
except ImportError:
    import pickle

for data in (
    b"ccollections\ndefaultdict\np0\n(c__builtin__\nlist\np1\ntp2\nRp3\nI1\n(lp4\nI2\nas.",
    b"\x80\x02ccollections\ndefaultdict\nq\x00c__builtin__\nlist\nq\x01\x85q\x02Rq\x03K\x01]q\x04K\x02as.",
    b"\x80\x04\x8c\x0bcollections\x94\x8c\x0bdefaultdict\x94\x93\x94\x8c\x08builtins\x94\x8c\x04list\x94\x93\x94"
    b"\x85\x94R\x94(K\x01]\x94K\x02aK\x05]\x94u.",
    b"\x80\x02ccollections\ndefaultdict\n)R.",
    b"\x80\x02ccollections\ndefaultdict\nN\x85R.",
    b"ccollections\nCounter\np0\n((dp1\nVa\np2\nI2\nsVb\np3\nI1\nstp4\nRp5\n.",
    b"\x80\x02ccollections\nCounter\nq\x00}q\x01X\x01\x00\x00\x00aq\x02K\x02s\x85q\x04Rq\x05.",
    b"\x80\x04\x8c\x0bcollections\x94\x8c\x07Counter\x94\x93\x94)R\x94.",
):
    y = pickle.loads(data)
    print(isinstance(y, dict), sorted(y.items()))
# Holding itself.
y = pickle.loads(b"\x80\x02ccollections\ndefaultdict\n)Rq\x00K\x01h\x00s.")
print(y[1] is y)
