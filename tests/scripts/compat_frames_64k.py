# _Framer ends a frame by itself when there is enough in it.
import io

try:
    from mpickle.mpickle import _Framer
except ImportError:
    print("SKIP")  # no compatibility names
    raise SystemExit

try:
    bytearray(300000)
except MemoryError:
    print("SKIP")  # no memory for 300000 bytes in one piece
    raise SystemExit

out = io.BytesIO()
framer = _Framer(out.write)
framer.start_framing()
framer.write(b"x" * 65000)
framer.commit_frame()
print(len(out.getvalue()))
framer.write(b"x" * 5000)
framer.commit_frame()
print(len(out.getvalue()), out.getvalue()[:12])
framer.end_framing()
print(len(out.getvalue()))
