#include "fibers/jump.hpp"

#if defined(__x86_64__) && defined(__linux__)

// What a function has to keep for its caller lies on the stack that is left. The last jump is no return: it goes
// elsewhere than the processor, which counts calls and returns, would foresee.
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
    popq %rcx
    jmpq *%rcx
    .size fibers_jump, . - fibers_jump
)");

#endif
