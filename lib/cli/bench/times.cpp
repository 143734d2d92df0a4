#include "cli/bench/times.hpp"

#include "cli/bench/program.hpp"
#include "cli/judging.hpp"

#include <algorithm>

namespace gemmlings {

namespace {

using Json = nlohmann::ordered_json;

void read_setting(const Json& said, BenchTimes& results) {
    said.at("processor").get_to(results.processor);
    said.at("kernel").get_to(results.kernel);
    said.at("library").get_to(results.library);
    said.at("problem").get_to(results.problem);
    results.traffic.clear();
    for (const auto& cache : said.at("caches"))
        results.traffic.push_back(
            {cache.at("name"), cache.at("behind"), cache.at("bytes"), cache.at("bandwidth"), 0});
}

void read_timing(const Json& said, BenchTimes& results) {
    results.timings.push_back({said.at("n"), said.at("flops"), said.at("bytes"), said.at("rounds"),
                               said.at("seconds"), said.at("library"), said.at("wrong")});
    results.peak = std::max(results.peak, said.at("peak").get<double>());
}

constexpr double line = 64; ///< bytes that a miss brings

/// Less cannot have moved than what has to: then accesses were not announced.
bool unseen(const Json& traffic) {
    return line * traffic.at("misses").back().get<double>() < 0.99 * traffic.at("bytes").get<double>();
}

void read_traffic(const Json& said, BenchTimes& results) {
    const auto& misses = said.at("misses");
    for (std::size_t i = 0; i < results.traffic.size(); ++i)
        results.traffic[i].intensity = said.at("flops").get<double>() / (line * misses.at(i).get<double>());
    said.at("n").get_to(results.traced);
    if (!results.traced_timing())
        results.no_traffic = "The problem that it would be measured on takes too long.";
    else if ((said.at("wrong") != "" && !results.wrong()) || unseen(said))
        results.no_traffic = "Where every access has to be announced, your code gives another result: "
                             "vectors of more than 16 bytes and inline assembly cannot announce theirs.";
    if (!results.no_traffic.empty()) results.traced = 0;
}

Json in_json(const Timing& timing) {
    return {{"n", timing.n},
            {"flops", timing.flops},
            {"bytes", timing.bytes},
            {"rounds", timing.rounds},
            {"seconds", timing.seconds},
            {"library_seconds", timing.library_seconds},
            {"share_of_library", timing.share_of_library()},
            {"wrong", timing.wrong}};
}

Json in_json(const CacheTraffic& traffic, double peak, bool measured) {
    Json json = {{"cache", traffic.cache},
                 {"capacity", traffic.capacity},
                 {"behind", traffic.behind},
                 {"bandwidth", traffic.bandwidth}};
    if (!measured) return json;
    json["intensity"] = traffic.intensity;
    json["roof"] = traffic.roof(peak);
    return json;
}

} // namespace

const Timing* BenchTimes::traced_timing() const {
    const auto found = std::find_if(timings.begin(), timings.end(),
                                    [&](const Timing& timing) { return timing.n == traced; });
    return found == timings.end() ? nullptr : &*found;
}

const CacheTraffic& BenchTimes::tightest() const {
    return *std::min_element(traffic.begin(), traffic.end(),
                             [&](auto& a, auto& b) { return a.roof(peak) < b.roof(peak); });
}

const Timing* BenchTimes::wrong() const {
    const auto found = std::find_if(timings.begin(), timings.end(),
                                    [](const Timing& timing) { return !timing.wrong.empty(); });
    return found == timings.end() ? nullptr : &*found;
}

void BenchTimes::read(const std::vector<Json>& lines) {
    for (const auto& said : lines) {
        if (said.contains("machine")) read_setting(said["machine"], *this);
        if (said.contains("timed")) read_timing(said["timed"], *this);
        if (said.contains("left_out")) left_out.push_back(said["left_out"]);
        if (said.contains("traffic")) read_traffic(said["traffic"], *this);
    }
}

void BenchTimes::measure(const Repository& repository, const Exercise& exercise, const fs::path& file,
                         bool quick) {
    const auto bench_file = build_series(repository, exercise);
    const auto timed = run_bench(repository, exercise, file, bench_file, "times", quick);
    read(timed.lines);
    complaint = timed.complaint;
    compiler_messages = timed.compiler_messages;
    if (!complaint.empty()) return;
    const auto traced = run_bench(repository, exercise, file, bench_file, "traffic", quick);
    read(traced.lines);
    compiler_messages = traced.compiler_messages;
    if (!traced.complaint.empty())
        no_traffic = traced.complaint + " (Here its stack is no larger than the smallest cache.)";
}

nlohmann::ordered_json BenchTimes::in_json() const {
    auto problems = Json::array(), caches = Json::array();
    for (const auto& timing : timings) problems.push_back(gemmlings::in_json(timing));
    for (const auto& one : traffic) caches.push_back(gemmlings::in_json(one, peak, traced > 0));
    auto json = BenchResults::in_json();
    json.update({{"processor", processor},
                 {"library", library},
                 {"kernel", kernel},
                 {"problem", problem},
                 {"peak", peak},
                 {"problems", problems},
                 {"left_out", left_out},
                 {"caches", caches},
                 {"traced", traced},
                 {"no_traffic", no_traffic}});
    if (traced_timing()) json["predicted_intensity"] = predicted_intensity();
    return json;
}

} // namespace gemmlings
