#include "cli/bench/messages.hpp"

#include "cli/bench/program.hpp"
#include "cli/judging.hpp"

#include <bit>
#include <fmt/format.h>

namespace gemmlings {

namespace {

using Json = nlohmann::ordered_json;

constexpr double float_bytes = 4;

SimulatedRun run_in(const Json& said) {
    return {.name = said.at("name"),
            .ranks = said.at("ranks"),
            .words = said.at("words"),
            .seconds = said.at("seconds"),
            .rounds = said.at("rounds"),
            .sent = said.at("sent"),
            .least_seconds = said.at("least_seconds"),
            .least_rounds = said.at("least_rounds"),
            .least_sent = said.at("least_sent"),
            .wrong = said.at("wrong"),
            .timeline = said.at("timeline")};
}

Json in_json(const SimulatedRun& run) {
    return {{"name", run.name},
            {"ranks", run.ranks},
            {"words", run.words},
            {"seconds", run.seconds},
            {"rounds", run.rounds},
            {"sent", run.sent},
            {"least_seconds", run.least_seconds},
            {"least_rounds", run.least_rounds},
            {"least_sent", run.least_sent},
            {"wrong", run.wrong}};
}

} // namespace

double BenchMessages::ring_seconds(double words) const {
    const double D = runs.back().ranks;
    return 2 * (D - 1) * (alpha + beta * float_bytes * words / D);
}

double BenchMessages::doubling_seconds(double words) const {
    return std::bit_width(static_cast<unsigned>(runs.back().ranks - 1)) *
           (alpha + beta * float_bytes * words);
}

double BenchMessages::crossover() const {
    // Both are straight lines.
    const double at_0 = ring_seconds(0) - doubling_seconds(0);
    return at_0 / (at_0 - (ring_seconds(1) - doubling_seconds(1)));
}

void BenchMessages::measure(const Repository& repository, const Exercise& exercise, const fs::path& file,
                            bool quick) {
    const auto run =
        run_bench(repository, exercise, file, build_series(repository, exercise), "messages", quick);
    complaint = run.complaint;
    detail = run.detail;
    compiler_messages = run.compiler_messages;
    if (!complaint.empty()) return; // a part of it means little
    for (const auto& said : run.lines) {
        if (said.contains("network")) {
            said["network"].at("alpha").get_to(alpha);
            said["network"].at("beta").get_to(beta);
        }
        if (said.contains("collective")) runs.push_back(run_in(said["collective"]));
        if (said.contains("size")) sizes.push_back({said["size"].at("words"), said["size"].at("seconds")});
    }
    for (const auto& one : runs)
        if (!one.wrong.empty() && complaint.empty())
            complaint =
                fmt::format("The result is wrong: on {} ranks ({}), {}. `./gemmlings check` says more.",
                            one.ranks, one.name, one.wrong);
}

nlohmann::ordered_json BenchMessages::in_json() const {
    auto json = BenchResults::in_json();
    json.update({{"alpha", alpha}, {"beta", beta}, {"runs", Json::array()}, {"sizes", Json::array()}});
    for (const auto& run : runs) json["runs"].push_back(gemmlings::in_json(run));
    for (const auto& size : sizes)
        json["sizes"].push_back({{"words", size.words}, {"seconds", size.seconds}});
    return json;
}

} // namespace gemmlings
