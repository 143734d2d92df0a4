#include "gpu/measures.hpp"

#include "gpu/counting.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace gpu {

bool counting = false;

namespace {

constexpr std::size_t lanes = 32;
/// Of one place in the code, for one warp between two barriers: the rest is taken to be like these.
constexpr std::size_t most_requests = 4096;

/// One request: where the lanes of a warp access memory at one place in the code, in sectors or in words.
struct Request {
    std::uint32_t active = 0;
    std::array<std::uint32_t, lanes> unit;
};

/// What a warp's lanes have accessed since the last barrier, each in its order: sectors or words.
struct WarpAccesses {
    Segment interval = 0;
    std::array<std::vector<std::uint32_t>, lanes> units{};

    std::size_t most() const {
        return std::max_element(units.begin(), units.end(),
                                [](auto& a, auto& b) { return a.size() < b.size(); })
            ->size();
    }
    /// The n-th of all lanes that came so far.
    Request request(std::size_t n) const {
        Request result;
        for (std::uint32_t lane = 0; lane < lanes; ++lane)
            if (n < units[lane].size()) result.active |= 1u << lane, result.unit[lane] = units[lane][n];
        return result;
    }
};

struct CountedSite {
    Site site;
    std::size_t width = 4;
    std::int64_t skipped = 0;                         ///< accesses that were not put together
    std::vector<std::unique_ptr<WarpAccesses>> warps; ///< by slot and warp
};

/// How many different numbers there are.
std::int64_t different(const Request& request, std::uint32_t part) {
    std::array<std::uint32_t, lanes> units;
    std::size_t count = 0;
    for (std::uint32_t rest = part; rest; rest &= rest - 1) {
        const auto unit = request.unit[static_cast<std::size_t>(std::countr_zero(rest))];
        if (count == 0 || units[count - 1] != unit) units[count++] = unit;
    }
    const auto end = units.begin() + static_cast<std::ptrdiff_t>(count);
    if (!std::is_sorted(units.begin(), end)) std::sort(units.begin(), end);
    return std::unique(units.begin(), end) - units.begin();
}

/// What the banks of shared memory are asked for at once.
class Banks {
  public:
    /// Lanes that ask for the same word are served together.
    void ask(std::uint32_t word) {
        const auto bank = word % banks;
        auto& many = count[bank];
        const auto end = words[bank].begin() + many;
        if (many && (words[bank][0] == word || std::find(words[bank].begin() + 1, end, word) != end)) return;
        words[bank][many++] = word;
        most = std::max(most, many);
    }
    /// The most words that one bank must deliver.
    std::int64_t passes() const { return most; }

  private:
    static constexpr std::size_t banks = 32;
    std::array<std::array<std::uint32_t, lanes>, banks> words;
    std::array<std::uint8_t, banks> count{};
    std::uint8_t most = 0;
};

/// Passes for some lanes that access `words` words each.
std::int64_t passes(const Request& request, std::uint32_t part, std::uint32_t words) {
    Banks banks;
    for (std::uint32_t rest = part; rest; rest &= rest - 1) {
        const auto first = request.unit[static_cast<std::size_t>(std::countr_zero(rest))];
        for (std::uint32_t i = 0; i < words; ++i) banks.ask(first + i);
    }
    return banks.passes();
}

/// The warp is served in groups of lanes whose words fill the banks once.
void serve_shared(Requests& sum, const Request& request, std::size_t width) {
    const auto words = static_cast<std::uint32_t>(std::max<std::size_t>(width / 4, 1));
    const std::size_t group = lanes / words;
    for (std::size_t first = 0; first < lanes; first += group) {
        const auto part = request.active & (~0u >> (lanes - group) << first);
        if (!part) continue;
        const auto needed = passes(request, part, words);
        sum.served += needed;
        sum.conflicts += needed - 1;
    }
}

void serve(CountedSite& counted, const Request& request) {
    Requests& sum = counted.site.requests;
    const auto active = std::popcount(request.active);
    ++sum.requests;
    sum.accesses += active;
    ++sum.of_width[static_cast<std::size_t>(std::countr_zero(counted.width))];
    if (counted.site.shared)
        serve_shared(sum, request, counted.width);
    else
        sum.served += different(request, request.active);
}

/// The warp's lanes have passed a barrier, or ended.
void finish(CountedSite& counted, WarpAccesses& warp) {
    for (std::size_t n = 0, most = warp.most(); n < most; ++n) serve(counted, warp.request(n));
    for (auto& lane : warp.units) lane.clear();
}

/// A place in the code, and what it does there.
struct Key {
    const void* code = nullptr;
    std::uint32_t what = 0; ///< the width in bytes, whether in shared memory, whether it writes

