#!/bin/sh
# kpn-senml 1.0.1 and micropython-senml 0.1.1: the base sum of a CBOR pack has a label that SenML does not know.
#
# One may expect: label -6 (RFC 8428, table 4), as their other bases have the numbers of that table.
# Seen: -16. A reader that follows the RFC ignores it, and every sum of the pack is short by the base: 5 for 15 here.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for package in kpn-senml==1.0.1 micropython-senml==0.1.1; do
    python3 -m venv "${package%%=*}"
    "${package%%=*}/bin/pip" install -q --disable-pip-version-check "$package" cbor2==6.3.0 >&2
done

cat >expected <<'END'
kpn_senml {0: 'energy', 5: 5, -2: 'meter', -16: 10}
senml {0: 'energy', 5: 5, -2: 'meter', -16: 10}
END
cat >pack.py <<'END'
import importlib
import sys

import cbor2

senml = importlib.import_module(sys.argv[1])
pack = senml.SenmlPack("meter")
pack.base_sum = 10
pack.add(senml.SenmlRecord("energy", sum=15))
print(senml.__name__, *cbor2.loads(pack.to_cbor()))
END
kpn-senml/bin/python pack.py kpn_senml >seen
micropython-senml/bin/python pack.py senml >>seen
diff expected seen
