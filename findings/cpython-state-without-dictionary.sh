#!/bin/sh
# CPython 3.8 to 3.13: a __getstate__ that returns (a dictionary, None) makes pickles that pickle.py loads and its C half refuses.
#
# One may expect: both halves of the standard library's pickle load the same, and what dumps writes without an error.
# Seen: None in the second place, "no slots", is an UnpicklingError in the C half, while None in the first place is
# taken; pickle.py takes both. So such a pickle loads under PyPy and boards, and not where it was written.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >expected <<'END'
({'speed': 7}, None) pickle.py: 7
({'speed': 7}, None) C: slot state is not a dictionary
(None, {'speed': 7}) pickle.py: 7
(None, {'speed': 7}) C: 7
({'speed': 7}, {}) pickle.py: 7
({'speed': 7}, {}) C: 7
END
cat >states.py <<'END'
import io
import pickle


class Pump:
    def __getstate__(self):
        return self.what


for state in (({"speed": 7}, None), (None, {"speed": 7}), ({"speed": 7}, {})):
    pump = Pump()
    pump.what = state
    data = pickle.dumps(pump)
    for name, unpickler in (("pickle.py", pickle._Unpickler), ("C", pickle.Unpickler)):
        try:
            print(state, f"{name}:", unpickler(io.BytesIO(data)).load().speed)
        except pickle.UnpicklingError as error:
            print(state, f"{name}:", error)
END
python3 states.py >seen
diff expected seen
