#!/bin/sh
# micropython-umqtt.simple 1.3.4 and micropython-umqtt.simple2 2.2.0, the newest on PyPI: pip takes neither; of the first
# it takes 1.1.
#
# One may expect: what PyPI lists as the newest version of a MicroPython package can be installed by pip, at least into a
# folder (--target) from which a board's files are copied.
# Seen: the archives have setup.py no more; they were made for upip, MicroPython's installer of the time, and pip refuses them.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env

cat >expected <<'END'
simple==1.3.4: neither 'setup.py' nor 'pyproject.toml'
simple==1.1: installed umqtt/simple.py
simple2==2.2.0: neither 'setup.py' nor 'pyproject.toml'
END
for version in simple==1.3.4 simple==1.1 simple2==2.2.0; do
    if env/bin/pip install -q --disable-pip-version-check --target "$version" "micropython-umqtt.$version" >&2 2>messages; then
        (cd "$version" && echo "$version: installed $(ls umqtt/*.py)")
    else
        echo "$version: $(grep -o "neither 'setup.py' nor 'pyproject.toml'" messages)"
    fi
done >seen
diff expected seen
