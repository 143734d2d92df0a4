/// @file
/// The program that measures a submission to an exercise that has a bench file.
///
///     bench times    BENCH.so SUBMISSION.so [--quick]    beside the library, and what this machine can do
///     bench traffic  BENCH.so INSTRUMENTED.so [--quick]  misses of the caches of this machine
///     bench kernels  BENCH.so SUBMISSION.so --source F   what kernels ask of the memory of a simulated GPU
///     bench messages BENCH.so SUBMISSION.so [--quick]    collectives on a cluster in virtual time
///
/// It prints a line of JSON for everything it begins and finishes, so that whoever reads them knows how far
/// it has come when the submission crashes or never returns:
///
///     {"machine": {"processor": …, "kernel": …, "library": …, "problem": …, "caches": […]}}   times: at both
///     ends
///     {"begin": "With n = 64"}
///     {"timed": {"n": 64, "flops": …, "bytes": …, "rounds": …, "seconds": …, "library": …, "wrong": "",
///      "peak": …}}
///     {"left_out": 1024}
///     {"traffic": {"n": 256, "flops": …, "bytes": …, "misses": [L1, L2, …], "wrong": ""}}
///     {"counted": {"name": …, "problem": …, "flops": …, "bytes": …, "launches": …, …}}        counting.cpp
///     {"fault": {"sentence": …, "detail": …}}
///     {"network": {"alpha": …, "beta": …}}
///     {"collective": {"name": …, "ranks": 8, "words": …, "makespan": …, …}}                   simulating.cpp
///     {"size": {"words": …, "seconds": …}}
///     {"trouble": "It threw …"}
///     {"done": true}

#include "bench/measuring.hpp"

#include "bench/clock.hpp"
#include "judge/guard.hpp"
#include "judge/loading.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace bench {

namespace {

/// Seconds of CPU time after which it must be a loop without end.
constexpr double longest = 60, longest_quick = 5;

/// Standard output as it was, before the submission gets hold of it.
std::FILE* report_stream() {
    static std::FILE* const stream = [] {
        const int kept = ::dup(STDOUT_FILENO);
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
        return ::fdopen(kept, "w");
    }();
    return stream;
}

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

} // namespace

void report(const Json& line) {
    const auto text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    std::fputs(text.c_str(), report_stream());
    std::fflush(report_stream());
}

void load(const Options& options) {
    limit(RLIMIT_AS, rlim_t{4} << 30); // a submission that asks for ever more must not take it from others
    limit(RLIMIT_CORE, 0);
    end_after(options.quick ? longest_quick : longest);
    const auto reply = judge::load_submission(options.submission, options.bench_file);
    if (reply.end != judge::End::returned) throw std::runtime_error(reply.body);
}

namespace {

using Way = void (*)(const Options&);

Way way_named(const std::string& name) {
    return name == "times"      ? time_all
           : name == "traffic"  ? measure_traffic
           : name == "kernels"  ? count_accesses
           : name == "messages" ? simulate
                                : nullptr;
}

Options read(int argc, char** argv) {
    Options options{argv[2], argv[3], {}};
    for (int i = 4; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--quick") options.quick = true;
        if (name == "--source" && i + 1 < argc) options.source = argv[++i];
    }
    return options;
}

int run(Way way, const Options& options) {
    try {
        way(options);
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
    const auto way = argc < 4 ? nullptr : bench::way_named(argv[1]);
    if (!way) {
        std::fputs(
            "usage: bench times|traffic|kernels|messages BENCH.so SUBMISSION.so [--quick] [--source FILE]; "
            "gemmlings starts it\n",
            stderr);
        return 2;
    }
    judge::end_with_parent();
    bench::report_stream();
    return bench::run(way, bench::read(argc, argv));
}
