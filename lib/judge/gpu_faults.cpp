#include "judge/gpu_faults.hpp"

#include "judge/report.hpp"
#include "judge/session.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace judge {

namespace {

constexpr std::size_t most_faults = 5; // of one call: what follows is mostly the consequence

std::vector<KnownFault>& known_faults() {
    static std::vector<KnownFault> list{{"out_of_bounds", "guard", 0, "", ""},
                                        {"race", "barrier", 0, "", ""}};
    return list;
}

KnownFault meaning(const gpu::Fault& fault, const std::set<std::string>& kinds) {
    const auto& list = known_faults();
    const auto found = std::find_if(list.begin(), list.end(), [&](const auto& known) {
        return known.kind == fault.kind &&
               (known.together_with.empty() || kinds.contains(known.together_with));
    });
    return found == list.end() ? KnownFault{} : *found;
}

std::string lines_of(const gpu::Fault& fault) {
    const auto& session = Session::current();
    std::string text = session.source_line(fault.code);
    if (fault.other_code != fault.code) text += session.source_line(fault.other_code);
    if (fault.times > 1) text += "(" + std::to_string(fault.times) + " times)\n";
    return text;
}

} // namespace

KnownFaults::KnownFaults(const std::vector<KnownFault>& known) : count(known.size()) {
    known_faults().insert(known_faults().begin(), known.begin(), known.end());
}

KnownFaults::~KnownFaults() {
    known_faults().erase(known_faults().begin(), known_faults().begin() + static_cast<std::ptrdiff_t>(count));
}

bool record_faults(const std::vector<gpu::Fault>& faults) {
    std::set<std::string> kinds;
    for (const auto& fault : faults) kinds.insert(fault.kind);
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
        const auto known = meaning(fault, kinds);
        record({known.says.empty() ? fault.sentence : known.says + " " + fault.sentence, lines_of(fault),
                known.id, known.hint});
    }
    return any;
}

} // namespace judge
