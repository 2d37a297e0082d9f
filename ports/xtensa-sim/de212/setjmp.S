// setjmp and longjmp for functions that are called by register windows.
//
// jmp_buf: registers a0 to a11 of the function that called setjmp, as far as they are its own; where setjmp returns to,
// with the number of the window's registers in the upper bits; setjmp's stack pointer.

    .text

// Calls itself until no other window is left in registers.
    .align  4
    .type spill, @function
spill:
    entry   a1, 32
    addi    a10, a2, -1
    beqz    a10, 1f
    call8   spill
1:
    retw

    .align  4
    .global setjmp
    .type setjmp, @function
setjmp:
    entry   a1, 32
    movi    a10, 10
    call8   spill
    addi    a3, a1, -16
    l32i    a4, a3, 0
    s32i    a4, a2, 0
    l32i    a4, a3, 4
    s32i    a4, a2, 4
    l32i    a5, a3, 8
    s32i    a5, a2, 8
    l32i    a5, a3, 12
    s32i    a5, a2, 12
    s32i    a0, a2, 48
    s32i    a1, a2, 52
    // The rest is below the stack pointer of the function before: 4 registers for call8, 8 for call12.
    extui   a5, a0, 30, 2
    addi    a5, a5, -1
    beqz    a5, 2f
    addi    a4, a4, -16
    l32i    a4, a4, 4
    slli    a3, a5, 4
    addi    a4, a4, -16
    sub     a4, a4, a3
    slli    a5, a5, 2
    addi    a3, a2, 16
1:
    l32i    a6, a4, 0
    s32i    a6, a3, 0
    addi    a4, a4, 4
    addi    a3, a3, 4
    addi    a5, a5, -1
    bnez    a5, 1b
2:
    movi    a2, 0
    retw

    .align  4
    .global longjmp
    .type longjmp, @function
longjmp:
    entry   a1, 32
    movi    a10, 10
    call8   spill
    // setjmp returns once more: from its window's place on the stack, with its caller's registers as they were.
    l32i    a0, a2, 48
    l32i    a1, a2, 52
    addi    a4, a1, -16
    l32i    a5, a2, 0
    s32i    a5, a4, 0
    l32i    a6, a2, 4
    s32i    a6, a4, 4
    l32i    a5, a2, 8
    s32i    a5, a4, 8
    l32i    a5, a2, 12
    s32i    a5, a4, 12
    extui   a5, a0, 30, 2
    addi    a5, a5, -1
    beqz    a5, 2f
    addi    a6, a6, -16
    l32i    a4, a6, 4
    slli    a6, a5, 4
    addi    a4, a4, -16
    sub     a4, a4, a6
    slli    a5, a5, 2
    addi    a2, a2, 16
1:
    l32i    a6, a2, 0
    s32i    a6, a4, 0
    addi    a4, a4, 4
    addi    a2, a2, 4
    addi    a5, a5, -1
    bnez    a5, 1b
2:
    rsr.windowbase a5
    ssl     a5
    movi    a4, 1
    sll     a4, a4
    wsr.windowstart a4
    rsync
    movi    a2, 1
    movnez  a2, a3, a3
    retw
