#pragma once
/// @file
/// The judge's side of one judging: a submission, its limits, and the runner that holds it.

#include "judge/on_gpu.hpp"
#include "judge/protocol.hpp"
#include "judge/report.hpp"
#include "trace/traffic.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace judge {

/// On what the calls of a submission run.
enum class Backend {
    cpu,
    simulated_gpu, ///< CUDA C++, compiled for the CPU: each call is made in every schedule of its threads
    gpu,           ///< CUDA C++, compiled by nvcc: a process of its own, and a context of CUDA, for each call
};

/// What is judged, and how.
struct Settings {
    std::string runner;     ///< the runner's program; empty: call in this process, for a debugger
    std::string calls;      ///< shared object of the calls file
    std::string submission; ///< shared object of the submission
    /// Shared object of its second build, in which every access to memory is announced; asked for when it is
    /// needed, because it may still be compiled. "!" and a reason, if there is none.
    std::function<std::string()> instrumented;
    std::string answers;              ///< tests/repo: see runner.cpp
    std::vector<std::string> forbids; ///< families (families.hpp)
    std::vector<std::string> tools;   ///< tools that are allowed
    unsigned cpu_seconds = 2;         ///< of one call
    std::uint64_t seed = 1;
    std::string data; ///< the folder data/
    Backend backend = Backend::cpu;
    std::string source; ///< the submission's text, to show lines of; empty: not shown
};

/// What a call gave, after everything that can go wrong was sorted out.
struct Answer {
    std::string result;                       ///< bytes of the returned value
    std::vector<std::string> blocks;          ///< new bytes of each block; empty: as it was
    std::vector<std::string> exception_kinds; ///< if it threw: the standard exceptions that it is
    std::string exception_type, exception_what;
    bool threw = false;
    OnGpu on_gpu;
    trace::Traffic traffic;               ///< of a measured call
    std::vector<const std::byte*> arrays; ///< where the blocks begin that were sent; the traffic's order
};

class Session {
  public:
    static Session& current();

    Settings settings;

    /// Starts a runner, before there is anything to load.
    void start();
    /// Ends the runner and whatever it has left behind. The next call starts a fresh one.
    /// @returns how it ended, as waitpid tells it
    int stop();

    /// Performs one call in a worker. Whatever goes wrong is recorded, and the case ended (CaseEnded).
    /// @param caches  to be measured; none: an ordinary call
    Answer perform(const std::string& function, const std::string& arguments,
                   const std::vector<std::string>& blocks, const trace::Caches& caches = {});

    /// What the latest call did on the simulated GPU, in ascending order of its threads. On a real one that
    /// cannot be told: the case is left open, and ended (CaseEnded).
    const OnGpu& on_gpu() const;

    /// The line of the submission that belongs to a place in its code (source_lines.hpp).
    std::string source_line(std::uint64_t code) const;

    /// What the submission has printed so far, at most a few kB.
    std::string printed();

    /// Whether something happened that is our fault; then no verdict holds.
    const std::string& trouble() const { return our_fault; }

    ~Session();

  private:
    int channel = -1, output = -1, runner_pid = -1;
    bool loaded = false;
    std::string to_load; ///< the build of the submission that the runner holds, or will
    int late_calls = 0;
    int turn = 0; ///< of the schedules
    OnGpu latest_on_gpu;
    std::int64_t started_ms = 0;
    Finding load_failure;
    std::string our_fault, collected;

    std::int64_t milliseconds_left() const;
    unsigned seconds_to_start() const;
    std::vector<Reply> ask(Ask ask, const std::vector<std::string>& bodies, unsigned cpu_seconds);
    Reply next_reply(std::int64_t deadline);
    void load();
    void choose_build(bool measured);
    std::vector<Answer> perform_in(const std::vector<int>& all, const std::string& function,
                                   const std::string& arguments, const std::vector<std::string>& blocks,
                                   const trace::Caches& caches);
    std::vector<Reply> call(const std::vector<std::string>& requests, unsigned cpu_seconds);
    Finding why_loading_failed(const Reply& reply);
    void collect_output();
    Answer judge_ending(const std::string& function, const Reply& reply, unsigned cpu_seconds, bool measured);
    void judge_routines(const std::vector<std::string>& routines);
};

/// That a call cannot be measured; `why` ends the sentence.
Finding unmeasured(const std::string& why, bool out_of_time = false);

/// The seed of the judging: fixed to learn with, the instructor's to grade with.
inline std::uint64_t seed() { return Session::current().settings.seed; }

} // namespace judge
