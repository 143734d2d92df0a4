#include "judge/worker.hpp"

#include "fibers/scheduler.hpp"
#include "judge/guard.hpp"
#include "judge/loading.hpp"
#include "trace/bounded_stack.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

namespace judge {

// ---- in the worker ---------------------------------------------------------------------------------------

namespace {

constexpr rlim_t memory_limit = rlim_t{2} << 30;
constexpr rlim_t stack_limit = rlim_t{64} << 20;
// exit codes that a program is unlikely to choose
constexpr int overflow_code = 211, mute_code = 212, measured_overflow_code = 213;

const char* stack_top = nullptr;
int reply_channel = -1;

/// Where the stack ended when a signal came; where that cannot be told, the address that was used.
const char* stack_end([[maybe_unused]] const siginfo_t& info, [[maybe_unused]] const void* context) {
#if defined(__linux__) && defined(__x86_64__)
    return reinterpret_cast<const char*>(static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]);
#elif defined(__linux__) && defined(__aarch64__)
    return reinterpret_cast<const char*>(static_cast<const ucontext_t*>(context)->uc_mcontext.sp);
#else
    return static_cast<const char*>(info.si_addr);
#endif
}

/// Replies on which fiber it happened, "rank 3": an exit code has no room for it. In a handler of signals.
[[noreturn]] void reply_on(const fibers::Whereabouts& fiber, End what, int detail) {
    char whose[64] = {};
    std::strncpy(whose, fiber.noun, sizeof whose / 2);
    char* end = whose + std::strlen(whose);
    *end++ = ' ';
    end = std::to_chars(end, std::end(whose), fiber.fiber).ptr;
    const auto length = static_cast<std::size_t>(end - whose);
    const ReplyHeader header{.end = what, .detail = detail, .length = length};
    if (send_all(reply_channel, &header, sizeof header)) send_all(reply_channel, whose, length);
    ::_exit(0);
}

/// A fault while the stack is as deep as it may become is a stack that ran over: by recursion, or by a local
/// array that reaches far below.
void on_signal(int signal, siginfo_t* info, void* context) {
    const char* end = stack_end(*info, context);
    if (trace::stack_ran_over(end)) ::_exit(measured_overflow_code);
    constexpr std::ptrdiff_t near = 1 << 20;
    const auto depth = stack_top - end; // means nothing on another stack
    if (const auto fiber = fibers::fiber_at(end)) {
        if (fiber->ran_over) reply_on(*fiber, End::overflowed, static_cast<int>(fiber->stack_bytes >> 10));
        if (fiber->noun && signal == SIGXCPU) reply_on(*fiber, End::out_of_time, 0);
        if (fiber->noun) reply_on(*fiber, End::crashed, signal);
    } else if (!trace::stack_is_bounded() && depth > static_cast<std::ptrdiff_t>(stack_limit) - near) {
        ::_exit(overflow_code);
    }
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

void watch_for_signals() {
    static char own_stack[65536];
    const stack_t alternative{.ss_sp = own_stack, .ss_flags = 0, .ss_size = sizeof own_stack};
    ::sigaltstack(&alternative, nullptr);
    struct sigaction action {};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU})
        ::sigaction(signal, &action, nullptr);
}

void limit(int resource, rlim_t soft, rlim_t hard) {
    const rlimit value{soft, hard};
    ::setrlimit(static_cast<decltype(RLIMIT_CPU)>(resource), &value);
}

} // namespace

void work(const std::string& request, int descriptor, unsigned cpu_seconds, Answers answers) {
    char here = 0;
    stack_top = &here;
    reply_channel = descriptor;
    limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 1);
    watch_for_signals();
    const Reply reply = perform(request, answers);
    std::cout.flush();
    std::fflush(nullptr);
    ::_exit(send_reply(descriptor, reply) ? 0 : mute_code);
}

// ---- in the runner ---------------------------------------------------------------------------------------

