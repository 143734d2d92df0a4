#pragma once
/// @file
/// The program bench (lib/bench/program.cpp), which measures a submission in a process of its own.

#include "cli/repository.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace gemmlings {

/// What is measured of an exercise. Its bench file says so: tests/<exercise>/…
enum class Measured {
    times,   ///< <slug>_bench.cpp: CPU time beside the best library here
    kernels, ///< <slug>_gpu_bench.cpp: what kernels ask of the memory of a simulated GPU
    messages ///< <slug>_messages_bench.cpp: collectives on a simulated cluster
};

/// Nothing if there is no bench file.
std::optional<Measured> what_is_measured(const Repository& repository, const Exercise& exercise);

/// One run of the program.
struct BenchRun {
    std::vector<nlohmann::ordered_json> lines; ///< what it printed, as far as it came
    std::string complaint;         ///< why it did not come to its end, in a sentence; empty if it did
    std::string detail;            ///< the lines of the submission that the complaint is about
    std::string compiler_messages; ///< where the submission does not compile
};

/// Compiles `file` as `way` needs it, and runs the program on it.
/// @param bench_file  the shared object that build_series() has made
/// @param way         "times", "traffic", "kernels" or "messages"
/// @param quick       a first look, in seconds
/// @throws MachineError for what is not the submission's doing
BenchRun run_bench(const Repository& repository, const Exercise& exercise, const fs::path& file,
                   const fs::path& bench_file, const std::string& way, bool quick);

} // namespace gemmlings
