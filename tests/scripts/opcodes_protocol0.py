# Every opcode of protocol 0 in pickles made by hand.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def show(data):
    print(data, pickle.loads(data))


# INT, with its two booleans; LONG with and without L.
show(b"I0\n.")
show(b"I-17\n.")
show(b"I00\n.")
show(b"I01\n.")
show(b"I123456789012345678\n.")
show(b"I+5\n.")
show(b"I 5 \n.")
show(b"L0L\n.")
show(b"L-5L\n.")
show(b"L123456789012345678L\n.")
show(b"L77\n.")
# FLOAT, STRING, UNICODE, NONE
show(b"F1.25\n.")
show(b"F-2\n.")
show(b"S'abc'\n.")
show(b'S"it\'s"\n.')
show(b"S''\n.")
show(b"S'a\\x41\\n\\t\\\\\\'\\101'\n.")
show(b"Vabc\n.")
show(b"V\n.")
show(b"V\\u0041\\\\\n.")
show(b"N.")
# Containers: MARK, LIST, TUPLE, DICT, APPEND, SETITEM
show(b"(l.")
show(b"(I1\nI2\nl.")
show(b"(t.")
show(b"(I1\nt.")
show(b"(I1\n(I2\nI3\ntt.")
show(b"(d.")
show(b"(S'k'\nI1\nd.")
show(b"(lI1\naI2\na.")
show(b"(dS'k'\nI1\ns.")
# POP, DUP, a mark popped
show(b"I1\nI2\n0.")
show(b"I1\n2(lI5\na0.")
show(b"(I1\n(0t.")
x = pickle.loads(b"((l2t.")
print(x, x[0] is x[1])
# PUT, GET
x = pickle.loads(b"((lp0\nI1\nag0\ntp1\n.")
print(x, x[0] is x[1])
x = pickle.loads(b"((lp1000\nI1\nag1000\nt.")
print(x, x[0] is x[1])
x = pickle.loads(b"(S'a'\np3\nS'b'\np3\ng3\nt.")
print(x)
# GLOBAL, REDUCE, BUILD, INST


class Thing:
    pass


print(pickle.loads(b"c__main__\nThing\n.") is Thing)
x = pickle.loads(b"c__main__\nThing\n(tR.")
print(type(x) is Thing)
x = pickle.loads(b"c__main__\nThing\n(tR(dS'a'\nI1\nsb.")
print(type(x) is Thing, x.a)
x = pickle.loads(b"(i__main__\nThing\n.")
print(type(x) is Thing)
x = pickle.loads(b"(i__main__\nThing\np0\n(dp1\nS'a'\np2\nI1\nsb.")
print(type(x) is Thing, x.a)
print(pickle.loads(b"(I1\nI4\ni__builtin__\nxrange\n.")[-1])
