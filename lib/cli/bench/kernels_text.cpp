#include "cli/bench/kernels.hpp"

#include "cli/formula.hpp"
#include "cli/text.hpp"

#include <fmt/format.h>

namespace gemmlings {

namespace {

// ---- what was counted ------------------------------------------------------------------------------------

/// "4", "4, 16": the bytes that a lane accesses at once.
std::string widths(const KernelRequests& requests) {
    std::string text;
    for (std::size_t i = 0; i < requests.of_width.size(); ++i)
        if (requests.of_width[i] > 0) text += (text.empty() ? "" : ", ") + std::to_string(1 << i);
    return text;
}

std::string row(const char* what, const KernelRequests& requests, bool shared) {
    if (requests.requests == 0) return "";
    return fmt::format("  {:<15}{:>12}{:>12}{:>14.2f}{:>12}   {}\n", what, grouped(requests.requests),
                       grouped(requests.served),
                       static_cast<double>(requests.served) / static_cast<double>(requests.requests),
                       shared ? grouped(requests.conflicts) : "", widths(requests));
}

std::string head(const char* served, const char* conflicts, const Terminal& terminal) {
    return terminal.paint(Mark::strong,
                          fmt::format("  {:<15}{:>12}{:>12}{:>14}{:>12}   {}", "", "requests", served,
                                      "for a request", conflicts, "bytes of a thread")) +
           "\n";
}

std::string many(std::int64_t number, const char* one, const char* more) {
    return grouped(number) + " " + (number == 1 ? one : more);
}

std::string summary(const CountedKernel& kernel) {
    auto text = many(kernel.launches, "launch", "launches") + ", " +
                many(kernel.barriers, "barrier of a block", "barriers of blocks");
    if (kernel.wmma > 0)
        text += ", " + many(kernel.wmma, "product", "products") + " of fragments on tensor cores";
    for (const auto& [name, times] : kernel.library_calls)
        text += fmt::format("; {} was called {}, and what it moves is not counted", name,
                            times == 1 ? "once" : many(times, "time", "times"));
    return text;
}

std::string busy_lines(const CountedKernel& kernel, const Terminal& terminal) {
    auto text = terminal.paint(Mark::strong, "  The lines that move most sectors") + "\n";
    for (const auto& line : kernel.lines)
        text += fmt::format("  {:>12} {:<7}{}\n", grouped(line.sectors), line.store ? "stores" : "loads",
                            harmless(line.text));
    return text;
}

std::string counts(const CountedKernel& kernel, const Terminal& terminal) {
    auto text = head("sectors", "", terminal) + row("global loads", kernel.global_loads, false) +
                row("global stores", kernel.global_stores, false);
    const auto shared =
        row("shared loads", kernel.shared_loads, true) + row("shared stores", kernel.shared_stores, true);
    if (!shared.empty()) text += head("passes", "conflicts", terminal) + shared;
    return text + busy_lines(kernel, terminal);
}

// ---- what follows ----------------------------------------------------------------------------------------

/// One roof: what moves, how many operations there are for a byte of it, and what that allows.
std::string roof_row(const char* what, double bytes, double bandwidth, const CountedKernel& kernel,
                     double peak) {
    const double intensity = kernel.flops / bytes, speed = std::min(peak, bandwidth * intensity);
    const bool arithmetic = kernel.flops > 0;
    return fmt::format("  {:<30}{:>9.2f} MB{:>12}{:>12}{:>12.3g}\n", what, bytes / 1e6,
                       arithmetic ? fmt::format("{:.3g}", intensity) : "-", arithmetic ? giga(speed) : "-",
                       1e6 * std::max(bytes / bandwidth, kernel.flops / peak));
}

std::string roofs(const CountedKernel& kernel, const Device& device, const Terminal& terminal) {
    const double peak = peak_for(kernel, device);
    auto text = terminal.paint(Mark::strong,
                               fmt::format("  {:<30}{:>12}{:>12}{:>12}{:>12}", "Roofs of the " + device.name,
                                           "moved", "FLOP/byte", "GFLOP/s", "at least µs")) +
                "\n";
    text += roof_row("ideal, every operand once", kernel.least_bytes, device.bandwidth, kernel, peak);
    text += roof_row("yours, global memory", kernel.global_bytes(), device.bandwidth, kernel, peak);
    if (kernel.shared_bytes() > 0)
        text += roof_row("yours, shared memory", kernel.shared_bytes(), device.shared, kernel, peak);
    return text;
}

std::string conclusion(const CountedKernel& kernel, const Device& device, const Terminal& terminal) {
    const auto limit = limit_of(kernel, device);
    auto sentence = kernel.flops > 0
                        ? fmt::format("The limit is {}, at {} of {} GFLOP/s.", limit.roof,
                                      giga(kernel.flops / limit.seconds), giga(peak_for(kernel, device)))
                        : fmt::format("There is no arithmetic to speak of; the limit is {}.", limit.roof);
    const double times = kernel.global_bytes() / kernel.least_bytes;
    sentence += times > 1.05 ? fmt::format(" Through global memory moves {:.3g} times what has to.", times)
                             : " Through global memory moves what has to.";
    return wrapped(sentence, page_width(terminal) - 2, "  ", "  ");
}

std::string report(const CountedKernel& kernel, const Device& device, const Terminal& terminal) {
    const auto title = terminal.paint(Mark::strong, kernel.name + ": " + kernel.problem) + "\n";
    if (kernel.only_library())
        return title +
               wrapped(
                   fmt::format("Your code calls {} and launches no kernel. What the simulator counts is what "
                               "kernels ask of the memory, not what a library does: there is no roofline.",
                               kernel.library_calls.begin()->first),
                   page_width(terminal) - 2, "  ", "  ") +
               "\n";
    return title + wrapped(summary(kernel) + ".", page_width(terminal) - 2, "  ", "  ") + "\n" +
           counts(kernel, terminal) + "\n" + roofs(kernel, device, terminal) + "\n" +
           conclusion(kernel, device, terminal) + "\n";
}

std::string origin(const Device& device, const std::string& compiler, const Terminal& terminal) {
    return small_print(
        fmt::format(
            "A model, and never graded: nothing was timed. Requests of warps were counted on the simulated "
            "GPU ({}), a sector as 32 bytes, a pass of shared memory as 128; there are no caches, which on "
            "a real GPU answer much of what is asked for twice. The {}: {:.4g} TFLOP/s in FP32, {:.4g} by "
            "tensor cores, {:.4g} GB/s from global memory, {:.3g} TB/s from shared memory.",
            compiler, device.name, device.peak / 1e12, device.tensor_peak / 1e12, device.bandwidth / 1e9,
            device.shared / 1e12),
        terminal);
}

} // namespace

std::string BenchKernels::text(const Terminal& terminal) const {
    auto text = complaints(terminal);
    if (complaint.empty()) {
        bool counted = false;
        for (const auto& kernel : kernels) {
            text += report(kernel, device, terminal);
            counted = counted || !kernel.only_library();
        }
        if (counted) text += origin(device, compiler, terminal);
    }
    return terminal.unicode() ? text : ascii_text(text);
}

} // namespace gemmlings
