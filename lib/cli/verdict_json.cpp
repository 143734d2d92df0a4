#include "cli/verdict_json.hpp"

namespace gemmlings {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Failure& failure) {
    return {{"sentence", failure.sentence},
            {"detail", failure.detail},
            {"diagnosis", failure.diagnosis},
            {"hint", failure.hint},
            {"out_of_time", failure.out_of_time}};
}

Json to_json(const CaseResult& result) {
    auto failures = Json::array();
    for (const auto& failure : result.failures) failures.push_back(to_json(failure));
    return {{"name", result.name},
            {"points", result.points},
            {"passed", result.passed},
            {"failures", failures},
            {"remarks", result.remarks}};
}

/// Of a real GPU, where there are no points to earn.
Json without_points(const CaseResult& result) {
    auto json = to_json(result);
    json.erase("points");
    json["not_judged"] = result.open;
    return json;
}

/// What a verdict says wherever it was found, behind what `json` has already.
void add_findings(Json& json, const Verdict& verdict, Json (*case_in_json)(const CaseResult&)) {
    auto cases = Json::array();
    for (const auto& result : verdict.cases) cases.push_back(case_in_json(result));
    json.update(Json{{"reason", verdict.reason},
                     {"compiled", verdict.compiled},
                     {"compiler_messages", verdict.compiler_messages},
                     {"cases", cases},
                     {"printed", verdict.printed},
                     {"backend", verdict.backend},
                     {"compiler", verdict.compiler},
                     {"seed", verdict.seed},
                     {"milliseconds", verdict.milliseconds}});
}

} // namespace

const char* status_of(const Verdict& verdict) {
    if (verdict.outcome == Outcome::passed) return "passed";
    if (verdict.outcome == Outcome::not_judged) return "not_judged";
    return verdict.untouched ? "not_started" : "failed";
}

Json to_json(const Exercise& exercise, const Verdict& verdict) {
    Json json{{"id", exercise.id()},
              {"title", exercise.title},
              {"status", status_of(verdict)},
              {"points", verdict.points},
              {"of", verdict.of}};
    add_findings(json, verdict, to_json);
    return json;
}

Json to_json(const GpuReport& report) {
    const auto& [gpu, verdict] = report;
    if (!gpu.missing.empty()) return {{"status", "skipped"}, {"reason", gpu.missing}};
    Json json{{"status", status_of(verdict)}};
    add_findings(json, verdict, without_points);
    return json;
}

Json not_judged_json(const Exercise& exercise, const std::string& reason) {
    Verdict verdict;
    verdict.of = exercise.points;
    verdict.reason = reason;
    return to_json(exercise, verdict);
}

std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

} // namespace gemmlings
