#include "cli/bench/messages.hpp"

#include "cli/formula.hpp"
#include "cli/text.hpp"

#include <cmath>
#include <fmt/format.h>

namespace gemmlings {

namespace {

std::string micro(double seconds) { return fmt::format("{:.1f}", 1e6 * seconds); }

std::string runs_table(const BenchMessages& results, const Terminal& terminal) {
    std::string text, name;
    for (const auto& run : results.runs) {
        if (run.name != name) {
            name = run.name;
            text += (text.empty() ? "" : "\n") +
                    terminal.paint(Mark::strong,
                                   fmt::format("{}, {} numbers on each rank", name, grouped(run.words))) +
                    "\n" +
                    fmt::format("{:>7}{:>12}{:>11}{:>10}{:>11}{:>17}{:>11}\n", "ranks", "time, µs",
                                "at least", "rounds", "at least", "numbers sent", "at least");
        }
        text += fmt::format("{:>7}{:>11}{:>11}{:>10}{:>11}{:>17}{:>11}\n", run.ranks, micro(run.seconds),
                            micro(run.least_seconds), run.rounds, fmt::format("{:.0f}", run.least_rounds),
                            grouped(run.sent), grouped(static_cast<std::int64_t>(run.least_sent)));
    }
    return text + "\n";
}

std::string sizes_table(const BenchMessages& results, const Terminal& terminal) {
    if (results.sizes.empty()) return "";
    auto text =
        terminal.paint(Mark::strong, fmt::format("Time in µs on {} ranks", results.runs.back().ranks)) +
        "\n" + fmt::format("{:>12}{:>12}{:>12}{:>12}\n", "numbers", "yours", "ring", "doubling");
    for (const auto& size : results.sizes) {
        const double words = static_cast<double>(size.words);
        text += fmt::format("{:>12}{:>12}{:>12}{:>12}\n", grouped(size.words), micro(size.seconds),
                            micro(results.ring_seconds(words)), micro(results.doubling_seconds(words)));
    }
    return text + "\n" +
           wrapped(fmt::format("From {} numbers on a ring is faster than recursive doubling here.",
                               grouped(std::llround(results.crossover()))),
                   page_width(terminal)) +
           "\n";
}

std::string origin(const BenchMessages& results, const Terminal& terminal) {
    return small_print(
        fmt::format(
            "Virtual time, and never graded: a message takes {:.4g} µs and its bytes at {:.4g} GB/s, a send "
            "does not wait for its receiver, computing takes none. Rounds are calls of send, recv and "
            "sendrecv, rounds and numbers those of the rank that has most. At least: what no algorithm can "
            "do with less, each for itself.",
            1e6 * results.alpha, 1e-9 / results.beta),
        terminal);
}

} // namespace

std::string BenchMessages::text(const Terminal& terminal) const {
    auto text = complaints(terminal);
    if (complaint.empty() && !runs.empty())
        text += runs_table(*this, terminal) + sizes_table(*this, terminal) + origin(*this, terminal);
    return terminal.unicode() ? text : ascii_text(text);
}

} // namespace gemmlings
