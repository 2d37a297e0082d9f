"""Run libFuzzer with the arguments given, inside the MicroPython that has it as the module `fuzz`."""

import sys

import fuzz
import target

arguments = sys.argv
# What is imported is all that pickles can name from here on.
sys.path.clear()
sys.modules.pop("target")
sys.modules.pop("__main__", None)
fuzz.run(target.one, arguments)
