#include "cli/judging_processes.hpp"

#include "cli/verdict_json.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gemmlings {

namespace {

using Json = nlohmann::ordered_json;

/// A judging ends by itself in three minutes at most (60 s of compiling, 120 s of judging).
constexpr unsigned most_seconds = 600;

/// What a compiler says goes into a file that people read.
constexpr std::size_t most_messages = 16'000;

/// A task that is being judged by the process `pid`, which writes the verdict to the pipe `out`.
struct Running {
    std::size_t task;
    pid_t pid;
    int out;
    std::string text;
};

// ---- the child's side ------------------------------------------------------------------------------------

void replace_all(std::string& text, const std::string& what, const std::string& with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
}

/// Nothing of where the file was judged, and no flood.
void tidy(std::string& messages, const Repository& repository, const JudgingTask& task) {
    for (const auto& name : {task.file, task.file.lexically_relative(repository.root)})
        replace_all(messages, name.string(), task.exercise->stub().string());
    if (messages.size() > most_messages) messages = messages.substr(0, most_messages) + "\n[cut here]\n";
}

void write_all(int descriptor, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const auto n = ::write(descriptor, text.data() + done, text.size() - done);
        if (n < 0 && errno != EINTR) return;
        if (n > 0) done += static_cast<std::size_t>(n);
    }
}

[[noreturn]] void judge_here(const Repository& repository, const JudgingTask& task, std::uint64_t seed,
                             int out) noexcept {
    ::setpgid(0, 0); // Ctrl-C is the parent's
    ::alarm(most_seconds);
    JudgeOptions options;
    options.seed = seed;
    auto verdict = judge_file(repository, *task.exercise, task.file, options);
    tidy(verdict.compiler_messages, repository, task);
    write_all(out, dumped(to_json(*task.exercise, verdict)));
    ::_exit(0); // what the parent has not printed yet is the parent's to print
}

// ---- the parent's side -----------------------------------------------------------------------------------

/// A process that cannot be started leaves an empty reply, as one that died does.
Running start(const Repository& repository, const std::vector<JudgingTask>& tasks, std::size_t number,
              std::uint64_t seed) {
    int ends[2];
    if (::pipe(ends) != 0) throw MachineError("Too many files are open: try fewer --jobs.");
    for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    const pid_t pid = ::fork();
    if (pid == 0) judge_here(repository, tasks[number], seed, ends[1]);
    ::close(ends[1]);
    return {number, pid, ends[0], ""};
}

Json verdict_in(const Running& ended, const Exercise& exercise) {
    auto verdict = Json::parse(ended.text, nullptr, false);
    return verdict.is_object() ? verdict
                               : not_judged_json(exercise, "The process that judged it ended early.");
}

/// Reads what has come. Returns false at the end.
bool read_some(Running& running) {
    std::array<char, 65536> buffer;
    const auto n = ::read(running.out, buffer.data(), buffer.size());
    if (n > 0) running.text.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0 || (n < 0 && errno == EINTR);
}

void bury(const Running& ended) {
    ::close(ended.out);
    while (ended.pid > 0 && ::waitpid(ended.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

/// Waits until some of them have something to say; those that have come to their end are returned, and no
/// longer in `running`.
std::vector<Running> wait_for_some(std::vector<Running>& running) {
    std::vector<pollfd> waiting;
    for (const auto& one : running) waiting.push_back({one.out, POLLIN, 0});
    std::vector<Running> ended;
    if (::poll(waiting.data(), waiting.size(), -1) < 0) return ended; // a signal
    std::vector<Running> going_on;
    for (std::size_t i = 0; i < running.size(); ++i) {
        const bool more = waiting[i].revents == 0 || read_some(running[i]);
        (more ? going_on : ended).push_back(std::move(running[i]));
    }
    running = std::move(going_on);
    return ended;
}

} // namespace

void judge_all(const Repository& repository, const std::vector<JudgingTask>& tasks, std::uint64_t seed,
               int jobs, const volatile std::sig_atomic_t& stop,
               const std::function<void(std::size_t, Json)>& done) {
    std::fflush(nullptr);
    std::vector<Running> running;
    for (std::size_t next = 0;;) {
        while (next < tasks.size() && running.size() < static_cast<std::size_t>(jobs) && !stop)
            running.push_back(start(repository, tasks, next++, seed));
        if (running.empty()) return;
        for (const auto& ended : wait_for_some(running)) {
            bury(ended);
            done(ended.task, verdict_in(ended, *tasks[ended.task].exercise));
        }
    }
}

} // namespace gemmlings
