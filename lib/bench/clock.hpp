#pragma once
/// @file
/// Two clocks, one for what is measured and one for how long somebody waits; and the median of what they say.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <vector>

namespace bench {

/// Seconds on the wall: for limits.
inline double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Milliseconds on the wall that somebody waits for `work`.
template<class Work> double milliseconds(const Work& work) {
    const double start = now();
    work();
    return 1e3 * (now() - start);
}

/// Seconds of computing, of all threads of this process together: what other programs do meanwhile does not
/// count, and more threads are no advantage. On Linux this clock is exact only while the process has no limit
/// of CPU time (RLIMIT_CPU) and no timer of it; otherwise it goes in steps of milliseconds.
inline double cpu_now() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// What it costs to ask the clock: up to a microsecond in a virtual machine.
inline double cost_of_clock() {
    static const double cost = [] {
        double least = 1;
        for (int i = 0; i < 100; ++i) {
            const double start = cpu_now();
            least = std::min(least, cpu_now() - start);
        }
        return least;
    }();
    return cost;
}

/// The CPU time that `work` takes.
template<class Work> double seconds(const Work& work) {
    const double cost = cost_of_clock();
    const double start = cpu_now();
    work();
    return std::max(cpu_now() - start - cost, 1e-9); // never 0: speeds are computed from it
}

/// The median, of an even number of values the upper one. There must be one at least.
inline double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace bench
