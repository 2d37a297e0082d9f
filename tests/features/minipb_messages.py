# minipb: Message classes.
import minipb


def show(text, function, *args, **kw):
    try:
        print(text, function(*args, **kw))
    except Exception as error:
        print(text, type(error).__name__)


print(minipb.Message is minipb.Message)


@minipb.process_message_fields
class Hello(minipb.Message):
    msg = minipb.Field(1, minipb.TYPE_STRING)


hello = Hello(msg="Hello world!")
print(hello, hello.msg, hello.encode())
print(Hello.decode(b"\n\x0cHello world!") == hello, Hello.decode(b"") == hello, hello == 3)
print(dict(hello.to_dict()), Hello.from_dict({"msg": "x"}))


@minipb.process_message_fields
class Point(minipb.Message):
    y = minipb.Field(2, minipb.TYPE_SINT)
    x = minipb.Field(1, minipb.TYPE_SINT, required=True)


@minipb.process_message_fields
class Base(minipb.Message):
    id = minipb.Field(7, minipb.TYPE_UINT32)


@minipb.process_message_fields
class Track(Base):
    points = minipb.Field(2, Point, repeated=True)
    start = minipb.Field(1, Point)
    times = minipb.Field(3, minipb.TYPE_UINT, repeated_packed=True)


track = Track(id=9, start=Point(x=1, y=-1), points=[Point(x=2), Point(x=3, y=4)], times=[5, 600])
data = track.encode()
print(data)
again = Track.decode(data)
print(again.id, again.start, again.points, again.times)
print(Track().points, Track().times, Track().start)
print(minipb.is_message(track), minipb.is_message(Track), minipb.is_message(Point(x=1)), minipb.is_message(3))
flat = track.to_dict(dict)
print(flat["id"], sorted(flat["start"].items()), [sorted(point.items()) for point in flat["points"]])
print(Track.from_dict(flat).encode() == data, Track.wire() is Track.wire(), Base.wire() is Track.wire())
print(Track.wire().message_cls is Track, Track.wire().kvfmt)
print(Base.decode(b"\x38\x05"), Track.decode(b"\x38\x05"))
field = Track.points if isinstance(Track.points, minipb.Field) else None
print(field.name, field.number, field.repeated, field.required, field.repeated_packed, field.type is Point)
show("required", Point().encode)
show("required", Point.decode, b"\x10\x01")
for args, kw in (
    ((0, "T"), {}),
    ((2**29, "T"), {}),
    ((19000, "T"), {}),
    ((1, "y"), {}),
    ((1, int), {}),
    ((1, "T"), {"required": True, "repeated": True}),
):
    show(args, minipb.Field, *args, **kw)


class Bare(minipb.Message):
    pass


show("not decorated", Bare)
show("not decorated", minipb.Wire, Bare)
