#pragma once
/// @file
/// Many files judged at once.

#include "cli/judging.hpp"

#include <csignal>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

namespace gemmlings {

struct JudgingTask {
    const Exercise* exercise;
    fs::path file; ///< messages call it by its place in a repository
};

/// Judges the tasks in their order, `jobs` at once, each in a process of its own: whatever happens to one,
/// the others and the caller go on.
/// @param stop  once it is not 0 no further task is started; those that run are finished
/// @param done  gets the number of a task and the JSON of its verdict, in the order in which they end
void judge_all(const Repository& repository, const std::vector<JudgingTask>& tasks, std::uint64_t seed,
               int jobs, const volatile std::sig_atomic_t& stop,
               const std::function<void(std::size_t, nlohmann::ordered_json)>& done);

} // namespace gemmlings
