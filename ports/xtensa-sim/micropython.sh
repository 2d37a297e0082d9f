#!/bin/sh
# Runs a Python script on the emulated chip.
for script; do :; done
if [ ! -f "$script" ]; then
    echo "usage: micropython SCRIPT" >&2
    exit 2
fi
exec qemu-system-xtensa -machine sim -cpu @CORE@ -semihosting -display none -monitor none -serial none -parallel none \
    -kernel @FIRMWARE@ < "$script"
