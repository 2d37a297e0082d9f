// Nothing of the machine is used.
static inline void mp_hal_set_interrupt_char(char c) {
    (void)c;
}
