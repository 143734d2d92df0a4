/// @file
/// The program that times a submission beside the library, or measures its memory traffic.
///
///     bench SERIES.so SUBMISSION.so [--quick]               times, and what this machine can do
///     bench SERIES.so INSTRUMENTED.so [--quick] --traffic   misses of the caches of this machine
///
/// It prints a line of JSON for everything it begins and finishes, so that whoever reads them knows how far
/// it has come when the submission crashes or never returns:
///
///     {"machine": {"processor": …, "kernel": …, "library": …, "problem": …, "caches": […]}}   at both ends
///     {"begin": 64}
///     {"timed": {"n": 64, "flops": …, "bytes": …, "rounds": …, "seconds": …, "library": …, "wrong": "",
///      "peak": …}}
///     {"left_out": 1024}
///     {"traffic": {"n": 256, "flops": …, "bytes": …, "misses": [L1, L2, …], "wrong": ""}}
///     {"trouble": "It threw …"}
///     {"done": true}
///
/// What the submission itself prints goes to standard error.

#include "bench/clock.hpp"
#include "bench/library.hpp"
#include "bench/machine.hpp"
#include "bench/rounds.hpp"
#include "judge/guard.hpp"
#include "trace/measurement.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <dlfcn.h>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace bench {

namespace {

using Json = nlohmann::ordered_json;

const Series* loaded_series = nullptr;

} // namespace

void Series::offer(const Series& series) { loaded_series = &series; }

namespace {

/// How much time is spent.
struct Effort {
    double problem; ///< seconds for a problem at the least …
    double all;     ///< … and for all of them at the most, about
    double limit;   ///< seconds of CPU time after which it must be a loop without end
};
constexpr Effort thorough{.problem = 0.3, .all = 10, .limit = 60},
    quick{.problem = 0.02, .all = 0.5, .limit = 5};

struct Options {
    std::string series, submission;
    bool quick = false, traffic = false;

    const Effort& effort() const { return quick ? bench::quick : thorough; }
};

/// Rounds of a problem: as many as a median should have, and as many as it must have.
constexpr int enough_rounds = 5, fewest_rounds = 3;

// ---- what is printed -------------------------------------------------------------------------------------

/// Standard output as it was, before the submission gets hold of it.
std::FILE* report_stream() {
    static std::FILE* const stream = [] {
        const int kept = ::dup(STDOUT_FILENO);
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
        return ::fdopen(kept, "w");
    }();
    return stream;
}

void report(const Json& line) {
    const auto text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    std::fputs(text.c_str(), report_stream());
    std::fflush(report_stream());
}

Json in_json(const std::vector<Cache>& caches) {
    auto list = Json::array();
    for (const auto& cache : caches)
        list.push_back({{"name", cache.name},
                        {"bytes", cache.bytes},
                        {"behind", cache.behind},
                        {"bandwidth", cache.bandwidth}});
    return list;
}

/// What was measured, and on what.
Json setting(const std::vector<Cache>& caches, const Series::About& about) {
    return {{"processor", processor()},
            {"kernel", kernel()},
            {"library", about.library},
            {"problem", about.problem},
            {"caches", in_json(caches)}};
}

// ---- loading ---------------------------------------------------------------------------------------------

void limit(int resource, rlim_t value) {
    const rlimit limits{value, value};
    ::setrlimit(static_cast<decltype(RLIMIT_AS)>(resource), &limits);
}

/// Ends this process as RLIMIT_CPU would, which would make the clock coarse (clock.hpp).
void end_after(double cpu_seconds) {
    std::thread([=] {
        while (cpu_now() < cpu_seconds) std::this_thread::sleep_for(std::chrono::milliseconds(100));
        ::signal(SIGXCPU, SIG_DFL);
        ::kill(::getpid(), SIGXCPU);
    }).detach();
}

void load(const std::string& path, int scope) {
    if (!::dlopen(path.c_str(), RTLD_NOW | scope)) throw std::runtime_error(::dlerror());
}

/// The submission first: the bench file is bound to its functions.
const Series& load(const Options& options) {
    limit(RLIMIT_AS, rlim_t{4} << 30); // a submission that asks for ever more must not take it from others
    limit(RLIMIT_CORE, 0);
    end_after(options.effort().limit);
    load(options.submission, RTLD_GLOBAL);
    load(options.series, RTLD_LOCAL);
    if (!loaded_series) throw std::runtime_error("the bench file defines no bench::Series");
    return *loaded_series;
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
        report({{"begin", n}});
        Rounds rounds(*problem, random);
        const double round = time_problem(rounds, effort, left);
        report({{"timed", timed(n, *problem, rounds)}});
        seconds_per_flop = round / problem->flops;
        left -= round * rounds.count();
    }
}

void time_all(const Options& options) {
    auto levels = caches();
    measure_bandwidths(levels);
    const Series& series = load(options);
    report({{"machine", setting(levels, series.about)}});
    const std::span sizes(series.about.sizes);
    time_problems(series, options.quick ? sizes.first(std::min<std::size_t>(sizes.size(), 2)) : sizes,
                  options.effort());
    measure_bandwidths(levels);
    report({{"machine", setting(levels, series.about)}});
}

// ---- traffic ---------------------------------------------------------------------------------------------

/// The misses of all arrays and of what the call allocated itself, cache by cache.
std::vector<std::int64_t> all_misses(const trace::Traffic& traffic) {
    auto sum = traffic.own.misses;
    for (const auto& array : traffic.arrays)
        for (std::size_t cache = 0; cache < sum.size(); ++cache) sum[cache] += array.misses[cache];
    return sum;
}

void measure_traffic(const Options& options) {
    const Series& series = load(options);
    trace::Caches simulated;
    for (const auto& cache : caches())
        simulated.capacity.push_back(cache.bytes / simulated.line * simulated.line);
    const i64 n = options.quick ? series.about.sizes.front() : series.about.traced;
    const auto problem = series.pose(n);
    std::vector<trace::Array> arrays;
    for (const auto& array : problem->arrays()) arrays.emplace_back(array.bytes.get(), array.size());
    trace::Traffic traffic;
    report({{"begin", n}});
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

// ---- the command line ------------------------------------------------------------------------------------

Options read(int argc, char** argv) {
    Options options{argv[1], argv[2]};
    for (int i = 3; i < argc; ++i) {
        options.quick |= std::string("--quick") == argv[i];
        options.traffic |= std::string("--traffic") == argv[i];
    }
    return options;
}

int run(const Options& options) {
    try {
        options.traffic ? measure_traffic(options) : time_all(options);
        report({{"done", true}});
        return 0;
    } catch (const std::exception& error) {
        report({{"trouble", error.what()}});
    } catch (...) {
        report({{"trouble", "something that is no std::exception"}});
    }
    return 1;
}

} // namespace

} // namespace bench

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: bench SERIES.so SUBMISSION.so [--quick] [--traffic]; gemmlings starts it\n",
                   stderr);
        return 2;
    }
    judge::end_with_parent();
    bench::report_stream();
    return bench::run(bench::read(argc, argv));
}