    Key() = default;
    Key(const void* code, std::size_t width, bool shared, bool write)
        : code(code), what(static_cast<std::uint32_t>(width) << 2 | (shared ? 2u : 0u) | (write ? 1u : 0u)) {}
    bool operator==(const Key&) const = default;
    std::size_t width() const { return what >> 2; }
    bool shared() const { return what & 2; }
    bool write() const { return what & 1; }
};
struct Hash {
    std::size_t operator()(const Key& key) const {
        const auto code = reinterpret_cast<std::uintptr_t>(key.code);
        return code ^ code >> 10 ^ key.what;
    }
};

Measures counts;
std::unordered_map<Key, CountedSite, Hash> sites;

/// What was looked for most recently.
struct Remembered {
    Key key;
    std::uint32_t index = 0; ///< of the warp
    CountedSite* site = nullptr;
    WarpAccesses* warp = nullptr;
};
std::array<Remembered, 1024> remembered;

CountedSite& site_of(const Key& key) {
    const auto [found, fresh] = sites.try_emplace(key);
    if (fresh) {
        found->second.site = {offset_of(key.code), key.shared(), key.write(), {}};
        found->second.width = key.width();
    }
    return found->second;
}

WarpAccesses& warp_of(CountedSite& counted, std::size_t index) {
    if (index >= counted.warps.size()) counted.warps.resize(index + 1);
    auto& warp = counted.warps[index];
    if (!warp) warp = std::make_unique<WarpAccesses>();
    return *warp;
}

inline Remembered& remember(Key key, std::uint32_t index) {
    auto& entry = remembered[Hash()(key) % remembered.size()];
    if (entry.warp && entry.index == index && entry.key == key) [[likely]]
        return entry;
    entry.key = key;
    entry.index = index;
    entry.site = &site_of(key);
    entry.warp = &warp_of(*entry.site, index);
    return entry;
}

void count(Key key, std::uintptr_t position, Counter counter) {
    const auto& entry = remember(key, counter.warp);
    WarpAccesses& warp = *entry.warp;
    if (warp.interval != counter.interval) {
        finish(*entry.site, warp);
        warp.interval = counter.interval;
    }
    auto& units = warp.units[counter.lane];
    if (units.size() < most_requests)
        units.push_back(static_cast<std::uint32_t>(position / (key.shared() ? 4 : 32)));
    else
        ++entry.site->skipped;
}

/// What was not put together is like the rest.
Site whole(const CountedSite& counted) {
    Site site = counted.site;
    Requests& sum = site.requests;
    const auto seen = sum.accesses, all = seen + counted.skipped;
    if (seen != all && seen > 0)
        for (auto* value : {&sum.requests, &sum.served, &sum.conflicts,
                            &sum.of_width[static_cast<std::size_t>(std::countr_zero(counted.width))]})
            *value = static_cast<std::int64_t>(double(*value) * double(all) / double(seen) + 0.5);
    sum.accesses = all;
    sum.bytes = all * static_cast<std::int64_t>(counted.width);
    return site;
}

} // namespace

Requests& Requests::operator+=(const Requests& other) {
    requests += other.requests;
    accesses += other.accesses;
    bytes += other.bytes;
    served += other.served;
    conflicts += other.conflicts;
    for (std::size_t i = 0; i < of_width.size(); ++i) of_width[i] += other.of_width[i];
    return *this;
}

void measure(bool on) { counting = on; }

void count_access(const Attempt& attempt, bool shared, std::uintptr_t position, Counter counter) {
    const bool write = !only_reads(attempt.kind);
    if (!is_range(attempt.kind))
        return count(Key(attempt.code, attempt.size, shared, write), position, counter);
    // A compiler for GPUs makes one access of it where size and alignment allow that (float4), otherwise
    // accesses to words, or to bytes.
    const bool vector = (attempt.size == 8 || attempt.size == 16) && attempt.address % attempt.size == 0;
    const std::size_t width = vector ? attempt.size : (attempt.address | attempt.size) % 4 == 0 ? 4 : 1;
    for (std::size_t i = 0; i < attempt.size; i += width)
        count(Key(attempt.code, width, shared, write), position + i, counter);
}

void count_launch() { ++counts.launches; }
void count_barrier() { ++counts.barriers; }
void count_wmma() {
    if (counting) ++counts.wmma;
}

Measures take_measures() {
    Measures result = std::exchange(counts, {});
    for (auto& [key, counted] : sites) {
        for (auto& warp : counted.warps)
            if (warp) finish(counted, *warp);
        const Site site = whole(counted);
        auto& sum = site.shared  ? site.write ? result.shared_stores : result.shared_loads
                    : site.write ? result.global_stores
                                 : result.global_loads;
        sum += site.requests;
        result.sites.push_back(site);
    }
    sites.clear();
    remembered.fill({});
    std::sort(result.sites.begin(), result.sites.end(), [](const Site& a, const Site& b) {
        return std::tie(b.requests.served, a.code) < std::tie(a.requests.served, b.code);
    });
    return result;
}

} // namespace gpu
