#include "cli/bench/times.hpp"

#include "cli/formula.hpp"
#include "cli/text.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace gemmlings {

namespace {

std::string percent(double share) {
    return share < 0.0995 ? fmt::format("{:.1f} %", 100 * share) : fmt::format("{:.0f} %", 100 * share);
}

/// That a result is wrong, if one is.
std::string wrong_result(const BenchTimes& results) {
    const auto* wrong = results.wrong();
    if (!wrong) return "";
    return fmt::format("The result is wrong: with n = {}, {}. Times of wrong results mean little; "
                       "`./gemmlings check` says what is wrong.",
                       wrong->n, wrong->wrong);
}

// ---- the table -------------------------------------------------------------------------------------------

std::string row(const Timing& timing, double peak) {
    return fmt::format("{:>6}  {:>10.3f}  {:>8}  {:>8}  {:>11}  {:>8}{}\n", timing.n, 1e3 * timing.seconds,
                       giga(timing.speed()), giga(timing.library_speed()), percent(timing.share_of_library()),
                       percent(timing.speed() / peak), timing.wrong.empty() ? "" : "  wrong");
}

std::string table(const BenchTimes& results, const Terminal& terminal) {
    const auto head = fmt::format("{:>6}  {:>10}  {:>8}  {:>8}  {:>11}  {:>8}", "n", "yours, ms", "GFLOP/s",
                                  "OpenBLAS", "of OpenBLAS", "of peak");
    auto text = results.problem + ":\n\n" + terminal.paint(Mark::strong, head) + "\n";
    for (const auto& timing : results.timings) text += row(timing, results.peak);
    for (const auto n : results.left_out) text += fmt::format("{:>6}  left out: it would take too long\n", n);
    return text + "\n";
}

// ---- bars ------------------------------------------------------------------------------------------------

/// A bar of `share` times `cells` columns: in eighths of a column where the terminal shows them.
std::string bar(double share, int cells, bool eighths) {
    if (!eighths) return std::string(static_cast<std::size_t>(std::lround(share * cells)), '#');
    constexpr std::array parts = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto length = static_cast<std::size_t>(std::lround(8 * share * cells));
    std::string text;
    for (std::size_t i = 0; i < length / 8; ++i) text += "█";
    return text + parts[length % 8];
}

std::string bars(const BenchTimes& results, const Terminal& terminal) {
    const bool eighths = terminal.colours() && terminal.unicode();
    const int cells = page_width(terminal) - 28;
    const auto line = [&](const std::string& label, double speed, Mark mark) {
        return label + terminal.paint(mark, bar(std::min(1.0, speed / results.peak), cells, eighths)) + " " +
               giga(speed) + "\n";
    };
    auto text =
        fmt::format("GFLOP/s; a whole line would be the peak of one core, {}:\n\n", giga(results.peak));
    for (const auto& timing : results.timings) {
        text += line(fmt::format("{:>6}  yours     ", timing.n), timing.speed(),
                     timing.wrong.empty() ? Mark::good : Mark::bad);
        text += line("        OpenBLAS  ", timing.library_speed(), Mark::faint);
    }
    return text + "\n";
}

// ---- intensities -----------------------------------------------------------------------------------------

std::string intensity_row(const std::string& what, double intensity, const std::string& from,
                          double bandwidth, double peak) {
    const double roof = std::min(peak, bandwidth * intensity);
    return fmt::format("  {:<32}{:>10.3g}  {:>7} {:>6} GB/s  {:>8}{}\n", what, intensity, from,
                       giga(bandwidth), giga(roof), roof < peak ? "" : "  the peak");
}

std::string intensities(const BenchTimes& results, const Terminal& terminal) {
    if (results.traced == 0)
        return results.no_traffic.empty()
                   ? ""
                   : wrapped("The intensity was not measured. " + harmless(results.no_traffic),
                             page_width(terminal)) +
                         "\n";
    const auto& memory = results.traffic.back();
    const auto& timing = *results.traced_timing();
    auto text = terminal.paint(Mark::strong, fmt::format("{:<34}{:>10}  {:>19}  {:>8}",
                                                         fmt::format("Intensity with n = {}", results.traced),
                                                         "FLOP/byte", "which come from", "GFLOP/s")) +
                "\n";
    text += intensity_row("predicted, every operand once", results.predicted_intensity(), memory.behind,
                          memory.bandwidth, results.peak);
    for (const auto& one : results.traffic)
        text += intensity_row(fmt::format("measured behind {}, {}", one.cache, bytes_in_words(one.capacity)),
                              one.intensity, one.behind, one.bandwidth, results.peak);
    const auto& tightest = results.tightest();
    const double roof = tightest.roof(results.peak);
    const auto limit = roof < results.peak ? fmt::format("the traffic from {}", tightest.behind) : "the peak";
    auto sentence = fmt::format("The limit is {}, at {} GFLOP/s. Yours reaches {}, which is {}.", limit,
                                giga(roof), giga(timing.speed()), percent(timing.speed() / roof));
    if (timing.speed() < roof / 2)
        sentence +=
            " So far below it, something else holds it up: operations that wait for each other, one number "
            "at a time where a vector would do, or lines that come in an order that nothing foresees.";
    return text + "\n" + wrapped(sentence, page_width(terminal)) + "\n";
}

// ---- how it was measured ---------------------------------------------------------------------------------

std::string origin(const BenchTimes& results, const Terminal& terminal) {
    const auto text = fmt::format("{}, one core. OpenBLAS: {}, kernel {}. Yours: {}. Medians of CPU time, "
                                  "with new inputs for every round; "
                                  "the roof is the best speed measured. Never graded.",
                                  results.processor, results.library, results.kernel, results.compiler);
    return small_print(text, terminal);
}

} // namespace

std::string BenchTimes::text(const Terminal& terminal) const {
    auto text = complaints(terminal, wrong_result(*this));
    if (!timings.empty())
        text += table(*this, terminal) + bars(*this, terminal) + intensities(*this, terminal) +
                origin(*this, terminal);
    return terminal.unicode() ? text : ascii_text(text);
}

} // namespace gemmlings
