#pragma once
/// @file
/// From a file to a verdict: compile it, start the judge, read what it reports.

#include "cli/repository.hpp"
#include "cli/verdict.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gemmlings {

struct RealGpu;

struct JudgeOptions {
    std::uint64_t seed = 1;       ///< fixed to learn with, the instructor's to grade with
    bool in_process = false;      ///< load the submission into the judge itself, for a debugger
    bool debug = false;           ///< start gdb on it (implies in_process)
    std::string answers{};        ///< tests/repo only: "zeros", "constant", "nan", "echo", "untouched"
    const RealGpu* gpu = nullptr; ///< compile with nvcc and run on this one: judge_on_gpu()
};

/// Whether somebody waits for a build, or it is done ahead of need and must not be in anybody's way.
enum class Haste { now, ahead };

/// Builds what judging `exercises` needs (its calls and tests, the judge), if it is not up to date.
/// Says so on stderr while something is built; silent when nothing is to be done, or when nobody waits for
/// it.
/// @throws MachineError if it cannot be built.
void build_for(const Repository& repository, const std::vector<const Exercise*>& exercises,
               Haste haste = Haste::now);

/// Does the same for as many of them as possible. Returns the others, and why; the reasons are on stderr,
/// too.
std::map<const Exercise*, std::string> build_what_can_be_built(const Repository& repository,
                                                               const std::vector<const Exercise*>& exercises);

/// Builds what `gemmlings check --mpi` needs of an exercise, and returns its trials: a shared object.
/// @throws MachineError if it cannot be built.
fs::path build_trials(const Repository& repository, const Exercise& exercise);

/// Builds what `gemmlings bench` needs of an exercise, and returns its series: a shared object.
/// @throws MachineError if it cannot be built.
fs::path build_series(const Repository& repository, const Exercise& exercise);

/// Builds the runner for a real GPU, and returns its program.
/// @throws MachineError if it cannot be built.
fs::path build_device_runner(const Repository& repository);

/// Builds what judging an exercise on a real GPU needs.
/// @throws MachineError if it cannot be built.
void build_for_gpu(const Repository& repository, const Exercise& exercise);

/// The verdict where nothing could be judged.
Verdict not_judged(const Exercise& exercise, const std::string& reason);

/// Compiles `file` as a submission to `exercise` and judges it. Never throws for what the submission does.
Verdict judge_file(const Repository& repository, const Exercise& exercise, const fs::path& file,
                   const JudgeOptions& options = {});

/// A compiler that has read its headers already and waits for the file: for the learning loop.
/// Costs some memory while it waits. Falls back to judge_file's way where that is not possible (g++).
class WarmJudge {
  public:
    WarmJudge(const Repository& repository, const Exercise& exercise, JudgeOptions options = {});
    ~WarmJudge();
    WarmJudge(WarmJudge&&) noexcept;
    WarmJudge& operator=(WarmJudge&&) noexcept;

    /// Judges the file as it is now, with the compiler and the judge that prepare() left waiting.
    Verdict judge(const fs::path& file);

    /// Makes ready for the next save, anew if something was built since. Called apart from judge(), so that
    /// nobody waits for it.
    void prepare();

  private:
    struct State;
    std::unique_ptr<State> state;
};

} // namespace gemmlings
