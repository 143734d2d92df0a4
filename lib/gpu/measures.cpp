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
constexpr std::uint32_t most_requests = 4096;

/// One request: where the lanes of a warp access memory at one place in the code, in sectors or in words.
struct Request {
    std::uint32_t active = 0;
    std::array<std::uint32_t, lanes> unit;
};

/// A warp's requests since the last barrier.
struct WarpRequests {
    Segment interval = 0;
    std::array<std::uint32_t, lanes> next{}; ///< how often each lane was here
    std::vector<Request> requests;
};

struct CountedSite {
    Site site;
    std::size_t width = 4;
    std::int64_t all_accesses = 0;                    ///< also those that were not put together
    std::vector<std::unique_ptr<WarpRequests>> warps; ///< by slot and warp
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
void finish(CountedSite& counted, WarpRequests& warp) {
    const auto used = std::min(most_requests, *std::max_element(warp.next.begin(), warp.next.end()));
    for (std::uint32_t i = 0; i < used; ++i) {
        serve(counted, warp.requests[i]);
        warp.requests[i].active = 0;
    }
    warp.next.fill(0);
}

struct Key {
    const void* code;
    std::size_t width;
    bool shared, write;
    bool operator==(const Key&) const = default;
};
struct Hash {
    std::size_t operator()(const Key& key) const {
        return std::hash<const void*>()(key.code) * 64 + key.width * 4 + key.shared * 2u + key.write;
    }
};

Measures counts;
std::unordered_map<Key, CountedSite, Hash> sites;

/// The sites that were looked for most recently.
struct Remembered {
    Key key{};
    CountedSite* site = nullptr;
};
std::array<Remembered, 1024> remembered;

CountedSite& site_of(const Key& key) {
    auto& entry = remembered[Hash()(key) / 64 % remembered.size()];
    if (entry.site && entry.key == key) return *entry.site;
    const auto [found, fresh] = sites.try_emplace(key);
    if (fresh) {
        found->second.site = {offset_of(key.code), key.shared, key.write, {}};
        found->second.width = key.width;
    }
    entry = {key, &found->second};
    return found->second;
}

WarpRequests& warp_of(CountedSite& counted, std::size_t index) {
    if (index >= counted.warps.size()) counted.warps.resize(index + 1);
    auto& warp = counted.warps[index];
    if (!warp) warp = std::make_unique<WarpRequests>();
    return *warp;
}

void count(const Key& key, const Counted& access, std::uintptr_t position) {
    constexpr std::size_t most_warps = 32;
    CountedSite& counted = site_of(key);
    WarpRequests& warp = warp_of(counted, access.slot * most_warps + running->warp());
    if (warp.interval != access.interval) {
        finish(counted, warp);
        warp.interval = access.interval;
    }
    ++counted.all_accesses;
    const auto lane = running->lane();
    const auto which = warp.next[lane]++;
    if (which >= most_requests) return;
    if (which >= warp.requests.size()) warp.requests.resize(which + 1);
    Request& request = warp.requests[which];
    request.active |= 1u << lane;
    request.unit[lane] = static_cast<std::uint32_t>(key.shared ? position / 4 : position / 32);
}

/// What was not put together is like the rest.
Site whole(const CountedSite& counted) {
    Site site = counted.site;
    Requests& sum = site.requests;
    const auto seen = sum.accesses, all = counted.all_accesses;
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

void count_access(const Attempt& attempt, const Counted& counted) {
    const bool write = !only_reads(attempt.kind);
    if (!is_range(attempt.kind) && attempt.size <= 16)
        return count({attempt.code, attempt.size, counted.shared, write}, counted, counted.position);
    // A compiler for GPUs makes accesses to words of it, or to bytes.
    const std::size_t width = (attempt.address | attempt.size) % 4 == 0 ? 4 : 1;
    for (std::size_t i = 0; i < attempt.size; i += width)
        count({attempt.code, width, counted.shared, write}, counted, counted.position + i);
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
