# _Framer, _Unframer and uBytesIO.
import io

try:
    from mpickle.mpickle import UnpicklingError, _Framer, _Unframer, uBytesIO
except ImportError:
    print("SKIP")  # no compatibility names
    raise SystemExit

out = io.BytesIO()
framer = _Framer(out.write)
framer.write(b"before ")
framer.start_framing()
framer.write(b"in the ")
framer.write(bytearray(b"frame"))
framer.commit_frame()
print(out.getvalue())
framer.commit_frame(force=True)
framer.write(b"abc")
framer.end_framing()
framer.end_framing()
framer.write(b" after")
print(out.getvalue())

out = io.BytesIO()
framer = _Framer(out.write)
framer.start_framing()
framer.write(b"small")
framer.write_large_bytes(b"header", b"payload")
framer.write(b"rest")
framer.end_framing()
print(out.getvalue())

source = io.BytesIO(b"one two\nthree\nframe\nof 12 last line\nend")
unframer = _Unframer(source.read, source.readline)
print(unframer.read(4), unframer.readline(), unframer.readline())
unframer.load_frame(12)
print(unframer.readline())
for f in (lambda: unframer.read(7), unframer.readline, lambda: unframer.load_frame(1)):
    try:
        f()
    except UnpicklingError as e:
        print(e)
buffer = bytearray(6)
print(unframer.readinto(buffer), buffer)
print(unframer.readline(), unframer.read(3), unframer.read(1))

buffer = uBytesIO()
print(buffer.write(b"hello"), buffer.tell(), buffer.getvalue(), bytes(buffer.getbuffer()))
buffer.seek(1)
print(buffer.read(2), buffer.read(), isinstance(buffer.getbuffer(), memoryview))
print(bytes(uBytesIO(b"given").getbuffer()), len(uBytesIO().getbuffer()))
with uBytesIO(b"line\nmore\n") as f:
    print(f.readline(), list(f))
