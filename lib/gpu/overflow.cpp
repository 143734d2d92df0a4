#include "gpu/overflow.hpp"

#include "fibers/scheduler.hpp"
#include "gpu/events.hpp"
#include "gpu/executor.hpp"

#include <array>
#include <string>
#include <ucontext.h>

namespace gpu {

namespace {

struct sigaction before[2]; ///< of SIGSEGV and SIGBUS

struct sigaction& previous(int signal) {
    return before[signal == SIGBUS];
}

std::uintptr_t stack_pointer(const ucontext_t& context) {
#if defined(__x86_64__)
    return static_cast<std::uintptr_t>(context.uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
    return context.uc_mcontext.sp;
#else
#error "the registers of this processor are not known"
#endif
}

/// Lets the interrupted code go on in `function`, at the top of its stack.
void continue_in(ucontext_t& context, void (*function)()) {
    const std::uintptr_t top = (local_memory.begin + local_memory.size) / 16 * 16 - 4096;
#if defined(__x86_64__)
    context.uc_mcontext.gregs[REG_RSP] = static_cast<greg_t>(top - 8); // as if it had been called
    context.uc_mcontext.gregs[REG_RIP] = static_cast<greg_t>(reinterpret_cast<std::uintptr_t>(function));
#elif defined(__aarch64__)
    context.uc_mcontext.sp = top;
    context.uc_mcontext.pc = reinterpret_cast<std::uintptr_t>(function);
#endif
}

/// The thread's frames are lost; its stack serves to say so.
void end_thread() {
    report_here("stack_overflow",
                "needs more than " + std::to_string(stack_bytes / 1024) +
                    " KiB of stack: a recursion without end, or a local array that is too large",
                nullptr);
    abandon(cudaErrorHardwareStackError);
}

void on_fault(int signal, siginfo_t*, void* context) {
    auto& interrupted = *static_cast<ucontext_t*>(context);
    const auto where = fibers::fiber_at(reinterpret_cast<const void*>(stack_pointer(interrupted)));
    if (running && where && where->ran_over) return continue_in(interrupted, end_thread);
    ::sigaction(signal, &previous(signal), nullptr); // it happens again, and goes there
}

} // namespace

OverflowWatch::OverflowWatch() {
    static std::array<char, 65536> own_stack;
    ::sigaltstack(nullptr, &signal_stack);
    const stack_t alternative{.ss_sp = own_stack.data(), .ss_flags = 0, .ss_size = own_stack.size()};
    ::sigaltstack(&alternative, nullptr);
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    for (const int signal : {SIGSEGV, SIGBUS}) ::sigaction(signal, &action, &previous(signal));
}

OverflowWatch::~OverflowWatch() {
    for (const int signal : {SIGSEGV, SIGBUS}) ::sigaction(signal, &previous(signal), nullptr);
    ::sigaltstack(&signal_stack, nullptr);
}

} // namespace gpu
