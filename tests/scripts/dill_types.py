# Built-in types as dill writes them.
import mpickle


def attempt(*names, **options):
    for name in names:
        data = b"\x80\x02cdill._dill\n_load_type\nX" + bytes([len(name), 0, 0, 0]) + name.encode() + b"\x85R."
        try:
            y = mpickle.loads(data, **options)
            print(name, y is TYPES.get(name))
        except mpickle.UnpicklingError as e:
            print(name, str(e).split(":")[0])


TYPES = {
    "int": int,
    "str": str,
    "list": list,
    "dict": dict,
    "tuple": tuple,
    "bytes": bytes,
    "bytearray": bytearray,
    "object": object,
    "type": type,
    "NoneType": type(None),
    "EllipsisType": type(...),
    "ValueError": ValueError,
    "RecursionError": RuntimeError,
}
attempt(*sorted(TYPES))
attempt("int", "NoneType", "object", allow="data")
# No way around what may be named.
attempt("eval", "LambdaType", "")
attempt("ValueError", "RecursionError", "eval", allow="data")
attempt("ValueError", allow={ValueError})
attempt("KeyError", allow={ValueError})
# Ellipsis itself, an object and a type that was called.
print(mpickle.loads(b"cdill._dill\n_eval_repr\n(VEllipsis\ntR.") is ...)
print(type(mpickle.loads(b"cdill._dill\n_load_type\n(Vobject\ntR)\x81.")) is object)
print(mpickle.loads(b"cdill._dill\n_load_type\n(Vbytearray\ntR(C\x02abtR."))
for data in (
    b"cdill._dill\n_load_type\n(tR.",
    b"cdill._dill\n_load_type\n(I5\ntR.",
    b"cdill._dill\n_load_module\n(Vos\ntR.",
):
    try:
        print(mpickle.loads(data))
    except (TypeError, mpickle.UnpicklingError) as e:
        print(type(e).__name__)
