"""Prints the folder for USER_C_MODULES; with --module that of mpickle alone."""

import argparse

from mpickle_usermod import module, modules

parser = argparse.ArgumentParser(prog="python -m mpickle_usermod", description=__doc__)
parser.add_argument("--module", action="store_true", help="print mpickle's own folder, for c_module() in a manifest")
print(module() if parser.parse_args().module else modules())
