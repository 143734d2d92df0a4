#include "cli/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gemmlings {

std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        next[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            next[j + 1] = std::min({row[j + 1] + 1, next[j] + 1, row[j] + (a[i] != b[j])});
            const bool swapped = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
            if (swapped) next[j + 1] = std::min(next[j + 1], before[j - 1] + 1);
        }
        std::swap(before, row);
        std::swap(row, next);
    }
    return row.back();
}

std::vector<std::string> nearest(const std::string& name, const std::vector<std::string>& candidates,
                                 std::size_t most) {
    const std::size_t far = name.size() / 2 + 1;
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const auto& candidate : candidates) {
        const bool part = name.size() >= 3 && candidate.find(name) != std::string::npos;
        const auto distance = part ? 1 : edit_distance(name, candidate);
        if (distance <= far) ranked.emplace_back(distance, candidate);
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> names;
    for (const auto& [distance, candidate] : ranked)
        if (names.size() < most) names.push_back(candidate);
    return names;
}

std::string did_you_mean(const std::vector<std::string>& names) {
    if (names.empty()) return {};
    std::string sentence = "Did you mean " + names.front();
    for (std::size_t i = 1; i < names.size(); ++i)
        sentence += (i + 1 == names.size() ? " or " : ", ") + names[i];
    return sentence + "?";
}

} // namespace gemmlings
