#!/bin/sh
# joblib 1.6.0: an array that two names share is written twice and loaded as two arrays.
#
# One may expect: joblib writes pickles, and pickle keeps "the same object" for lists, dicts and arrays alike.
# Seen: lists stay shared, arrays do not: a change of one no longer shows in the other, and a model whose layers share
# weights takes the space of two.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check joblib==1.6.0 numpy==2.2.6 >&2

cat >expected <<'END'
pickle list shared True array shared True copies 1
joblib list shared True array shared False copies 2
END
env/bin/python - >seen <<'END'
import io
import pickle

import joblib
import numpy

weights, names = numpy.arange(1000.0), ["a"]
model = {"encoder": [names, weights], "decoder": [names, weights]}
for module in pickle, joblib:
    file = io.BytesIO()
    module.dump(model, file)
    copies = len(file.getvalue()) // weights.nbytes
    loaded = module.load(io.BytesIO(file.getvalue()))
    same = [one is other for one, other in zip(loaded["encoder"], loaded["decoder"])]
    print(module.__name__, "list shared", same[0], "array shared", same[1], "copies", copies)
END
diff expected seen
