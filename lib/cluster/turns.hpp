#pragma once
/// @file
/// Whose turn it is next.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace cluster {

/// A set of ranks, which is taken out in the order of their numbers. Adding takes constant time; taking all
/// out takes time for the ranks that are there, and little for gaps between them.
class Turns {
  public:
    explicit Turns(int ranks) : words(static_cast<std::size_t>(ranks) / bits + 1) {}

    /// Adding a rank again changes nothing.
    void add(int rank) {
        const auto r = static_cast<std::size_t>(rank), word = r / bits;
        words[word] |= std::uint64_t{1} << r % bits;
        first = std::min(first, word);
        end = std::max(end, word + 1);
    }

    /// Calls `visit(rank)` for each, the lowest first, which must not add any. Nobody is left in the set.
    template<class Visit> void take_all(Visit visit) {
        for (std::size_t word = first; word < end; ++word)
            for (std::uint64_t& left = words[word]; left != 0; left &= left - 1)
                visit(static_cast<int>(word * bits) + std::countr_zero(left));
        first = none;
        end = 0;
    }

  private:
    static constexpr std::size_t bits = 64, none = std::numeric_limits<std::size_t>::max();

    std::vector<std::uint64_t> words;  ///< a bit for each rank
    std::size_t first = none, end = 0; ///< of the words that may not be 0
};

} // namespace cluster
