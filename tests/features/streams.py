# Streams without classes: several pickles in a file, large payloads, files written in Python.
try:
    import mpickle as pickle
except ImportError:
    import pickle
import io


class File:
    def __init__(self, data=b""):
        self.data = data

    def write(self, piece):
        self.data += bytes(piece)

    def read(self, count):
        piece, self.data = self.data[:count], self.data[count:]
        return piece

    def readinto(self, room):
        piece = self.read(len(room))
        room[: len(piece)] = piece
        return len(piece)

    def readline(self):
        end = self.data.find(b"\n") + 1
        return self.read(end)


values = [{"n": 1}, [2.5, "x" * 700], b"y" * 3000, ("z",) * 5, bytearray(b"w" * 900)]
for p in range(2, 6):
    for file in (io.BytesIO(), File()):
        for x in values:
            pickle.dump(x, file, p)
        if type(file) is not File:
            file.seek(0)
        print(p, [pickle.load(file) == x for x in values])
        try:
            pickle.load(file)
        except EOFError:
            print("end")
