#include "judge/worker.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace judge {

// ---- in the worker ---------------------------------------------------------------------------------------

namespace {

constexpr rlim_t memory_limit = rlim_t{2} << 30;
constexpr rlim_t stack_limit = rlim_t{64} << 20;
constexpr int overflow_code = 211; // an exit code that a program is unlikely to choose

const char* stack_top = nullptr;

/// A fault far below where the call began, and still within the stack, is a stack that ran over.
void on_fault(int signal, siginfo_t* info, void*) {
    const auto depth = stack_top - static_cast<const char*>(info->si_addr);
    const auto limit = static_cast<std::ptrdiff_t>(stack_limit);
    if (depth > limit / 2 && depth < limit + (limit >> 4)) ::_exit(overflow_code);
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

void watch_for_stack_overflow() {
    static char own_stack[65536];
    const stack_t alternative{.ss_sp = own_stack, .ss_flags = 0, .ss_size = sizeof own_stack};
    ::sigaltstack(&alternative, nullptr);
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    for (const int signal : {SIGSEGV, SIGBUS}) ::sigaction(signal, &action, nullptr);
}

void limit(int resource, rlim_t soft, rlim_t hard) {
    const rlimit value{soft, hard};
    ::setrlimit(static_cast<decltype(RLIMIT_CPU)>(resource), &value);
}

void limit_resources(unsigned cpu_seconds) {
    limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 1);
    limit(RLIMIT_AS, memory_limit, memory_limit);
    limit(RLIMIT_STACK, stack_limit, stack_limit);
    limit(RLIMIT_CORE, 0, 0);
}

[[noreturn]] void work(const std::string& request, int descriptor, unsigned cpu_seconds, Answers answers) {
    char here = 0;
    stack_top = &here;
    limit_resources(cpu_seconds);
    watch_for_stack_overflow();
    const Reply reply = perform(request, answers);
    std::cout.flush();
    std::fflush(nullptr);
    const ReplyHeader header{.end = reply.end, .detail = reply.detail, .length = reply.body.size()};
    send_all(descriptor, &header, sizeof header) &&
        send_all(descriptor, reply.body.data(), reply.body.size());
    ::_exit(0);
}

// ---- in the runner ---------------------------------------------------------------------------------------

double cpu_used(const rusage& usage) {
    const auto seconds = [](const timeval& t) { return double(t.tv_sec) + 1e-6 * double(t.tv_usec); };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// How a worker ended that left no reply.
Reply ending(int status, const rusage& usage, unsigned cpu_seconds) {
    if (WIFEXITED(status))
        return {
            WEXITSTATUS(status) == overflow_code ? End::overflowed : End::exited, WEXITSTATUS(status), {}};
    const int signal = WTERMSIG(status);
    const bool spent = cpu_used(usage) >= double(cpu_seconds) - 0.1;
    if (signal == SIGXCPU || (signal == SIGKILL && spent)) return {End::out_of_time, 0, {}};
    return {End::crashed, signal, {}};
}

} // namespace

bool read_forever(int descriptor, void* data, std::size_t size) {
    return receive_all(descriptor, data, size, now_ms() + (std::int64_t{1} << 40));
}

Reply run_in_worker(const std::string& request, unsigned cpu_seconds, Answers answers) {
    int ends[2];
    if (::pipe(ends) != 0) return {End::lost, errno, {}};
    const pid_t runner = ::getpid();
    const pid_t worker = ::fork();
    if (worker < 0) {
        for (const int end : ends) ::close(end);
        return {End::lost, errno, {}};
    }
    if (worker == 0) {
        ::setpgid(0, 0);
#ifdef __linux__
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
        if (::getppid() != runner) ::_exit(0);
        ::close(ends[0]);
        ::close(runner_channel);
        work(request, ends[1], cpu_seconds, answers);
    }
    ::close(ends[1]);
    // Far above the CPU time: a busy machine gives a loop less than 2 s of CPU in 5 s.
    const auto deadline = now_ms() + 1000 * (3 * std::int64_t{cpu_seconds} + 5);
    Reply reply = receive_reply(ends[0], deadline);
    ::close(ends[0]);
    const bool late = now_ms() >= deadline;
    ::kill(-worker, SIGKILL); // it, and whatever it started
    ::kill(worker, SIGKILL);
    int status = 0;
    rusage usage{};
    while (::wait4(worker, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    if (reply.end != End::lost) return reply;
    return late ? Reply{End::out_of_time, 1, {}} : ending(status, usage, cpu_seconds);
}

} // namespace judge
