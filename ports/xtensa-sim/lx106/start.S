// Reset and exceptions of an lx106: it begins at 0x50000000, and exceptions lead to vectors from 0x40000000 on.

    .section .vectors, "ax"
    .org 0x30   // kernel
    j       fatal
    .org 0x50   // user
    j       fatal
    .org 0x70   // double
    j       fatal
    .org 0x80
    .literal_position
fatal:
    rsr.exccause a2
    rsr.epc1 a3
    rsr.excvaddr a4
    movi    a1, _stack_top
    movi    a0, simulator_fatal
    jx      a0

    .section .reset, "ax"
    .global reset
reset:
    j       1f
    .literal_position
1:
    movi    a0, start
    jx      a0

    .section .text.start, "ax"
    .literal_position
    .global start
    .type start, @function
start:
    movi    a0, 0
    movi    a1, _stack_top
    // No interrupts, no exception pending: exceptions go to the vector and not to that of double ones.
    movi    a2, 0x20
    wsr.ps  a2
    rsync
    movi    a2, _bss_start
    movi    a3, _bss_end
    movi    a4, 0
1:
    bgeu    a2, a3, 2f
    s32i    a4, a2, 0
    addi    a2, a2, 4
    j       1b
2:
    call0   main
    call0   simulator_exit
