#include "cli/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace gemmlings {

namespace {

struct Pipe {
    int read_end = -1, write_end = -1;
    Pipe() {
        int ends[2];
#ifdef __linux__ // at one blow: another thread may be starting a program just now
        if (::pipe2(ends, O_CLOEXEC) != 0) return;
#else
        if (::pipe(ends) != 0) return;
        for (int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
#endif
        read_end = ends[0];
        write_end = ends[1];
    }
};

/// While it lives, writing to a pipe that nobody reads any more is an error like others for this thread, and
/// no signal that ends the program.
class NoBrokenPipe {
  public:
    NoBrokenPipe() {
        ::sigemptyset(&broken_pipe);
        ::sigaddset(&broken_pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
    }
    ~NoBrokenPipe() {
        sigset_t pending;
        int signal = 0;
        if (::sigpending(&pending) == 0 && ::sigismember(&pending, SIGPIPE)) ::sigwait(&broken_pipe, &signal);
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
    NoBrokenPipe(const NoBrokenPipe&) = delete;
    NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

  private:
    sigset_t broken_pipe, before;
};

void close_and_forget(int& descriptor) {
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
}

/// Between fork and exec: only async-signal-safe calls.
[[noreturn]] void become(char* const* arguments, char* const* environment, const char* folder, int in,
                         int out, int err, int report) {
    if (in >= 0) ::setpgid(0, 0); // an inherited terminal stays ours to read from
    ::signal(SIGPIPE, SIG_DFL);
    if (in >= 0) ::dup2(in, 0);
    if (out >= 0) ::dup2(out, 1);
    if (err >= 0) ::dup2(err, 2);
    if (*folder == '\0' || ::chdir(folder) == 0) ::execve(arguments[0], arguments, environment);
    const int reason = errno;
    [[maybe_unused]] auto written = ::write(report, &reason, sizeof reason);
    ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> result;
    for (auto& s : strings) result.push_back(s.data());
    result.push_back(nullptr);
    return result;
}

std::string_view name_of_variable(std::string_view entry) { return entry.substr(0, entry.find('=')); }

std::vector<std::string> merged_environment(const std::vector<std::string>& changes) {
    std::vector<std::string> result;
    for (const auto& change : changes)
        if (change.find('=') != std::string::npos) result.push_back(change);
    for (char** entry = environ; *entry; ++entry) {
        const bool changed = std::any_of(changes.begin(), changes.end(), [&](const std::string& change) {
            return name_of_variable(change) == name_of_variable(*entry);
        });
        if (!changed) result.emplace_back(*entry);
    }
    return result;
}

int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

} // namespace

std::optional<std::filesystem::path> find_program(const std::string& name) {
    if (name.find('/') != std::string::npos)
        return ::access(name.c_str(), X_OK) == 0 ? std::optional<std::filesystem::path>(name) : std::nullopt;
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "/usr/local/bin:/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto candidate = std::filesystem::path(folder.empty() ? "." : folder) / name;
        std::error_code ignored;
        if (::access(candidate.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(candidate, ignored))
            return candidate;
    }
    return std::nullopt;
}

Child::Child(const std::vector<std::string>& command, const RunOptions& options) {
    const auto program = find_program(command.at(0));
    if (!program) return;
    auto arguments = command;
    arguments[0] = std::filesystem::absolute(*program);
    auto environment = merged_environment(options.environment);
    const auto argv = pointers(arguments);
    const auto envp = pointers(environment);

    Pipe to, from, complaints, report;
    const bool capture = !options.inherit;
    pid = ::fork();
    if (pid == 0)
        become(argv.data(), envp.data(), options.folder.c_str(), capture ? to.read_end : -1,
               capture ? from.write_end : -1, capture ? complaints.write_end : -1, report.write_end);
    close_and_forget(to.read_end);
    close_and_forget(from.write_end);
    close_and_forget(complaints.write_end);
    close_and_forget(report.write_end);
    in = to.write_end;
    out = from.read_end;
    err = complaints.read_end;
    int reason = 0;
    if (pid > 0 && ::read(report.read_end, &reason, sizeof reason) == sizeof reason) { // exec failed
        ::waitpid(pid, nullptr, 0);
        pid = -1;
    }
    close_and_forget(report.read_end);
}

Child::Child(Child&& other) noexcept { *this = std::move(other); }

Child& Child::operator=(Child&& other) noexcept {
    std::swap(pid, other.pid);
    std::swap(in, other.in);
    std::swap(out, other.out);
    std::swap(err, other.err);
    return *this;
}

Child::~Child() {
    kill();
    close_input();
    close_and_forget(out);
    close_and_forget(err);
}

bool Child::ended() const {
    siginfo_t info{};
    return pid <= 0 || ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid != 0;
}

void Child::kill() {
    if (pid <= 0) return;
    ::kill(-pid, SIGKILL);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    pid = -1;
}

void write_all(int descriptor, const std::string& text) {
    const NoBrokenPipe quiet;
    for (std::size_t done = 0; done < text.size();) {
        const auto n = ::write(descriptor, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        done += static_cast<std::size_t>(n);
    }
}

void Child::write(const std::string& text) { write_all(in, text); }

void Child::close_input() { close_and_forget(in); }

std::optional<int> Child::wait_until(Clock::time_point deadline) {
    for (;;) {
        int status = 0;
        const auto ended = ::waitpid(pid, &status, WNOHANG);
        if (ended == pid) {
            pid = -1;
            return status;
        }
        if (Clock::now() >= deadline) return std::nullopt;
        ::usleep(200); // both streams are closed, so it will not be long
    }
}

Finished Child::finish(double seconds) {
    Finished result;
    if (pid <= 0) return {127, "", "could not be started", false};
    close_input();
    const auto deadline =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    constexpr std::size_t most = 4 << 20;
    std::array<char, 65536> buffer;
    while (out >= 0 || err >= 0) {
        const auto left = std::chrono::duration<double>(deadline - Clock::now()).count();
        pollfd waiting[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
        const int ready = left > 0 ? ::poll(waiting, 2, static_cast<int>(left * 1000) + 1) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) {
            result.timed_out = true;
            break;
        }
        for (auto& [descriptor, events, happened] : waiting) {
            if (descriptor < 0 || happened == 0) continue;
            const auto n = ::read(descriptor, buffer.data(), buffer.size());
            auto& text = descriptor == out ? result.out : result.err;
            if (n > 0)
                text.append(buffer.data(),
                            std::min<std::size_t>(static_cast<std::size_t>(n), most - text.size()));
            else if (n == 0 || errno != EINTR)
                close_and_forget(descriptor == out ? out : err);
        }
    }
    const auto status = result.timed_out ? std::nullopt : wait_until(deadline);
    result.timed_out = !status;
    result.code = status ? exit_code(*status) : 128 + SIGKILL;
    kill();
    return result;
}

Finished run(const std::vector<std::string>& command, const RunOptions& options) {
    Child child(command, options);
    if (!child.running()) return {127, "", command.at(0) + " could not be started", false};
    if (!options.input.empty()) child.write(options.input);
    return child.finish(options.seconds);
}

} // namespace gemmlings
