#include "bench/measuring.hpp"

#include "bench/collective.hpp"
#include "cluster/simulation.hpp"
#include "cluster/timeline.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace bench {

namespace {

/// The runs that are shown; the last one as a timeline, too.
constexpr int cluster_sizes[] = {4, 8};
constexpr int drawn_ranks = 8;

/// From one number to 4 Mi of them.
constexpr i64 first_size = 1, last_size = i64{1} << 22, factor = 4;

std::vector<const Collective*>& collectives() {
    static std::vector<const Collective*> loaded;
    return loaded;
}

struct Run {
    cluster::Outcome outcome;
    std::string wrong;
};

Run run(const Collective& collective, int ranks, i64 words, bool timeline) {
    const auto trial = collective.pose(ranks, words);
    Run run;
    run.outcome = cluster::run(
        {.ranks = ranks, .mode = cluster::Mode::eager, .alpha = alpha, .beta = beta, .timeline = timeline},
        trial.rank);
    if (run.outcome.faults.empty()) run.wrong = trial.wrong();
    return run;
}

/// The largest of what `of` says of a rank.
template<class Of> i64 most(const cluster::Outcome& outcome, Of of) {
    i64 largest = 0;
    for (const auto& rank : outcome.ranks) largest = std::max(largest, of(rank));
    return largest;
}

Json in_json(const Collective& collective, int ranks, const Run& run) {
    const auto& about = collective.about;
    const auto least = collective.bound(ranks, about.words);
    return {{"name", about.name},
            {"ranks", ranks},
            {"words", about.words},
            {"seconds", run.outcome.makespan},
            {"rounds", most(run.outcome, [](const cluster::Rank& rank) { return rank.rounds; })},
            {"sent", most(run.outcome, [](const cluster::Rank& rank) { return rank.sent.words; })},
            {"least_seconds", least.seconds},
            {"least_rounds", least.rounds},
            {"least_sent", least.words},
            {"wrong", run.wrong},
            {"timeline", ranks == drawn_ranks ? cluster::timeline_svg(run.outcome) : ""}};
}

/// Returns whether it went well.
bool simulate(const Collective& collective) {
    for (const int ranks : cluster_sizes) {
        report({{"begin", "On " + std::to_string(ranks) + " ranks (" + collective.about.name + ")"}});
        const auto done = run(collective, ranks, collective.about.words, ranks == drawn_ranks);
        if (!done.outcome.faults.empty()) {
            report({{"fault", {{"sentence", done.outcome.faults.front().sentence}, {"detail", ""}}}});
            return false;
        }
        report({{"collective", in_json(collective, ranks, done)}});
    }
    return true;
}

void try_sizes(const Collective& collective) {
    for (i64 words = first_size; words <= last_size; words *= factor) {
        report({{"begin", "With " + std::to_string(words) + " numbers"}});
        const auto done = run(collective, drawn_ranks, words, false);
        if (!done.outcome.faults.empty()) return; // sizes so unlike the others are for the tests
        report({{"size", {{"words", words}, {"seconds", done.outcome.makespan}}}});
    }
}

} // namespace

void Collective::offer(const Collective& collective) { collectives().push_back(&collective); }

void simulate(const Options& options) {
    load(options);
    if (collectives().empty()) throw std::runtime_error("the bench file defines no bench::Collective");
    report({{"network", {{"alpha", alpha}, {"beta", beta}}}});
    for (const auto* collective : collectives())
        if (!simulate(*collective)) return;
    for (const auto* collective : collectives())
        if (collective->about.all_reduce && !options.quick) try_sizes(*collective);
}

} // namespace bench
