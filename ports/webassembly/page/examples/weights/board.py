# What the board has measured: two features an item, and the right answer.
from array import array

points = array("f", [0.2, 0.1, 0.4, 0.3, 0.1, 0.5, 0.9, 0.8, 0.7, 0.9, 0.8, 0.4])
obj = {"points": points, "answers": bytes([0, 0, 0, 1, 1, 1])}


# The model that CPython has trained.
def received(model):
    w, bias = model["weights"], model["bias"]
    print(w)
    for i, answer in enumerate(obj["answers"]):
        x, y = points[2 * i], points[2 * i + 1]
        print("%.1f %.1f is %d:" % (x, y, answer), "yes" if w[0] * x + w[1] * y + bias > 0 else "no")
