# Wrong opcodes and arguments: the class of the exception is CPython's where that is UnpicklingError or EOFError.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def attempt(data):
    try:
        print(data, "loaded", pickle.loads(data))
    except Exception as e:
        print(data, type(e).__name__)


def refused(data):
    # CPython lets the exception of what reads the text through.
    try:
        print(data, "loaded", pickle.loads(data))
    except (pickle.UnpicklingError, ValueError, TypeError):
        print(data, "refused")


# Opcodes that do not exist.
known = b"(.0123456789FIJKLMNPQRSTUVXabcdeghijlopqrstu}])\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b"
known += b"BC\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98G"
unknown = [i for i in range(256) if bytes([i])[0] not in list(known)]
results = []
for i in unknown:
    try:
        pickle.loads(b"N" + bytes([i]) + b".")
        results.append("loaded")
    except pickle.UnpicklingError:
        results.append("UnpicklingError")
print(len(unknown) > 180, results.count("UnpicklingError") == len(unknown))

attempt(b"\x80\x06N.")
attempt(b"\x80\xffN.")
attempt(b".")
attempt(b"0.")
attempt(b"N0.")
attempt(b"1.")
attempt(b"(1.")
attempt(b"2.")
attempt(b"\x85.")
attempt(b"N\x86.")
attempt(b"NN\x87.")
attempt(b"t.")
attempt(b"l.")
attempt(b"d.")
attempt(b"Nt.")
attempt(b"a.")
attempt(b"Na.")
attempt(b"e.")
attempt(b"]e.")
attempt(b"s.")
attempt(b"}s.")
attempt(b"}Ns.")
attempt(b"u.")
attempt(b"}u.")
attempt(b"R.")
attempt(b"NR.")
attempt(b"b.")
attempt(b"Nb.")
attempt(b"(N.")
attempt(b"\x94.")
attempt(b"q\x00.")
attempt(b"r\x00\x00\x00\x00.")
attempt(b"p0\n.")
attempt(b"h\x05.")
attempt(b"j\x05\x00\x00\x00.")
attempt(b"g5\n.")
attempt(b"\x8f\x90.")
attempt(b"\x91.")
attempt(b"\x93.")
attempt(b"N\x93.")
attempt(b"NN\x93.")
attempt(b"K\x01K\x02\x93.")
attempt(b"\x81.")
attempt(b"\x92.")
attempt(b"\x97.")
refused(b"N\x98N.")
attempt(b"Q.")
attempt(b"NQ.")
attempt(b"Pabc\n.")
attempt(b"\x8b\xff\xff\xff\xff.")
attempt(b"\x8b\x00\x00\x00\x80.")
attempt(b"T\xff\xff\xff\xff.")
attempt(b"S'abc\n.")
attempt(b"Sabc\n.")
attempt(b"S'\n.")
attempt(b"S\n.")
attempt(b"S'abc\"\n.")
attempt(b"Iabc\n.")
attempt(b"Labc\n.")
attempt(b"I\n.")
refused(b"Fabc\n.")
attempt(b"F\n.")
attempt(b"p-1\n.")
refused(b"Np-1\n.")
refused(b"Npx\n.")
refused(b"gx\n.")
attempt(b"(dbad")
