// Reset, register windows and exceptions of a de212: it begins at 0x50000000, and its vectors are from 0x60000000 on.

    .section .vectors, "ax"

// A window's registers a0 to a3 are saved below the stack pointer of the function that it called, the others below
// that of the function that called it.
    .org 0x000  // overflow of a window that a call4 left
    s32e    a0, a5, -16
    s32e    a1, a5, -12
    s32e    a2, a5, -8
    s32e    a3, a5, -4
    rfwo
    .org 0x040
underflow4:
    l32e    a0, a5, -16
    l32e    a1, a5, -12
    l32e    a2, a5, -8
    l32e    a3, a5, -4
    rfwu
    .org 0x080  // call8
    s32e    a0, a9, -16
    l32e    a0, a1, -12
    s32e    a1, a9, -12
    s32e    a2, a9, -8
    s32e    a3, a9, -4
    s32e    a4, a0, -32
    s32e    a5, a0, -28
    s32e    a6, a0, -24
    s32e    a7, a0, -20
    rfwo
    .org 0x0c0
underflow8:
    l32e    a0, a9, -16
    l32e    a1, a9, -12
    l32e    a2, a9, -8
    l32e    a7, a1, -12
    l32e    a3, a9, -4
    l32e    a4, a7, -32
    l32e    a5, a7, -28
    l32e    a6, a7, -24
    l32e    a7, a7, -20
    rfwu
    .org 0x100  // call12
    s32e    a0, a13, -16
    l32e    a0, a1, -12
    s32e    a1, a13, -12
    s32e    a2, a13, -8
    s32e    a3, a13, -4
    s32e    a4, a0, -48
    s32e    a5, a0, -44
    s32e    a6, a0, -40
    s32e    a7, a0, -36
    s32e    a8, a0, -32
    s32e    a9, a0, -28
    s32e    a10, a0, -24
    s32e    a11, a0, -20
    rfwo
    .org 0x140
underflow12:
    l32e    a0, a13, -16
    l32e    a1, a13, -12
    l32e    a2, a13, -8
    l32e    a11, a1, -12
    l32e    a3, a13, -4
    l32e    a4, a11, -48
    l32e    a5, a11, -44
    l32e    a6, a11, -40
    l32e    a7, a11, -36
    l32e    a8, a11, -32
    l32e    a9, a11, -28
    l32e    a10, a11, -24
    l32e    a11, a11, -20
    rfwu
    .org 0x300  // kernel
    j       fatal
    .org 0x340  // user
    wsr.excsave1 a0
    rsr.exccause a0
    bnei    a0, 5, fatal
    j       moves_stack
    .org 0x3c0  // double
    j       fatal

// `movsp` in a function whose caller's window is not in registers: the window is brought back, and movsp done again.
moves_stack:
    rsr.windowbase a0
    rotw    -1
    rsr.ps  a2
    extui   a3, a2, 8, 4
    xor     a3, a3, a4
    rsr.excsave1 a4
    slli    a3, a3, 8
    xor     a2, a2, a3
    wsr.ps  a2
    rsync
    bbci    a4, 31, underflow4
    rotw    -1
    bbci    a8, 30, underflow8
    rotw    -1
    j       underflow12

    .align  4
    .literal_position
fatal:
    // No windows but this one.
    movi    a0, 0
    wsr.windowbase a0
    rsync
    rsr.exccause a6
    rsr.epc1 a7
    rsr.excvaddr a8
    movi    a0, 1
    wsr.windowstart a0
    movi    a0, 0x40020
    wsr.ps  a0
    rsync
    movi    a0, 0
    movi    a1, _stack_top
    addi    a1, a1, -16
    movi    a4, simulator_fatal
    callx4  a4

    .section .reset, "ax"
    .global reset
reset:
    j       1f
    .align  4
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
    wsr.windowbase a0
    rsync
    movi    a0, 1
    wsr.windowstart a0
    movi    a0, 0
    // Where the first window's overflow looks for its caller's stack pointer.
    movi    a1, _stack_top
    addi    a2, a1, -16
    s32i    a1, a2, 4
    mov     a1, a2
    // Windows, and no interrupts and no exception pending: exceptions go to the vector and not to that of double ones.
    movi    a2, 0x40020
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
    call4   main
    mov     a6, a6
    call4   simulator_exit
