#include "bench/measuring.hpp"

#include "bench/kernel.hpp"
#include "bench/rounds.hpp"
#include "gpu/faults.hpp"
#include "gpu/library_calls.hpp"
#include "gpu/measures.hpp"
#include "gpu/session.hpp"
#include "judge/source_lines.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

namespace {

std::vector<const Kernel*>& kernels() {
    static std::vector<const Kernel*> loaded;
    return loaded;
}

/// What the simulated GPU saw of a call.
struct Seen {
    std::vector<gpu::Fault> faults;
    gpu::Measures measures;
    std::map<std::string, std::int64_t> library_calls;
    std::exception_ptr thrown;
};

/// Makes the call with the threads in ascending order, as the judge does when it measures.
Seen watch(const std::function<void()>& call) {
    Seen seen;
    gpu::begin_device({gpu::Schedule::Order::ascending, 1});
    gpu::measure(true);
    try {
        call();
    } catch (...) {
        seen.thrown = std::current_exception();
    }
    gpu::end_device();
    gpu::measure(false);
    seen.faults = gpu::take_faults();
    seen.measures = gpu::take_measures();
    seen.library_calls = gpu::take_library_calls();
    std::erase_if(seen.faults, [](const gpu::Fault& fault) { return fault.kind == "note"; });
    return seen;
}

// ---- what is printed -------------------------------------------------------------------------------------

Json in_json(const gpu::Requests& requests) {
    return {{"requests", requests.requests},
            {"bytes", requests.bytes},
            {"served", requests.served},
            {"conflicts", requests.conflicts},
            {"of_width", requests.of_width}};
}

std::string line_of(gpu::CodeOffset code, const Options& options) {
    auto line = judge::source_line(code, options.submission, options.source);
    while (line.ends_with('\n')) line.pop_back();
    return line;
}

/// A line of the submission, and what its loads or its stores ask of global memory.
struct BusyLine {
    std::string text;
    bool store = false;
    std::int64_t requests = 0, sectors = 0;
};

/// The lines that move most sectors. A line may load at several places.
std::vector<BusyLine> busiest(const gpu::Measures& measures, const Options& options) {
    std::vector<BusyLine> lines;
    for (const auto& site : measures.sites) {
        if (site.shared) continue;
        const auto text = line_of(site.code, options);
        auto line = std::find_if(lines.begin(), lines.end(), [&](const BusyLine& one) {
            return one.text == text && one.store == site.write;
        });
        if (line == lines.end()) line = lines.insert(line, {text, site.write});
        line->requests += site.requests.requests;
        line->sectors += site.requests.served;
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const BusyLine& a, const BusyLine& b) { return a.sectors > b.sectors; });
    constexpr std::size_t most = 3;
    lines.resize(std::min(lines.size(), most));
    return lines;
}

Json in_json(const std::vector<BusyLine>& lines) {
    auto list = Json::array();
    for (const auto& line : lines)
        list.push_back({{"line", line.text},
                        {"store", line.store},
                        {"requests", line.requests},
                        {"sectors", line.sectors}});
    return list;
}

Json counted(const Kernel& kernel, const Problem& problem, const Seen& seen, const std::string& wrong,
             const Options& options) {
    const auto& measures = seen.measures;
    return {{"name", kernel.about.name},
            {"problem", kernel.about.problem},
            {"flops", problem.flops},
            {"bytes", problem.compulsory_bytes()},
            {"wrong", wrong},
            {"launches", measures.launches},
            {"barriers", measures.barriers},
            {"wmma", measures.wmma},
            {"global_loads", in_json(measures.global_loads)},
            {"global_stores", in_json(measures.global_stores)},
            {"shared_loads", in_json(measures.shared_loads)},
            {"shared_stores", in_json(measures.shared_stores)},
            {"lines", in_json(busiest(measures, options))},
            {"library_calls", seen.library_calls}};
}

void report_fault(const gpu::Fault& fault, const Options& options) {
    auto detail = line_of(fault.code, options);
    if (fault.other_code != 0 && fault.other_code != fault.code)
        detail += "\n" + line_of(fault.other_code, options);
    report({{"fault", {{"sentence", fault.sentence}, {"detail", detail}}}});
}

/// Returns whether it went well.
bool count(const Kernel& kernel, const Options& options) {
    const auto problem = kernel.pose();
    report({{"begin", "In " + kernel.about.name + " (" + kernel.about.problem + ")"}});
    Seen seen;
    const auto wrong = one_round(*problem, 1, [&](const std::function<void()>& call) { seen = watch(call); });
    if (!seen.faults.empty()) { // they explain what was thrown
        report_fault(seen.faults.front(), options);
        return false;
    }
    if (seen.thrown) std::rethrow_exception(seen.thrown);
    report({{"counted", counted(kernel, *problem, seen, wrong, options)}});
    return true;
}

} // namespace

void Kernel::offer(const Kernel& kernel) { kernels().push_back(&kernel); }

void count_accesses(const Options& options) {
    load(options);
    if (kernels().empty()) throw std::runtime_error("the bench file defines no bench::Kernel");
    for (const auto* kernel : kernels())
        if (!count(*kernel, options)) return;
}

} // namespace bench
