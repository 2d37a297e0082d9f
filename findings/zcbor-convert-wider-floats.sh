#!/bin/sh
# PyPI zcbor 0.9.1: its command writes float32 fields with 64 bits, which the C code that it makes of the same schema refuses.
#
# One may expect: a message that "zcbor convert" has made and checked by a schema is read by "zcbor code" of that schema.
# Seen: the command writes every float as fb, 64 bits, and finds that right for float16 and float32; the generated decoder
# of a device takes fa only. (With cbor2 6, which pip installs beside it, the command does not start: a name is gone there.)
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check zcbor==0.9.1 cbor2==5.6.5 pyyaml==6.0.2 regex==2024.11.6 >&2

echo 'reading = { "t": float32 }' >reading.cddl
echo 't: 21.5' >reading.yaml
env/bin/zcbor convert -c reading.cddl -i reading.yaml -t reading -o reading.cbor >&2
env/bin/zcbor code -c reading.cddl -t reading -d --copy-sources --output-c reading.c --output-h reading.h \
    --output-h-types types.h >&2
cat >main.c <<'END'
#include <stdio.h>
#include "reading.h"

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        uint8_t data[64];
        FILE *file = fopen(argv[i], "rb");
        size_t len = fread(data, 1, sizeof data, file);
        fclose(file);
        struct reading reading = {0};
        int error = cbor_decode_reading(data, len, &reading, NULL);
        for (size_t at = 0; at < len; at++) {
            printf("%02x", data[at]);
        }
        error ? printf(" refused\n") : printf(" %g\n", (double)reading.reading_t);
    }
}
END
cc -I. -o device main.c reading.c zcbor_*.c
# 21.5 with 32 bits.
printf '\241at\372\101\254\000\000' >narrow.cbor

cat >expected <<'END'
a16174fb4035800000000000 refused
a16174fa41ac0000 21.5
END
./device reading.cbor narrow.cbor >seen
diff expected seen
