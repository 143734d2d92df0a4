#pragma once
/// @file
/// Judging beside the learning loop, so that its screen never waits.

#include "cli/judging.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace gemmlings {

/// Judges one file after the other on a thread of its own. The exercise at home has a compiler waiting for
/// it.
class BackgroundJudge {
  public:
    explicit BackgroundJudge(const Repository& repository);

    /// Waits for the judging that is under way, if any: who wants to end at once asks busy() first.
    ~BackgroundJudge();

    /// Judges the stub of an exercise as it is when its turn comes. What was asked before and has not begun
    /// is dropped if it is the same exercise.
    /// @param at_home the learner works on it, so more saves will come
    void judge(const Exercise& exercise, bool at_home);

    struct Judged {
        const Exercise* exercise;
        Verdict verdict;
    };
    std::optional<Judged> take();                         ///< the next verdict that is ready
    bool busy() const;                                    ///< something is being judged or waits for it
    bool building_ahead() const { return ahead_working; } ///< what the next exercise needs is being built
    int descriptor() const { return pipe_ends[0]; }       ///< readable when a verdict is ready

  private:
    struct Job {
        const Exercise* exercise;
        bool at_home;
    };

    void work();
    Verdict verdict_on(const Job& job);
    void prepare_for_next();
    void build_next_ahead();

    const Repository& repository;
    int pipe_ends[2] = {-1, -1};
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<Job> waiting;
    std::deque<Judged> ready;
    bool working = false, ending = false;

    // touched by the thread alone
    const Exercise* home = nullptr;
    std::optional<WarmJudge> warm;
    std::thread ahead; ///< builds while the first thread judges
    std::atomic<bool> ahead_working = false;

    std::thread thread; ///< last, since it uses all of the above
};

} // namespace gemmlings
