#!/bin/sh
# circuitpython-csv 2.0.3.post0: a text with a comma is two fields once it has been read, whoever wrote it.
#
# One may expect: the reader "behaves like CPython's csv.reader()" and the writer like csv.writer() (their docstrings), so
# that quoted fields are read back whole.
# Seen: the reader splits at the commas inside the quotes and leaves the quotes in place (the pattern for a quoted field
# is made with "\\{0}" in an f-string and ends with a zero byte, which no row has). The writer quotes a field for the sake
# of a comma only: CPython reads its quotation marks doubled, and a text with a line break as two rows.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check --no-deps circuitpython-csv==2.0.3.post0 >&2

cat >expected <<'END'
['warm, dry', '21.5']
  from CPython: ['"warm', ' dry"', '21.5']
  from itself:  ['"warm', ' dry"', '21.5']
  to CPython:   ['warm, dry', '21.5']
['say "hi"', '21.5']
  from CPython: ['"say "hi""', '21.5']
  from itself:  ['say "hi"', '21.5']
  to CPython:   ['say ""hi""', '21.5']
['two\nlines', '21.5']
  from CPython: ['"two'] ['lines"', '21.5']
  from itself:  ['two'] ['lines', '21.5']
  to CPython:   ['two'] ['lines', '21.5']
END
env/bin/python - >seen <<'END'
import csv
import io

import circuitpython_csv


def written(module, row):
    file = io.StringIO(newline="")
    module.writer(file).writerow(row)
    return file.getvalue()


def read(module, text):
    return list(module.reader(io.StringIO(text, newline="")))


for row in ["warm, dry", "21.5"], ['say "hi"', "21.5"], ["two\nlines", "21.5"]:
    print(row)
    board = written(circuitpython_csv, row)
    print("  from CPython:", *read(circuitpython_csv, written(csv, row)))
    print("  from itself: ", *read(circuitpython_csv, board))
    print("  to CPython:  ", *read(csv, board))
END
diff expected seen
