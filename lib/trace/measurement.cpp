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

enum class Access { read, write };
/// Who makes an access: the code, soon after it was announced, or a function that was called, which says
/// hide_all() when it has done all that it announces.
enum class By { code, call };

/// A part of the address space: an array, or what lies between two of them.
struct Region {
    Address begin, end;
    std::size_t owner; ///< the number of the array; all else belongs to the number that follows the last one

    bool holds(Address address) const { return begin <= address && address < end; }
};

/// The regions that divide the whole address space, in ascending order.
std::vector<Region> regions_of(const std::vector<Array>& arrays) {
    std::vector<Region> inside, all;
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        const Address begin = number(arrays[i].data());
        inside.push_back({begin, begin + arrays[i].size(), i});
    }
    std::sort(inside.begin(), inside.end(), [](auto& a, auto& b) { return a.begin < b.begin; });
    Address place = 0;
    for (const Region& array : inside) {
        all.push_back({place, array.begin, arrays.size()});
        all.push_back(array);
        place = array.end;
    }
    all.push_back({place, ~Address{0}, arrays.size()});
    return all;
}

class Measurement {
  public:
    Measurement(const Caches& caches, const std::vector<Array>& arrays)
        : line_bits(std::countr_zero(static_cast<std::uint64_t>(caches.line))), cache(lines(caches)),
          smallest(static_cast<std::size_t>(caches.capacity.front())), regions(regions_of(arrays)),
          counts(arrays.size() + 1) {
        for (auto& count : counts) count.traffic.misses.assign(caches.capacity.size(), 0);
        flip(0, ~Address{0});
    }

    /// The stack that is not counted: the call's, and ours.
    void spare(Address own_stack, std::size_t size, Address our_stack) {
        stack = own_stack;
        stack_size = size;
        callers_stack = our_stack;
    }

    void access(Address first, std::size_t size, Access access, By by) {
        if (first - stack < stack_size || first - callers_stack < callers_size) return;
        reveal(first, first + size, by);
        each_part(first, first + size, [&](const Region& region, Address part, Address end) {
            count(counts[region.owner], part, end, access);
        });
    }

    /// Makes all noise that was revealed.
    void hide_all() {
        for (auto& range : revealed) hide(range);
    }

    Traffic finish() {
        hide_all();
        flip(0, ~Address{0});
        Traffic result;
        for (auto& [traffic, stride] : counts) {
            traffic.stride = stride.result();
            result.arrays.push_back(traffic);
        }
        result.own = result.arrays.back();
        result.arrays.pop_back();
        return result;
    }

  private:
    struct Range {
        Address first = 0, end = 0;
    };
    struct Count {
        ArrayTraffic traffic{};
        UsualStride stride{};
    };
    static constexpr std::size_t callers_size = std::size_t{1} << 20;

    int line_bits;
    LruStack cache;
    std::size_t smallest; ///< cache, in bytes
    Mask mask;
    std::vector<Region> regions;
    std::vector<Count> counts; ///< of each array, and of the call's own memory
    std::size_t latest = 0;    ///< the region of the latest access
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

    const Region& region_of(Address address) {
        if (!regions[latest].holds(address))
            for (latest = 0; regions[latest].end <= address && latest + 1 < regions.size();) ++latest;
        return regions[latest];
    }

    /// Cuts [first, end) where an array begins or ends: use(region, first, end) for each part.
    template<class Use> void each_part(Address first, Address end, Use use) {
        while (first < end) {
            const Region& region = region_of(first);
            const Address cut = std::min(end, region.end);
            use(region, first, cut);
            first = cut;
        }
    }

    void count(Count& of, Address first, Address end, Access access) {
        ++of.traffic.accesses;
        (access == Access::write ? of.traffic.bytes_written : of.traffic.bytes_read) +=
            static_cast<std::int64_t>(end - first);
        of.stride.step_to(first);
        for (Address line = first >> line_bits; line <= (end - 1) >> line_bits; ++line)
            for (std::size_t missed = cache.touch(line); missed > 0; --missed)
                ++of.traffic.misses[missed - 1];
    }

    /// Makes [first, end) true, and what was made so the longest ago noise again. What is longer than the
    /// cache stays noise for code, which might use it again and again.
    void reveal(Address first, Address end, By by) {
        for (auto& range : revealed)
            if (range.first <= first && end <= range.end) {
                oldest = &range == revealed ? 1 : 0;
                return;
            }
        if (by == By::code && end - first > smallest) return;
        for (auto& range : revealed) {
            if (range.end <= first || end <= range.first) continue;
            if (by == By::call) first = std::min(first, range.first), end = std::max(end, range.end);
            hide(range);
        }
        hide(revealed[oldest]);
        revealed[oldest] = {first, end};
        flip(first, end);
        oldest ^= 1;
    }

    void hide(Range& range) {
        flip(range.first, range.end);
        range = {};
    }

    /// Turns what belongs to arrays into noise, or back.
    void flip(Address first, Address end) {
        each_part(first, end, [&](const Region& region, Address part, Address cut) {
            if (region.owner + 1 < counts.size()) mask.flip(part, cut - part);
        });
    }
};

thread_local Measurement* measuring = nullptr;

} // namespace

void reads(const void* address, std::size_t size) {
    if (measuring && size) measuring->access(number(address), size, Access::read, By::code);
}

void writes(const void* address, std::size_t size) {
    if (measuring && size) measuring->access(number(address), size, Access::write, By::code);
}

LibraryCall::LibraryCall() {
    if (measuring) measuring->hide_all();
}

LibraryCall::~LibraryCall() {
    if (measuring) measuring->hide_all();
}

void LibraryCall::reads(const void* address, std::size_t size) {
    if (measuring && size) measuring->access(number(address), size, Access::read, By::call);
}

void LibraryCall::writes(const void* address, std::size_t size) {
    if (measuring && size) measuring->access(number(address), size, Access::write, By::call);
}

Traffic measure(const Caches& caches, const std::vector<Array>& arrays, const std::function<void()>& call) {
    std::exception_ptr thrown;
    Measurement measurement(caches, arrays);
    const auto measured = [&](void* stack, std::size_t size) {
        measurement.spare(number(stack), size, number(&thrown));
        try {
            const PrivateHeap heap;
            measuring = &measurement;
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
