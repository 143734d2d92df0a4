#include "cli/bench/messages.hpp"

#include "cli/bench/gnuplot.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace gemmlings {

namespace {

using namespace plot;

constexpr Panel panel{0.11, 0.965, 0.135, 0.77};

std::string titles(const BenchMessages& results, const Exercise& exercise) {
    return label(exercise.slug + ": " + exercise.title, "screen 0.5,0.955 center font ',32'", of_roof) +
           label(
               fmt::format("An all-reduce of floats on {} ranks, in virtual time", results.runs.back().ranks),
               "screen 0.5,0.9 center", of_rest) +
           label(
               fmt::format("{:.4g} µs for a message, {:.4g} GB/s", 1e6 * results.alpha, 1e-9 / results.beta),
               "screen 0.5,0.858 center font ',20'", of_rest);
}

/// The two formulas as functions of gnuplot, in µs.
std::string formulas(const BenchMessages& results) {
    const auto line = [](const char* name, double at_0, double at_1) {
        return fmt::format("{}(x) = {} + {} * x\n", name, 1e6 * at_0, 1e6 * (at_1 - at_0));
    };
    return line("ring", results.ring_seconds(0), results.ring_seconds(1)) +
           line("doubling", results.doubling_seconds(0), results.doubling_seconds(1));
}

std::string data(const BenchMessages& results) {
    std::string text = "$yours << EOD\n";
    for (const auto& size : results.sizes) text += fmt::format("{} {}\n", size.words, 1e6 * size.seconds);
    return text + "EOD\n";
}

Picture size_picture(const BenchMessages& results, const Exercise& exercise) {
    const double first = static_cast<double>(results.sizes.front().words),
                 last = static_cast<double>(results.sizes.back().words), crossover = results.crossover();
    const double bottom = 1e6 * std::min(results.doubling_seconds(first), results.sizes.front().seconds) / 2,
                 top = 1e6 * std::max(results.doubling_seconds(last), results.sizes.back().seconds) * 2;
    auto script = data(results) + formulas(results) + style() + titles(results, exercise) + margins(panel);
    script +=
        line_to(crossover, bottom, crossover, 1e6 * results.ring_seconds(crossover),
                fmt::format("lc rgb '{}' lw 2 dt 3", of_rest)) +
        label("crossover, " + grouped(std::llround(crossover)),
              fmt::format("first {},{} right offset -0.5,0.8", crossover, bottom), of_rest) +
        label("ring",
              fmt::format("first {},{} left offset 0.5,0.8", first, 1e6 * results.ring_seconds(first)),
              of_rest) +
        label("doubling",
              fmt::format("first {},{} left offset 0.5,0.8", first, 1e6 * results.doubling_seconds(first)),
              of_rest) +
        label("yours", fmt::format("first {},{} right offset -1,1", last, 1e6 * results.sizes.back().seconds),
              of_yours);
    script += fmt::format(
        "set xlabel 'numbers on each rank'\nset ylabel 'µs'\nset logscale x 2\n"
        "set logscale y 10\nset xtics 16\nset format x '%.0f'\nset xrange [{}:{}]\nset yrange [{}:{}]\n",
        first / 1.5, last * 1.5, bottom, top);
    script += fmt::format("plot ring(x) with lines lc rgb '{0}' lw 4 notitle, "
                          "doubling(x) with lines lc rgb '{0}' lw 4 dt 2 notitle, "
                          "$yours with points lc rgb '{1}' pt 7 ps 2.2 notitle\n",
                          of_rest, of_yours);
    return {.name = "_sizes", .script = script};
}

/// "_reduce-scatter", where there are several.
std::string name_of(const BenchMessages& results, const SimulatedRun& run) {
    const bool several = results.runs.front().name != results.runs.back().name;
    return several ? "_" + run.name : "";
}

} // namespace

std::vector<Picture> BenchMessages::pictures(const Exercise& exercise) const {
    if (!complaint.empty()) return {};
    std::vector<Picture> pictures;
    for (const auto& run : runs)
        if (!run.timeline.empty()) pictures.push_back({.name = name_of(*this, run), .svg = run.timeline});
    if (!sizes.empty()) pictures.push_back(size_picture(*this, exercise));
    return pictures;
}

} // namespace gemmlings
