#include "trace/lru_stack.hpp"

#include <bit>
#include <utility>

namespace trace {

LruStack::LruStack(std::vector<std::size_t> lines)
    : sizes(std::move(lines)), last(sizes.size(), none), buckets(std::bit_ceil(2 * sizes.back()), none) {
    nodes.reserve(sizes.back() + 1);
}

LruStack::Index LruStack::find(std::uint64_t line) {
    Index node = bucket(line);
    while (node != none && nodes[node].line != line) node = nodes[node].next_in_bucket;
    return node;
}

/// A node for a line that no cache holds, not yet in the list.
LruStack::Index LruStack::add(std::uint64_t line) {
    Index node = std::exchange(spare, none);
    if (node == none) {
        node = static_cast<Index>(nodes.size());
        nodes.emplace_back();
    }
    nodes[node].line = line;
    nodes[node].next_in_bucket = std::exchange(bucket(line), node);
    return node;
}

void LruStack::push_front(Index node) {
    nodes[node].newer = none;
    nodes[node].older = head;
    nodes[node].smallest = 0;
    (head == none ? tail : nodes[head].newer) = node;
    head = node;
}

void LruStack::unlink(Index node) {
    const auto [newer, older] = std::pair(nodes[node].newer, nodes[node].older);
    (newer == none ? head : nodes[newer].older) = older;
    (older == none ? tail : nodes[older].newer) = newer;
}

void LruStack::drop_oldest() {
    spare = tail;
    Index* link = &bucket(nodes[spare].line);
    while (*link != spare) link = &nodes[*link].next_in_bucket;
    *link = nodes[spare].next_in_bucket;
    unlink(spare);
    --length;
}

std::size_t LruStack::touch_another(std::uint64_t line) {
    Index node = find(line);
    const std::size_t missed = node == none ? sizes.size() : nodes[node].smallest;
    if (node == none) {
        node = add(line);
        ++length;
    } else {
        for (std::size_t c = missed; c < sizes.size(); ++c)
            if (last[c] == node) last[c] = nodes[node].newer;
        unlink(node);
    }
    push_front(node);
    // The caches that did not hold the line take it in, and drop their last one if they are full.
    for (std::size_t c = 0; c < missed; ++c) {
        if (length == sizes[c]) last[c] = tail;
        if (length <= sizes[c]) continue;
        nodes[last[c]].smallest = static_cast<Index>(c + 1);
        last[c] = nodes[last[c]].newer;
    }
    if (length > sizes.back()) drop_oldest();
    return missed;
}

} // namespace trace
