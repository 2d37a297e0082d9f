// Properties of the firmware on which the Rust half relies, as assertions. The build writes mpickle_contract.h, a line
// for each, out of what bindgen has read (rust/micropython/build/contract.rs); it is included inside of a function.
// A prebuilt object brings the lines of the headers that it was made with.
#ifndef MPICKLE_CONTRACT_H
#define MPICKLE_CONTRACT_H

#define MPICKLE_CONTRACT(condition, what) \
    _Static_assert(condition, "mpickle: its Rust half was made for a firmware with " what)

#define MPICKLE_SWITCH(name, on) \
    MPICKLE_CONTRACT(((MICROPY_##name) != 0) == (on), "MICROPY_" #name "=" #on);
#define MPICKLE_NUMBER(name, number) \
    MPICKLE_CONTRACT((MICROPY_##name) == (number), "MICROPY_" #name "=" #number);
#define MPICKLE_VALUE(name, number) \
    MPICKLE_CONTRACT((long long)(name) == (number), #name "=" #number);
#define MPICKLE_SIZE(type, bytes) \
    MPICKLE_CONTRACT(sizeof(type) == (bytes), "sizeof(" #type ")=" #bytes);
#define MPICKLE_OFFSET(type, field, bytes) \
    MPICKLE_CONTRACT(__builtin_offsetof(type, field) == (bytes), "offsetof(" #type ", " #field ")=" #bytes);
#define MPICKLE_FUNCTION(name, returned, arguments) \
    MPICKLE_CONTRACT(__builtin_types_compatible_p(__typeof__(name), returned arguments), \
    "the function " #returned " " #name #arguments);

// Bits of None, False and True, where they are no pointers. clang takes a pointer's bits for a constant only in the arm
// behind __builtin_constant_p.
#if MICROPY_OBJ_IMMEDIATE_OBJS
#define MPICKLE_CONSTANT_IS(object, bits) \
    (__builtin_constant_p((mp_uint_t)(object) == (bits)) ? (mp_uint_t)(object) == (bits) : 0)
#define MPICKLE_CONSTANT(name, bits) \
    MPICKLE_CONTRACT(MPICKLE_CONSTANT_IS(mp_const_##name, bits), "mp_const_" #name "=" #bits);
#else
#define MPICKLE_CONSTANT(name, bits) \
    MPICKLE_CONTRACT((bits) == 0, "mp_const_" #name "=" #bits);
#endif

// C has no constant expression for the place of a bit-field: with optimisation the compiler knows it, unless it is
// clang with a sanitizer.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MPICKLE_SANITIZED
#endif
#endif
#if defined(__OPTIMIZE__) && defined(__has_attribute) && !defined(MPICKLE_SANITIZED)
#if __has_attribute(error)
#define MPICKLE_BITS(type, field, first, width) \
    do { \
        union { \
            type whole; \
            size_t words[sizeof(type) / sizeof(size_t)]; \
        } mpickle_bits = {.words = {0}}; \
        const size_t mpickle_size = 8 * sizeof(size_t); \
        mpickle_bits.whole.field = -1; \
        if (mpickle_bits.words[(first) / mpickle_size] != ((((size_t)2 << ((width) - 1)) - 1) << ((first) % mpickle_size))) { \
            extern void mpickle_##type##_##field(void) __attribute__((error( \
                "mpickle: its Rust half was made for a firmware with " #width " bits " #type "." #field " at " #first))); \
            mpickle_##type##_##field(); \
        } \
    } while (0);
#endif
#endif
#if !defined(MPICKLE_BITS)
#define MPICKLE_BITS(type, field, first, width)
#endif

// The same for what private.h says of MicroPython's C files, of which `theirs` is cut out (private.txt).
#define MPICKLE_ADVICE ": mpickle knows that of v1.22 to v1.29 (cmodule/contract/private.h)"
#define MPICKLE_PRIVATE_SIZE(file, name) \
    _Static_assert(sizeof(struct mpickle_theirs_##name) == sizeof(mpickle_c_##name##_t), \
    "mpickle: py/" #file ".c of this MicroPython has another mp_obj_" #name "_t" MPICKLE_ADVICE);
#define MPICKLE_PRIVATE_FIELD(file, name, field) \
    _Static_assert(__builtin_offsetof(struct mpickle_theirs_##name, field) == __builtin_offsetof(mpickle_c_##name##_t, field) \
    && sizeof(((struct mpickle_theirs_##name *)0)->field) == sizeof(((mpickle_c_##name##_t *)0)->field), \
    "mpickle: py/" #file ".c of this MicroPython has another mp_obj_" #name "_t" MPICKLE_ADVICE);
#define MPICKLE_PRIVATE_NUMBER(file, name, ours) \
    _Static_assert((name) == (ours), "mpickle: " #name " of this MicroPython is not " #ours MPICKLE_ADVICE);
#define MPICKLE_PRIVATE_TEXT(file, name, ours) \
    _Static_assert(__builtin_strcmp(name, ours) == 0, "mpickle: " #name " of this MicroPython is not " #ours MPICKLE_ADVICE);

#endif
