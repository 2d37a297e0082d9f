# A heap that grows by areas: py/gc.c adds to pointers to void there.
CFLAGS_EXTRA += -Wno-pointer-arith
