#include "judge/gpu_faults.hpp"

#include "judge/report.hpp"
#include "judge/source_lines.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace judge {

namespace {

constexpr std::size_t most_faults = 5; // of one call: what follows is mostly the consequence

std::vector<KnownFault>& known_faults() {
    static std::vector<KnownFault> list{{"out_of_bounds", "guard", 0, ""}, {"race", "barrier", 0, ""}};
    return list;
}

/// The latest that fits: those of the running test come last.
KnownFault meaning(const gpu::Fault& fault) {
    const auto& list = known_faults();
    const auto found =
        std::find_if(list.rbegin(), list.rend(), [&](const auto& known) { return known.kind == fault.kind; });
    return found == list.rend() ? KnownFault{} : *found;
}

std::string lines_of(const gpu::Fault& fault) {
    std::string text = source_line(fault.code);
    if (fault.other_code != fault.code) text += source_line(fault.other_code);
    if (fault.times > 1) text += "(" + std::to_string(fault.times) + " times)\n";
    return text;
}

} // namespace

KnownFaults::KnownFaults(std::vector<KnownFault> known) : before(known_faults().size()) {
    for (auto& fault : known) known_faults().push_back(std::move(fault));
}

KnownFaults::~KnownFaults() { known_faults().resize(before); }

bool record_faults(const std::vector<gpu::Fault>& faults) {
    std::set<std::tuple<std::string, gpu::CodeOffset, gpu::CodeOffset>> seen;
    bool any = false;
    for (const auto& fault : faults) {
        if (!seen.insert({fault.kind, fault.code, fault.other_code}).second) continue;
        if (fault.kind == "note") {
            remark(fault.sentence);
            continue;
        }
        any = true;
        if (seen.size() > most_faults) break;
        const auto known = meaning(fault);
        record({known.says.empty() ? fault.sentence : known.says + " " + fault.sentence, lines_of(fault),
                known.id, known.hint});
    }
    return any;
}

} // namespace judge
