#pragma once
/// @file
/// Fully associative caches with least-recently-used replacement: all sizes in one pass.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trace {

/// Several LRU caches that see the same accesses. Each holds what the smaller ones hold, and more, so one
/// list of lines, the last used first, stands for all of them: a cache of n lines is the first n of the list
/// (Mattson, Gecsei, Slutz, Traiger, "Evaluation techniques for storage hierarchies", 1970). A mark at the
/// last line of every cache makes an access cost constant time.
class LruStack {
  public:
    /// @param lines  the sizes of the caches, ascending, each at least 1
    explicit LruStack(std::vector<std::size_t> lines);

    /// Uses a line. Returns how many of the caches, the smallest first, did not hold it.
    std::size_t touch(std::uint64_t line) {
        if (head != none && nodes[head].line == line) return 0;
        return touch_another(line);
    }

  private:
    using Index = std::uint32_t;
    static constexpr Index none = ~Index{0};
    struct Node {
        std::uint64_t line;
        Index newer, older;   ///< neighbours in the list
        Index next_in_bucket; ///< of the hash table
        Index smallest;       ///< the number of the smallest cache that holds it
    };

    std::vector<std::size_t> sizes;
    std::vector<Index> last; ///< of each cache, the line that it will drop next; none while it is not full
    std::vector<Node> nodes;
    std::vector<Index> buckets;
    Index head = none, tail = none, spare = none;
    std::size_t length = 0; ///< of the list

    Index& bucket(std::uint64_t line) {
        return buckets[(line * 0x9e37'79b9'7f4a'7c15) >> 32 & (buckets.size() - 1)];
    }
    std::size_t touch_another(std::uint64_t line);
    Index find(std::uint64_t line);
    Index add(std::uint64_t line);
    void push_front(Index node);
    void unlink(Index node);
    void drop_oldest();
};

} // namespace trace
