# 64 bits, double precision.
