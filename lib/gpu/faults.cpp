#include "gpu/faults.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace gpu {

constinit Submission submission;

namespace {

/// A pair of places is the same whoever comes first.
using Key = std::tuple<std::string, CodeOffset, CodeOffset, std::string>;

std::vector<Fault> found;
std::map<Key, std::size_t> known; ///< the index in `found`

/// Where the code is not known, what happened tells faults apart.
Key key(const std::string& kind, CodeOffset code, CodeOffset other, const std::string& sentence) {
    return {kind, std::min(code, other), std::max(code, other), code || other ? "" : sentence};
}

} // namespace

void report(Fault fault) {
    const auto [entry, fresh] =
        known.try_emplace(key(fault.kind, fault.code, fault.other_code, fault.sentence), found.size());
    if (fresh)
        found.push_back(std::move(fault));
    else
        found[entry->second].times += fault.times;
}

bool reported_before(const char* kind, CodeOffset code, CodeOffset other_code) {
    if (!code && !other_code) return false;
    const auto entry = known.find(key(kind, code, other_code, ""));
    if (entry == known.end()) return false;
    ++found[entry->second].times;
    return true;
}

std::vector<Fault> take_faults() {
    known.clear();
    return std::exchange(found, {});
}

void set_code(const void* begin, std::size_t size) {
    submission = {reinterpret_cast<std::uintptr_t>(begin), size};
}

} // namespace gpu
