// Functions that compilers call, for firmware whose table has two of them.
#include "py/dynruntime.h"

void *memmove(void *to, const void *from, size_t len) {
    return mp_fun_table.memmove_(to, from, len);
}
// A second function with the same body would make GCC call one from the other, and that it does by itself.
void *memcpy(void *to, const void *from, size_t len) __attribute__((alias("memmove")));

void *memset(void *to, int byte, size_t len) {
    return mp_fun_table.memset_(to, byte, len);
}

int memcmp(const void *a, const void *b, size_t len) {
    const unsigned char *p = a, *q = b;
    for (; len > 0; len--, p++, q++) {
        if (*p != *q) {
            return *p < *q ? -1 : 1;
        }
    }
    return 0;
}

// What compilers call to compare without an order.
int bcmp(const void *a, const void *b, size_t len) __attribute__((alias("memcmp")));

#if defined(__arm__)
void __aeabi_memcpy(void *to, const void *from, size_t len) {
    memmove(to, from, len);
}
void __aeabi_memcpy4(void *to, const void *from, size_t len) __attribute__((alias("__aeabi_memcpy")));
void __aeabi_memcpy8(void *to, const void *from, size_t len) __attribute__((alias("__aeabi_memcpy")));
void __aeabi_memmove(void *to, const void *from, size_t len) __attribute__((alias("__aeabi_memcpy")));
void __aeabi_memmove4(void *to, const void *from, size_t len) __attribute__((alias("__aeabi_memcpy")));
void __aeabi_memmove8(void *to, const void *from, size_t len) __attribute__((alias("__aeabi_memcpy")));

void __aeabi_memset(void *to, size_t len, int byte) {
    memset(to, byte, len);
}
void __aeabi_memset4(void *to, size_t len, int byte) __attribute__((alias("__aeabi_memset")));
void __aeabi_memset8(void *to, size_t len, int byte) __attribute__((alias("__aeabi_memset")));

void __aeabi_memclr(void *to, size_t len) {
    memset(to, 0, len);
}
void __aeabi_memclr4(void *to, size_t len) __attribute__((alias("__aeabi_memclr")));
void __aeabi_memclr8(void *to, size_t len) __attribute__((alias("__aeabi_memclr")));
#endif
