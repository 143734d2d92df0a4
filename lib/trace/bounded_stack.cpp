#include "trace/bounded_stack.hpp"

#include <csignal>
#include <cstdint>
#include <new>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

namespace trace {

namespace {

/// For frames of ours, of hooks and of library functions.
constexpr std::size_t slack = std::size_t{16} << 10;
/// All of the thread's stack: far more than is offered, so that a large local array ends in the part of it
/// that nobody may touch, and nowhere else.
constexpr std::size_t whole = std::size_t{64} << 20;

std::uintptr_t lowest = 0, usable = 0; ///< the thread's stack begins, and may be touched from here on

struct Task {
    std::size_t size;
    const std::function<void(void*, std::size_t)>& call;
};

void* run(void* argument) {
    static char signal_stack[65536];
    const stack_t alternative{.ss_sp = signal_stack, .ss_flags = 0, .ss_size = sizeof signal_stack};
    ::sigaltstack(&alternative, nullptr);
    // What the thread itself keeps at the top of its stack differs from machine to machine: measured from
    // here.
    const Task task = *static_cast<Task*>(argument);
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    usable = (reinterpret_cast<std::uintptr_t>(&task) - task.size - slack) / page * page;
    ::mprotect(reinterpret_cast<void*>(lowest), usable - lowest, PROT_NONE);
    task.call(reinterpret_cast<void*>(usable), lowest + whole - usable);
    return nullptr;
}

} // namespace

void on_bounded_stack(std::size_t size, const std::function<void(void*, std::size_t)>& call) {
    void* stack = ::mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED) throw std::bad_alloc();
    lowest = usable = reinterpret_cast<std::uintptr_t>(stack);
    Task task{size, call};
    pthread_attr_t attributes;
    pthread_t thread;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setstack(&attributes, stack, whole);
    const bool started = ::pthread_create(&thread, &attributes, run, &task) == 0;
    if (started) ::pthread_join(thread, nullptr);
    ::pthread_attr_destroy(&attributes);
    lowest = usable = 0;
    ::munmap(stack, whole);
    if (!started) throw std::bad_alloc();
}

bool stack_is_bounded() { return usable != lowest; }

bool stack_ran_over(const void* stack_pointer) {
    const auto place = reinterpret_cast<std::uintptr_t>(stack_pointer);
    constexpr std::size_t near = 256; // a push may fault while the pointer is still inside
    return lowest <= place && place < usable + near && stack_is_bounded();
}

} // namespace trace
