# The answer: limits, as tuples, and a set.
obj = {
    "from": "the office",
    "limits": {"temperature": (-10.0, 45.0), "humidity": (0.2, 0.9)},
    "alarms": {"frost", "storm"},
}


def received(message):
    name, *place = message["station"]
    print(name, "at", place)
    for time, temperature, raw in message["readings"]:
        print(time, temperature, raw)
