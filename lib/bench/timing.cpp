#include "bench/measuring.hpp"

#include "bench/bench.hpp"
#include "bench/clock.hpp"
#include "bench/library.hpp"
#include "bench/machine.hpp"
#include "bench/rounds.hpp"
#include "trace/measurement.hpp"

#include <algorithm>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

namespace {

const Series* loaded_series = nullptr;

const Series& load_series(const Options& options) {
    load(options);
    if (!loaded_series) throw std::runtime_error("the bench file defines no bench::Series");
    return *loaded_series;
}

/// How much time is spent.
struct Effort {
    double problem; ///< seconds for a problem at the least …
    double all;     ///< … and for all of them at the most, about
};
constexpr Effort thorough{.problem = 0.3, .all = 10}, quick{.problem = 0.02, .all = 0.5};

/// Rounds of a problem: as many as a median should have, and as many as it must have.
constexpr int enough_rounds = 5, fewest_rounds = 3;

// ---- what is printed -------------------------------------------------------------------------------------

Json in_json(const std::vector<Cache>& caches) {
    auto list = Json::array();
    for (const auto& cache : caches)
        list.push_back({{"name", cache.name},
                        {"bytes", cache.bytes},
                        {"behind", cache.behind},
                        {"bandwidth", cache.bandwidth}});
    return list;
}

void report_begin(i64 n) { report({{"begin", "With n = " + std::to_string(n)}}); }

/// What was measured, and on what.
Json setting(const std::vector<Cache>& caches, const Series::About& about) {
    return {{"processor", processor()},
            {"kernel", kernel()},
            {"library", about.library},
            {"problem", about.problem},
            {"caches", in_json(caches)}};
}

// ---- times -----------------------------------------------------------------------------------------------

/// The peak for the numbers that the problem consists of.
double peak_for(const Problem& problem) {
    return problem.arrays().front().word == sizeof(float) ? peak<float>() : peak<double>();
}

/// As many rounds as the effort allows. Returns the seconds that one takes.
double time_problem(Rounds& rounds, const Effort& effort, double left) {
    const double start = now();
    const auto spent = [&] { return now() - start; };
    const auto wanted = [&] { return rounds.count() < enough_rounds || spent() < effort.problem; };
    while (rounds.count() < fewest_rounds || (wanted() && spent() < left / 2)) rounds.next();
    return spent() / rounds.count();
}

/// The peak is measured right after the rounds: a processor may change its clock at any time.
Json timed(i64 n, const Problem& problem, const Rounds& rounds) {
    return {{"n", n},
            {"flops", problem.flops},
            {"bytes", problem.compulsory_bytes()},
            {"rounds", rounds.count()},
            {"seconds", rounds.submission_seconds()},
            {"library", rounds.library_seconds()},
            {"wrong", rounds.difference()},
            {"peak", peak_for(problem)}};
}

/// One problem after the other; those that would take longer than what is left of the time are left out.
void time_problems(const Series& series, std::span<const i64> sizes, const Effort& effort) {
    std::mt19937_64 random;
    double left = effort.all, seconds_per_flop = 0;
    for (const i64 n : sizes) {
        const auto problem = series.pose(n);
        if (fewest_rounds * seconds_per_flop * problem->flops > left) {
            report({{"left_out", n}});
            continue;
        }
        report_begin(n);
        Rounds rounds(*problem, random);
        const double round = time_problem(rounds, effort, left);
        report({{"timed", timed(n, *problem, rounds)}});
        seconds_per_flop = round / problem->flops;
        left -= round * rounds.count();
    }
}

} // namespace

void Series::offer(const Series& series) { loaded_series = &series; }

void time_all(const Options& options) {
    auto levels = caches();
    measure_bandwidths(levels);
    const Series& series = load_series(options);
    report({{"machine", setting(levels, series.about)}});
    const std::span sizes(series.about.sizes);
    time_problems(series, options.quick ? sizes.first(std::min<std::size_t>(sizes.size(), 2)) : sizes,
                  options.quick ? quick : thorough);
    measure_bandwidths(levels);
    report({{"machine", setting(levels, series.about)}});
}

// ---- traffic ---------------------------------------------------------------------------------------------

namespace {

/// The misses of all arrays and of what the call allocated itself, cache by cache.
std::vector<std::int64_t> all_misses(const trace::Traffic& traffic) {
    auto sum = traffic.own.misses;
    for (const auto& array : traffic.arrays)
        for (std::size_t cache = 0; cache < sum.size(); ++cache) sum[cache] += array.misses[cache];
    return sum;
}

} // namespace

void measure_traffic(const Options& options) {
    const Series& series = load_series(options);
    trace::Caches simulated;
    for (const auto& cache : caches())
        simulated.capacity.push_back(cache.bytes / simulated.line * simulated.line);
    const i64 n = options.quick ? series.about.sizes.front() : series.about.traced;
    const auto problem = series.pose(n);
    std::vector<trace::Array> arrays;
    for (const auto& array : problem->arrays()) arrays.emplace_back(array.bytes.get(), array.size());
    trace::Traffic traffic;
    report_begin(n);
    const auto wrong = one_round(*problem, 1, [&](const std::function<void()>& call) {
        traffic = trace::measure(simulated, arrays, call);
    });
    report({{"traffic",
             {{"n", n},
              {"flops", problem->flops},
              {"bytes", problem->compulsory_bytes()},
              {"misses", all_misses(traffic)},
              {"wrong", wrong}}}});
}

} // namespace bench
