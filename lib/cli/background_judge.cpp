#include "cli/background_judge.hpp"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace gemmlings {

BackgroundJudge::BackgroundJudge(const Repository& repository) : repository(repository) {
    if (::pipe(pipe_ends) != 0) throw MachineError("No pipe could be made: too many files are open.");
    for (int end : pipe_ends) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    thread = std::thread([this] { work(); });
}

BackgroundJudge::~BackgroundJudge() {
    {
        const std::lock_guard lock(mutex);
        ending = true;
        waiting.clear();
    }
    changed.notify_one();
    thread.join();
    if (ahead.joinable()) ahead.join();
    for (int end : pipe_ends) ::close(end);
}

void BackgroundJudge::judge(const Exercise& exercise, bool at_home) {
    {
        const std::lock_guard lock(mutex);
        std::erase_if(waiting, [&](const Job& job) { return job.exercise == &exercise; });
        waiting.push_back({&exercise, at_home});
    }
    changed.notify_one();
}

std::optional<BackgroundJudge::Judged> BackgroundJudge::take() {
    char letters[64];
    while (::read(pipe_ends[0], letters, sizeof letters) > 0) {
    }
    const std::lock_guard lock(mutex);
    if (ready.empty()) return std::nullopt;
    auto first = std::move(ready.front());
    ready.pop_front();
    return first;
}

bool BackgroundJudge::busy() const {
    const std::lock_guard lock(mutex);
    return working || !waiting.empty();
}

void BackgroundJudge::work() {
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, [&] { return ending || !waiting.empty(); });
        if (ending) break;
        const auto job = waiting.front();
        waiting.pop_front();
        working = true;
        lock.unlock();
        auto verdict = verdict_on(job);
        lock.lock();
        working = false;
        ready.push_back({job.exercise, std::move(verdict)});
        [[maybe_unused]] const auto written = ::write(pipe_ends[1], "v", 1);
        if (!waiting.empty()) continue;
        lock.unlock();
        prepare_for_next();
        lock.lock();
    }
    lock.unlock();
    warm.reset(); // here, because its processes end with the thread that started them
}

/// While the learner reads: a compiler for the next save, and the judge of the exercise that follows.
void BackgroundJudge::prepare_for_next() {
    try {
        if (warm) warm->prepare();
    } catch (const std::exception&) {
        // Whatever it is, it will be said when it stands in somebody's way.
    }
    build_next_ahead();
}

void BackgroundJudge::build_next_ahead() {
    const auto* next = home ? home + 1 : nullptr;
    if (ahead_working || !next || next == repository.exercises.data() + repository.exercises.size()) return;
    if (ahead.joinable()) ahead.join();
    ahead_working = true;
    ahead = std::thread([this, next] {
        try {
            build_for(repository, {next}, Haste::ahead);
        } catch (const std::exception&) {
            // As above.
        }
        ahead_working = false;
    });
}

Verdict BackgroundJudge::verdict_on(const Job& job) {
    const auto file = repository.root / job.exercise->stub();
    try {
        build_for(repository, {job.exercise});
        if (!job.at_home) return judge_file(repository, *job.exercise, file);
        if (home != job.exercise) {
            warm.reset();
            warm.emplace(repository, *job.exercise);
            home = job.exercise;
        }
        return warm->judge(file);
    } catch (const std::exception& error) {
        Verdict verdict; // not judged
        verdict.reason = error.what();
        return verdict;
    }
}

} // namespace gemmlings
