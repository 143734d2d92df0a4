#include "cli/bench/kernels.hpp"

#include "cli/bench/gnuplot.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace gemmlings {

namespace {

using namespace plot;

constexpr Panel panel{0.15, 0.965, 0.135, 0.77};

/// A kernel under one roof. It lies on it, for nothing was timed.
struct Point {
    double intensity; ///< FLOP/byte
    double speed;     ///< GFLOP/s that the roof allows
};

Point under(double bandwidth, double bytes, const CountedKernel& kernel, const Device& device) {
    const double intensity = kernel.flops / bytes;
    return {intensity, std::min(peak_for(kernel, device), bandwidth * intensity) / 1e9};
}

/// Whatever is drawn of the kernels; where there are several, each point carries the name of its own.
struct Points {
    std::vector<Point> ideal, global, shared;
    std::string names;
};

std::string name_at(const Point& point, const std::string& name, const char* side, const char* colour) {
    return label(name, fmt::format("first {},{} {} font ',20'", point.intensity, point.speed, side), colour);
}

Points points_of(const std::vector<CountedKernel>& kernels, const Device& device) {
    Points points;
    for (const auto& kernel : kernels) {
        points.ideal.push_back(under(device.bandwidth, kernel.least_bytes, kernel, device));
        points.global.push_back(under(device.bandwidth, kernel.global_bytes(), kernel, device));
        if (kernel.shared_bytes() > 0)
            points.shared.push_back(under(device.shared, kernel.shared_bytes(), kernel, device));
        if (kernels.size() == 1) continue;
        points.names += name_at(points.ideal.back(), kernel.name, "right offset -1.2,0.8", of_library) +
                        name_at(points.global.back(), kernel.name, "left offset 1.2,-0.8", of_yours);
    }
    return points;
}

Range range_of(const Points& points, const Device& device) {
    Range range{device.peak / device.shared, 2 * device.tensor_peak / device.bandwidth, device.peak / 1e9,
                2.5 * device.tensor_peak / 1e9};
    for (const auto* list : {&points.ideal, &points.global, &points.shared})
        for (const auto& point : *list) {
            range.left = std::min(range.left, point.intensity);
            range.right = std::max(range.right, 2 * point.intensity);
            range.bottom = std::min(range.bottom, point.speed);
        }
    range.left /= 4;
    range.bottom /= 5;
    return range;
}

/// What a memory allows, rising until the peak is reached.
std::string rising_roof(const std::string& name, double bandwidth, double peak, const Range& range,
                        const char* colour) {
    const double slope_in_giga = bandwidth / 1e9, ridge = peak / slope_in_giga;
    const double start = std::max(range.left, range.bottom / slope_in_giga);
    return line_to(start, start * slope_in_giga, ridge, peak, fmt::format("lc rgb '{}' lw 5", colour)) +
           label(fmt::format("{}, {:.0f} GB/s", name, slope_in_giga),
                 fmt::format("first {},{} right rotate by {} offset -0.8,0.6 font ',18'", ridge / 1.5,
                             peak / 1.5, slope(panel, range)),
                 colour);
}

std::string roofs(const Device& device, const Range& range) {
    const double peak = device.peak / 1e9, tensor = device.tensor_peak / 1e9,
                 giga_bytes = device.bandwidth / 1e9;
    return rising_roof("shared memory", device.shared, peak, range, of_rest) +
           rising_roof("global memory", device.bandwidth, peak, range, of_roof) +
           line_to(device.peak / device.shared, peak, range.right, peak,
                   fmt::format("lc rgb '{}' lw 5", of_roof)) +
           line_to(peak / giga_bytes, peak, tensor / giga_bytes, tensor,
                   fmt::format("lc rgb '{}' lw 3 dt 2", of_rest)) +
           line_to(tensor / giga_bytes, tensor, range.right, tensor,
                   fmt::format("lc rgb '{}' lw 3 dt 2", of_rest)) +
           label(fmt::format("peak in FP32, {:.0f}", peak),
                 fmt::format("first {},{} right offset -0.5,0.8", range.right, peak), of_roof) +
           label(fmt::format("tensor cores, {:.0f}", tensor),
                 fmt::format("first {},{} right offset -0.5,0.8", range.right, tensor), of_rest);
}

std::string data(const char* name, const std::vector<Point>& points) {
    auto text = fmt::format("${} << EOD\n", name);
    for (const auto& point : points) text += fmt::format("{} {}\n", point.intensity, point.speed);
    return text + "EOD\n";
}

std::string titles(const Exercise& exercise, const std::vector<CountedKernel>& kernels,
                   const Device& device) {
    std::string problems;
    for (const auto& kernel : kernels)
        problems += (problems.empty() ? "" : "  ·  ") +
                    (kernels.size() > 1 ? kernel.name + ": " + kernel.problem : kernel.problem);
    return label(exercise.name() + ": " + exercise.title, "screen 0.5,0.955 center font ',32'", of_roof) +
           label(problems, "screen 0.5,0.9 center font ',20'", of_rest) +
           label(fmt::format("Under the roofs of the {}: requests were counted, nothing was timed, and there "
                             "are no caches",
                             device.name),
                 "screen 0.5,0.858 center font ',20'", of_rest);
}

/// Those that have a place in the picture.
std::vector<CountedKernel> with_arithmetic(std::vector<CountedKernel> kernels) {
    std::erase_if(kernels,
                  [](const CountedKernel& kernel) { return kernel.flops == 0 || kernel.launches == 0; });
    return kernels;
}

} // namespace

std::vector<Picture> BenchKernels::pictures(const Exercise& exercise) const {
    const auto drawn = with_arithmetic(kernels);
    if (!complaint.empty() || drawn.empty()) return {};
    const auto points = points_of(drawn, device);
    const auto range = range_of(points, device);
    const bool shared = !points.shared.empty();
    auto script = data("ideal", points.ideal) + data("global", points.global) +
                  (shared ? data("shared", points.shared) : "") + style() + titles(exercise, drawn, device) +
                  margins(panel) + roofs(device, range) + points.names;
    script += fmt::format(
        "set xlabel 'intensity, FLOP/byte'\nset ylabel 'GFLOP/s'\nset logscale x 2\n"
        "set logscale y 10\nset xtics 4\nset format y '%.0f'\nset xrange [{}:{}]\nset yrange [{}:{}]\n",
        range.left, range.right, range.bottom, range.top);
    script += "set key bottom right Left reverse font ',20' samplen 1\n";
    script += fmt::format("plot $ideal with points lc rgb '{}' pt 5 ps 2.6 title 'every operand once', "
                          "$global with points lc rgb '{}' pt 7 ps 2.6 title 'yours, in global memory'",
                          of_library, of_yours);
    if (shared)
        script += fmt::format(
            ", $shared with points lc rgb '{}' pt 6 ps 2.6 lw 4 title 'yours, in shared memory'", of_yours);
    return {{.name = "", .script = script + "\n"}};
}

} // namespace gemmlings
