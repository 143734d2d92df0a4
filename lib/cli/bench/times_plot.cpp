#include "cli/bench/times.hpp"

#include "cli/bench/gnuplot.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace gemmlings {

namespace {

using namespace plot;

constexpr Panel left_panel{0.075, 0.475, 0.145, 0.73}, right_panel{0.575, 0.975, 0.145, 0.73},
    whole{0.075, 0.975, 0.145, 0.73};

std::string titles(const Exercise& exercise, const BenchTimes& results) {
    return label(exercise.slug + ": " + exercise.title, "screen 0.5,0.955 center font ',32'", of_roof) +
           label(results.problem, "screen 0.5,0.9 center", of_rest) +
           label(fmt::format("one core of {}  ·  {}  ·  OpenBLAS kernel {}", results.processor,
                             results.compiler, results.kernel),
                 "screen 0.5,0.858 center font ',20'", of_rest);
}

// ---- speed against size ----------------------------------------------------------------------------------

std::string speed_data(const BenchTimes& results) {
    std::string text = "$speed << EOD\n";
    for (const auto& timing : results.timings)
        text += fmt::format("{} {} {}\n", timing.n, timing.speed() / 1e9, timing.library_speed() / 1e9);
    return text + "EOD\n";
}

/// The curves carry their names on the right: the library above its own, or, where there is no room, above
/// the peak; yours below its own, or, where there is no room, above.
std::string curve_labels(const BenchTimes& results) {
    const auto& timings = results.timings;
    const auto& last = timings.back();
    double highest = 0, mine = 0, lowest = last.speed(); // below and above the names
    for (auto timing = timings.begin() + static_cast<std::ptrdiff_t>(timings.size() / 3);
         timing != timings.end(); ++timing) {
        highest = std::max(highest, timing->library_speed());
        mine = std::max(mine, timing->speed());
        lowest = std::min(lowest, timing->speed());
    }
    const auto at = [&](double speed, double lines) {
        return fmt::format("first {},{} right offset 0,{}", last.n, speed / 1e9, lines);
    };
    const double share = last.share_of_library();
    const auto yours = results.wrong()
                           ? "yours, with wrong results"
                           : fmt::format("yours: {:.{}f} % of OpenBLAS", 100 * share, share < 0.0995 ? 1 : 0);
    const bool below = lowest > 0.15 * results.peak;
    return label(yours, at(below ? lowest : mine, below ? -1 : 1), of_yours) +
           label("OpenBLAS", at(highest < 0.87 * results.peak ? highest : results.peak, 0.9), of_library);
}

/// Marks on the axis of sizes: the last one, and those before it that are far enough apart.
std::string size_marks(const BenchTimes& results) {
    auto next = results.timings.back().n;
    auto marks = std::to_string(next);
    for (auto timing = results.timings.rbegin(); timing != results.timings.rend(); ++timing) {
        if (2 * next < 3 * timing->n) continue;
        next = timing->n;
        marks += "," + std::to_string(next);
    }
    return "set xtics (" + marks + ")\n";
}

std::string speed_panel(const BenchTimes& results, const Panel& panel) {
    const double peak = results.peak / 1e9;
    const double first = static_cast<double>(results.timings.front().n),
                 last = static_cast<double>(results.timings.back().n);
    std::string text = margins(panel) + curve_labels(results) + size_marks(results);
    text += label(fmt::format("peak of this core, {}", giga(results.peak)),
                  fmt::format("first {},{} left offset 0,0.8", first, peak), of_roof);
    text += fmt::format("set title 'Speed' offset 0,-0.6 font ',26'\nset xlabel 'n'\nset ylabel 'GFLOP/s'\n"
                        "set logscale x 2\nset xrange [{}:{}]\nset yrange [0:{}]\n",
                        first / 1.12, last * 1.12, 1.15 * peak);
    return text + fmt::format("plot {} with lines lc rgb '{}' lw 4 dt 2 notitle, "
                              "$speed using 1:3 with linespoints lc rgb '{}' lw 5 pt 5 ps 2 notitle, "
                              "$speed using 1:2 with linespoints lc rgb '{}' lw 5 pt 7 ps 2.2 notitle\n",
                              peak, of_roof, of_library, of_yours);
}

// ---- the roofline ----------------------------------------------------------------------------------------

Range range_of(const BenchTimes& results) {
    const double peak = results.peak / 1e9, speed = results.traced_timing()->speed() / 1e9;
    double lowest = results.predicted_intensity(), highest = lowest;
    for (const auto& one : results.traffic) {
        const double ridge = results.peak / one.bandwidth;
        lowest = std::min({lowest, one.intensity, ridge / 2});
        highest = std::max({highest, one.intensity, ridge});
    }
    return {lowest / 4, highest * 2.5, std::min(speed / 5, peak / 30), peak * 2.2};
}

/// The rising part of one roof, and what is written along it. The one that limits the submission stands out.
std::string rising_roof(const CacheTraffic& traffic, const BenchTimes& results, const Range& range) {
    const bool limit = &traffic == &results.tightest() && traffic.roof(results.peak) < results.peak;
    const auto* colour = limit ? of_roof : of_rest;
    const double bandwidth = traffic.bandwidth / 1e9, peak = results.peak / 1e9;
    const double ridge = peak / bandwidth, start = std::max(range.left, range.bottom / bandwidth);
    return line_to(start, start * bandwidth, ridge, peak,
                   fmt::format("lc rgb '{}' lw {}", colour, limit ? 5 : 3)) +
           label(fmt::format("{}, {:.0f} GB/s", traffic.behind, bandwidth),
                 fmt::format("first {},{} right rotate by {} offset -1.4,-0.2 font ',18'", ridge, peak,
                             slope(right_panel, range)),
                 colour);
}

/// The roofs of all levels, and the ridge of memory.
std::string roofs(const BenchTimes& results, const Range& range) {
    const double peak = results.peak / 1e9, ridge = results.peak / results.traffic.back().bandwidth;
    double fastest = 0;
    std::string text;
    for (const auto& one : results.traffic) {
        fastest = std::max(fastest, one.bandwidth);
        text += rising_roof(one, results, range);
    }
    text +=
        line_to(results.peak / fastest, peak, range.right, peak, fmt::format("lc rgb '{}' lw 5", of_roof));
    text += line_to(ridge, range.bottom, ridge, peak, fmt::format("lc rgb '{}' lw 2 dt 3", of_rest));
    text += label(fmt::format("peak {}", giga(results.peak)),
                  fmt::format("first {},{} right offset -0.5,0.7", range.right, peak), of_roof);
    return text + label(fmt::format("ridge {:.1f}", ridge),
                        fmt::format("first {},{} left offset 0.5,0.8", ridge, range.bottom), of_rest);
}

/// The names of the points of yours. Caches behind which the intensity is the same share a point.
std::string point_labels(const BenchTimes& results) {
    const double speed = results.traced_timing()->speed() / 1e9;
    std::string names;
    auto text = label("OpenBLAS",
                      fmt::format("first {},{} right offset -1.2,0", results.predicted_intensity(),
                                  results.traced_timing()->library_speed() / 1e9),
                      of_library);
    for (std::size_t i = 0; i < results.traffic.size(); ++i) {
        const auto& one = results.traffic[i];
        names += (names.empty() ? "" : ", ") + one.cache;
        if (i + 1 < results.traffic.size() && results.traffic[i + 1].intensity < 1.6 * one.intensity)
            continue;
        text += label(names,
                      fmt::format("first {},{} center offset 0,-1.3 boxed font ',20'", one.intensity, speed),
                      of_yours);
        names.clear();
    }
    return text;
}

std::string points(const BenchTimes& results) {
    const auto& timing = *results.traced_timing();
    auto text = fmt::format("$library << EOD\n{} {}\nEOD\n$yours << EOD\n", results.predicted_intensity(),
                            timing.library_speed() / 1e9);
    for (const auto& one : results.traffic)
        text += fmt::format("{} {}\n", one.intensity, timing.speed() / 1e9);
    return text + "EOD\n";
}

std::string roofline_panel(const BenchTimes& results) {
    const auto range = range_of(results);
    const auto axes = fmt::format("set title 'Roofline, n = {}' offset 0,-0.6 font ',26'\nset xlabel "
                                  "'intensity behind each cache, FLOP/byte'\n"
                                  "set logscale xy 2\nset xrange [{}:{}]\nset yrange [{}:{}]\n",
                                  results.traced, range.left, range.right, range.bottom, range.top);
    const auto plot = fmt::format("plot $library with points lc rgb '{}' pt 5 ps 2.6 notitle, "
                                  "$yours with linespoints lc rgb '{}' lw 2 dt 3 pt 7 ps 2.6 notitle\n",
                                  of_library, of_yours);
    return "unset label\nset xtics 4\n" + margins(right_panel) + axes + roofs(results, range) +
           point_labels(results) + points(results) + plot;
}

} // namespace

std::vector<Picture> BenchTimes::pictures(const Exercise& exercise) const {
    if (timings.empty()) return {};
    const bool roofline = traced > 0;
    return {{.name = "",
             .script = speed_data(*this) + "set multiplot\n" + style() + titles(exercise, *this) +
                       speed_panel(*this, roofline ? left_panel : whole) +
                       (roofline ? roofline_panel(*this) : "") + "unset multiplot\n"}};
}

} // namespace gemmlings
