#pragma once
/// @file
/// Verdicts for programs; docs/json.md says what the members mean.

#include "cli/real_gpu.hpp"
#include "cli/repository.hpp"
#include "cli/verdict.hpp"

#include <nlohmann/json.hpp>

namespace gemmlings {

/// "passed", "failed", "not_started" (still the stub) or "not_judged".
const char* status_of(const Verdict& verdict);

nlohmann::ordered_json to_json(const Exercise& exercise, const Verdict& verdict);

/// What a real GPU says of it; its status is "skipped" where there is none.
nlohmann::ordered_json to_json(const GpuReport& report);

/// That there is no verdict, and why.
nlohmann::ordered_json not_judged_json(const Exercise& exercise, const std::string& reason);

/// Indented text; what a student printed need not be UTF-8, so that bytes that are not are replaced.
std::string dumped(const nlohmann::ordered_json& json);

} // namespace gemmlings