namespace {

double cpu_used(const rusage& usage) {
    const auto seconds = [](const timeval& t) { return double(t.tv_sec) + 1e-6 * double(t.tv_usec); };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// How a worker ended that left no reply.
Reply ending(int status, const rusage& usage, unsigned cpu_seconds) {
    if (WIFEXITED(status)) {
        const int code = WEXITSTATUS(status);
        return {code == overflow_code            ? End::overflowed
                : code == measured_overflow_code ? End::overflowed_measured
                : code == mute_code              ? End::garbled
                                                 : End::exited,
                code,
                {}};
    }
    const int signal = WTERMSIG(status);
    const bool spent = cpu_used(usage) >= double(cpu_seconds) - 0.1;
    if (signal == SIGXCPU || (signal == SIGKILL && spent)) return {End::out_of_time, 0, {}};
    return {End::crashed, signal, {}};
}

/// The CPU time that a process has used so far; 0 where that cannot be told.
double seconds_computed(pid_t process) {
    clockid_t clock;
    timespec time{};
    if (::clock_getcpuclockid(process, &clock) == 0) ::clock_gettime(clock, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// A call under way.
struct Worker {
    pid_t pid;
    int channel; ///< on which its reply comes; if there is no worker: the reason (errno)
    std::int64_t start = now_ms();
};

/// Waits for a reply to begin. A busy machine may give a loop little of its time, so a worker that computes
/// is left to its limit of CPU time; one that waits for something is not.
bool reply_begins(const Worker& worker, const RequestHeader& limits) {
    const auto end = worker.start + 1000 * std::int64_t{limits.wall_seconds};
    auto deadline = std::min(worker.start + 1000 * std::int64_t{limits.idle_seconds}, end);
    while (!readable(worker.channel, deadline)) {
        const bool idle = seconds_computed(worker.pid) < 0.02 * double(now_ms() - worker.start) / 1000;
        if (idle || now_ms() >= end) return false;
        deadline = std::min(now_ms() + 1000, end);
    }
    return true;
}

/// Whether a worker whose end of the pipe is closed has ended, or is about to: it may as well have closed it.
bool ends_by_itself(pid_t worker) {
    for (const auto deadline = now_ms() + 1000; now_ms() < deadline; ::usleep(500)) {
        siginfo_t info{};
        if (::waitid(P_PID, static_cast<id_t>(worker), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            info.si_pid == worker)
            return true;
    }
    return false;
}

/// @param others  that run already, and whose replies are none of its business
Worker start_worker(const std::string& request, const Child& child, const std::vector<Worker>& others) {
    int ends[2];
    if (::pipe(ends) != 0) return {-1, errno};
    const pid_t runner = ::getpid();
    const pid_t worker = ::fork();
    if (worker < 0) {
        const int reason = errno;
        for (const int end : ends) ::close(end);
        return {-1, reason};
    }
    if (worker == 0) {
        ::setpgid(0, 0);
        end_with_parent();
        if (::getppid() != runner) ::_exit(0);
        for (const auto& other : others) ::close(other.channel);
        ::close(ends[0]);
        ::close(runner_channel);
        child(request, ends[1]);
        ::_exit(mute_code);
    }
    ::close(ends[1]);
    return {worker, ends[0]};
}

struct Burial {
    int status = 0;
    rusage usage{};
};

/// Ends a worker with whatever it has started and left in its group, at one blow.
Burial bury(const Worker& worker) {
    Burial result;
    if (worker.pid < 0) return result;
    ::close(worker.channel);
    ::kill(-worker.pid, SIGKILL);
    ::kill(worker.pid, SIGKILL);
    while (::wait4(worker.pid, &result.status, 0, &result.usage) < 0 && errno == EINTR) {
    }
    return result;
}

/// Waits for a worker's reply, and ends it.
Reply finish(const Worker& worker, const RequestHeader& limits) {
    if (worker.pid < 0) return {End::not_started, worker.channel, {}};
    const bool late = !reply_begins(worker, limits);
    Reply reply = late ? Reply{} : receive_reply(worker.channel, now_ms() + 5000);
    if (!late && reply.end == End::lost && !ends_by_itself(worker.pid)) reply.end = End::garbled;
    const auto [status, usage] = bury(worker);
    if (came_back(reply.end)) return reply;
    if (late) return {End::out_of_time, cpu_used(usage) < limits.cpu_seconds, {}};
    return reply.end == End::lost ? ending(status, usage, limits.cpu_seconds) : reply;
}

} // namespace

bool read_forever(int descriptor, void* data, std::size_t size) {
    return receive_all(descriptor, data, size, now_ms() + (std::int64_t{1} << 40));
}

void limit_memory() { limit(RLIMIT_AS, memory_limit, memory_limit); }

void limit_stack() {
    limit(RLIMIT_STACK, stack_limit, stack_limit);
    limit(RLIMIT_CORE, 0, 0);
}

Reply load_within_limit(const std::string& submission, const std::string& calls, unsigned cpu_seconds) {
    limit(RLIMIT_CPU, cpu_seconds, RLIM_INFINITY);
    Reply reply = load_submission(submission, calls);
    limit(RLIMIT_CPU, RLIM_INFINITY, RLIM_INFINITY);
    return reply;
}

std::vector<Reply> run_in_workers(const std::vector<std::string>& requests, const RequestHeader& limits,
                                  const Child& child) {
    std::vector<Worker> workers;
    for (const auto& request : requests) workers.push_back(start_worker(request, child, workers));
    std::vector<Reply> replies;
    for (const auto& worker : workers)
        if (replies.empty() || came_back(replies.back().end))
            replies.push_back(finish(worker, limits));
        else
            bury(worker);
    end_children(); // those that have moved out of their worker's group
    return replies;
}

} // namespace judge
