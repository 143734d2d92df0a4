#include "fibers/jump.hpp"

#if defined(__x86_64__) && defined(__linux__)

// What a function has to keep for its caller lies on the stack that is left. It returns to another call than
// the one that it was called by; but mostly that has come from the same place, as the processor foresees,
// which counts calls and returns. (The function of Boost.Context jumps instead, and every return after it is
// foreseen wrongly.)
asm(R"(
    .text
    .p2align 4
    .globl fibers_jump
    .hidden fibers_jump
    .type fibers_jump, @function
fibers_jump:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size fibers_jump, . - fibers_jump
)");

#endif
