# 64 bits, single precision.
