// Switches the FPU on before anything uses it.
#include <stdint.h>

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

int __wrap_main(int argc, char **argv) {
    // Coprocessor Access Control Register: full access to CP10 and CP11.
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20;
    __asm volatile ("dsb\n isb");
    return __real_main(argc, argv);
}
