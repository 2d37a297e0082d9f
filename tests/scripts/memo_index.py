# The memo takes any index, with no memory for the gaps (CPython would fill hundreds of megabytes).
try:
    import mpickle as pickle
except ImportError:
    import pickle

for data in (
    b"]r\x00\x00\x00\x0820j\x00\x00\x00\x08.",
    b"]r\xff\xff\xff\xff20j\xff\xff\xff\xff.",
    b"]r\xff\xff\xff\x7f]r\x00\x00\x00\x100j\xff\xff\xff\x7f.",
    b"]p123456789\n0g123456789\n.",
):
    try:
        print(pickle.loads(data))
    except pickle.UnpicklingError:
        print("refused")
