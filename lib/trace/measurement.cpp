#include "trace/measurement.hpp"

#include "trace/bounded_stack.hpp"
#include "trace/heap.hpp"
#include "trace/lru_stack.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <exception>
#include <random>
#include <utility>

namespace trace {

namespace {

using Address = std::uintptr_t;

Address number(const void* address) { return reinterpret_cast<Address>(address); }

/// The distance that most of the steps have, if there is one, where steps of no distance do not vote (Boyer
/// and Moore's majority vote).
class UsualStride {
  public:
    void step_to(Address address) {
        const auto step = static_cast<std::int64_t>(address - std::exchange(previous, address));
        ++steps;
        if (step == 0) return; // the element that was read is written, or used again
        if (step == candidate)
            ++votes;
        else if (votes > 0)
            --votes;
        else
            candidate = step, votes = 1;
    }
    /// 0 unless it leads by a quarter of all steps.
    std::int64_t result() const { return 4 * votes > steps ? candidate : 0; }

  private:
    Address previous = 0;
    std::int64_t candidate = 0, votes = 0, steps = 0;
};

/// Bytes that hold noise while nobody announces to use them.
class Mask {
  public:
    /// Turns noise into the true bytes, and true bytes into noise.
    void flip(Address first, std::size_t size) const {
        auto* bytes = reinterpret_cast<unsigned char*>(first);
        if (size == 8 && first % 8 == 0) return flip_word<std::uint64_t>(bytes, key);
        if (size == 4 && first % 4 == 0)
            return flip_word<std::uint32_t>(bytes, static_cast<std::uint32_t>(key >> (first % 8 * 8)));
        for (std::size_t i = 0; i < size; ++i)
            bytes[i] ^= static_cast<unsigned char>(key >> ((first + i) % 8 * 8));
    }

  private:
    std::uint64_t key =
        (std::uint64_t{std::random_device{}()} << 32 | std::random_device{}()) | 0x8080'8080'8080'8080;

    template<class Word> static void flip_word(unsigned char* bytes, Word pattern) {
        Word word;
        std::memcpy(&word, bytes, sizeof word);
        word ^= pattern;
        std::memcpy(bytes, &word, sizeof word);
    }
};

struct Region {
    Address begin = 0, end = 0;
    ArrayTraffic traffic{};
    UsualStride stride{};

    bool holds(Address address) const { return begin <= address && address < end; }
};

class Measurement {
  public:
    Measurement(const Caches& caches, const std::vector<Array>& arrays)
        : line_bits(std::countr_zero(static_cast<std::uint64_t>(caches.line))), cache(lines(caches)) {
        for (const Array& array : arrays)
            regions.push_back({number(array.data()), number(array.data()) + array.size()});
        regions.emplace_back(); // the call's own memory
        for (auto& region : regions) region.traffic.misses.assign(caches.capacity.size(), 0);
        flip_all();
    }

    /// The stack that is not counted: the call's, and ours.
    void spare(Address own_stack, std::size_t size, Address our_stack) {
        stack = own_stack;
        stack_size = size;
        callers_stack = our_stack;
    }

    void access(Address address, std::size_t size, bool write) {
        if (address - stack < stack_size || address - callers_stack < callers_size) return;
        Region& region = regions[region_of(address)];
        if (&region != &regions.back()) reveal(region, address, size);
        auto& traffic = region.traffic;
        ++traffic.accesses;
        (write ? traffic.bytes_written : traffic.bytes_read) += static_cast<std::int64_t>(size);
        region.stride.step_to(address);
        for (Address line = address >> line_bits; line <= (address + size - 1) >> line_bits; ++line)
            for (std::size_t missed = cache.touch(line); missed > 0; --missed) ++traffic.misses[missed - 1];
    }

    Traffic finish() {
        for (auto& range : revealed) hide(range);
        flip_all();
        Traffic result;
        for (auto& region : regions) {
            region.traffic.stride = region.stride.result();
            result.arrays.push_back(region.traffic);
        }
        result.own = result.arrays.back();
        result.arrays.pop_back();
        return result;
    }

  private:
    struct Range {
        Address first = 0, end = 0;
    };
    static constexpr std::size_t callers_size = std::size_t{1} << 20;

    int line_bits;
    LruStack cache;
    Mask mask;
    std::vector<Region> regions;
    std::size_t latest = 0; ///< the region of the latest access
    Address stack = 0, callers_stack = 0;
    std::size_t stack_size = 0;
    /// A copy announces what it reads and what it writes before it does either: two ranges are true at once.
    Range revealed[2];
    unsigned oldest = 0;

    static std::vector<std::size_t> lines(const Caches& caches) {
        std::vector<std::size_t> result;
        for (const auto bytes : caches.capacity)
            result.push_back(static_cast<std::size_t>(bytes / caches.line));
        return result;
    }

    std::size_t region_of(Address address) {
        if (regions[latest].holds(address)) return latest;
        std::size_t i = 0;
        while (i + 1 < regions.size() && !regions[i].holds(address)) ++i;
        return latest = i;
    }

    /// Makes [first, first + size) true. The range that was made so the longest ago becomes noise again, but
    /// for what is used once more.
    void reveal(const Region& region, Address first, std::size_t size) {
        const Address end = std::min(first + size, region.end);
        for (auto& range : revealed) {
            if (range.end <= first || end <= range.first) continue;
            if (first < range.first || range.end < end) extend(range, first, end);
            oldest = &range == revealed ? 1 : 0;
            return;
        }
        hide(revealed[oldest]);
        revealed[oldest] = {first, end};
        mask.flip(first, end - first);
        oldest ^= 1;
    }

    /// Extends a range by another one that overlaps with it.
    void extend(Range& range, Address first, Address end) {
        Range& other = &range == revealed ? revealed[1] : revealed[0];
        if (other.first < end && first < other.end) hide(other);
        if (first < range.first) mask.flip(first, range.first - first), range.first = first;
        if (range.end < end) mask.flip(range.end, end - range.end), range.end = end;
    }

    void hide(Range& range) {
        mask.flip(range.first, range.end - range.first);
        range = {};
    }

    void flip_all() {
        for (const auto& region : regions) mask.flip(region.begin, region.end - region.begin);
    }
};

thread_local Measurement* measuring = nullptr;

} // namespace

void reads(const void* address, std::size_t size) {
    if (measuring && size) measuring->access(number(address), size, false);
}

void writes(const void* address, std::size_t size) {
    if (measuring && size) measuring->access(number(address), size, true);
}

Traffic measure(const Caches& caches, const std::vector<Array>& arrays, const std::function<void()>& call) {
    std::exception_ptr thrown;
    Measurement measurement(caches, arrays);
    const auto measured = [&](void* stack, std::size_t size) {
        measurement.spare(number(stack), size, number(&thrown));
        const PrivateHeap heap;
        measuring = &measurement;
        try {
            call();
        } catch (...) {
            thrown = std::current_exception();
        }
        measuring = nullptr;
    };
    try {
        on_bounded_stack(static_cast<std::size_t>(caches.capacity.front()), measured);
    } catch (...) {
        measurement.finish();
        throw;
    }
    Traffic result = measurement.finish();
    if (thrown) std::rethrow_exception(thrown);
    return result;
}

} // namespace trace
