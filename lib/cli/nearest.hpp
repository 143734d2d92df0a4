#pragma once
/// @file
/// What somebody who mistyped a name may have meant.

#include <string>
#include <vector>

namespace gemmlings {

/// Insertions, deletions, replacements and swaps of neighbours that make one word of the other.
std::size_t edit_distance(const std::string& a, const std::string& b);

/// The candidates that are nearest to `name`, best first; none that is far from it.
std::vector<std::string> nearest(const std::string& name, const std::vector<std::string>& candidates,
                                 std::size_t most = 3);

/// "Did you mean a, b or c?", or empty if nothing is near.
std::string did_you_mean(const std::vector<std::string>& names);

} // namespace gemmlings
