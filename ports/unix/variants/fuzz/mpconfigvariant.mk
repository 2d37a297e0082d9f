# Nothing is frozen: what a pickle can name is what the fuzzing script offers.
MICROPY_PY_THREAD = 0
FROZEN_MANIFEST =
