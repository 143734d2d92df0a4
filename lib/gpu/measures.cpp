#include "gpu/measures.hpp"

#include "gpu/bad_access.hpp"
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
constexpr std::uint32_t all_lanes = 0xffffffff;
/// Of one place in the code, for one warp between two barriers: the rest is taken to be like these.
constexpr std::size_t most_requests = 4096;

/// Where the lanes of a warp access memory, in sectors or in words.
using Units = std::array<std::uint32_t, lanes>;

/// What a warp's lanes have accessed at one place in the code since the last barrier: the n-th access of each
/// is a part of the n-th request.
struct WarpAccesses {
    Segment interval = 0;
    std::array<std::uint16_t, lanes> many{}; ///< accesses of each lane
    std::vector<Units> requests{};           ///< as many as were ever needed

    /// The lanes that take part in the n-th request.
    std::uint32_t active(std::size_t n) const {
        std::uint32_t result = 0;
        for (std::uint32_t lane = 0; lane < lanes; ++lane) result |= std::uint32_t{n < many[lane]} << lane;
        return result;
    }
};

struct CountedSite {
    Site site;
    std::size_t width = 4;
    std::int64_t skipped = 0;                         ///< accesses that were not put together
    std::vector<std::unique_ptr<WarpAccesses>> warps; ///< by slot and warp
};

/// How many different numbers there are. @param units  is left in some other order
std::int64_t different(Units& units) {
    std::uint32_t changes = 1, descents = 0;
    for (std::size_t i = 1; i < lanes; ++i) {
        changes += units[i] != units[i - 1];
        descents += units[i] < units[i - 1];
    }
    if (descents == 0) return changes;
    std::sort(units.begin(), units.end());
    return std::unique(units.begin(), units.end()) - units.begin();
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

/// Passes for lanes that access `words` words each, from these on.
std::int64_t passes(const Units& units, std::uint32_t words) {
    std::uint32_t least = units[0], most = units[0];
    for (const auto unit : units) {
        least = std::min(least, unit);
        most = std::max(most, unit);
    }
    if (most - least + words <= lanes) return 1; // no two words of one bank
    Banks banks;
    for (const auto unit : units)
        for (std::uint32_t word = 0; word < words; ++word) banks.ask(unit + word);
    return banks.passes();
}

/// The units of some lanes; the others do as the first of these.
Units of_lanes(std::uint32_t part, const Units& units) {
    if (part == all_lanes) return units;
    Units result;
    result.fill(units[static_cast<std::size_t>(std::countr_zero(part))]);
    for (std::size_t lane = 0; lane < lanes; ++lane)
        if (part >> lane & 1) result[lane] = units[lane];
    return result;
}

/// The warp is served in groups of lanes whose words fill the banks once.
void serve_shared(Requests& sum, const Units& units, std::uint32_t active, std::size_t width) {
    const auto words = static_cast<std::uint32_t>(std::max<std::size_t>(width / 4, 1));
    const std::size_t group = lanes / words;
    for (std::size_t first = 0; first < lanes; first += group) {
        const auto part = active & (all_lanes >> (lanes - group) << first);
        if (!part) continue;
        const auto needed = passes(of_lanes(part, units), words);
        sum.served += needed;
        sum.conflicts += needed - 1;
    }
}

void serve(CountedSite& counted, const Units& units, std::uint32_t active) {
    Requests& sum = counted.site.requests;
    ++sum.requests;
    sum.accesses += std::popcount(active);
    ++sum.of_width[static_cast<std::size_t>(std::countr_zero(counted.width))];
    if (counted.site.shared) return serve_shared(sum, units, active, counted.width);
    Units some = of_lanes(active, units);
    sum.served += different(some);
}

/// The warp's lanes have passed a barrier, or ended.
void finish(CountedSite& counted, WarpAccesses& warp) {
    const auto [least, most] = std::minmax_element(warp.many.begin(), warp.many.end());
    for (std::size_t n = 0; n < *most; ++n)
        serve(counted, warp.requests[n], n < *least ? all_lanes : warp.active(n));
    warp.many.fill(0);
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
    const void* code = nullptr;
    std::uint32_t what = 0, index = 0; ///< of the key, and of the warp
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

std::uint32_t warp_index() {
    constexpr std::uint32_t most_warps = 32;
    return turn.block->slot * most_warps + turn.place.warp();
}

std::uint32_t unit_of(Key key, std::uintptr_t position) {
    return static_cast<std::uint32_t>(position / (key.shared() ? 4 : 32));
}

Remembered& remembered_for(Key key) { return remembered[Hash()(key) % remembered.size()]; }

/// An access of the thread whose turn it is. @param position  in bytes
[[gnu::noinline]] void count(Key key, std::uintptr_t position) {
    CountedSite& site = site_of(key);
    WarpAccesses& warp = warp_of(site, warp_index());
    remembered_for(key) = {key.code, key.what, warp_index(), &warp};
    if (warp.interval != turn.barrier.segment()) finish(site, warp);
    warp.interval = turn.barrier.segment();
    auto& many = warp.many[turn.place.lane()];
    if (many == most_requests) {
        ++site.skipped;
        return;
    }
    if (many == warp.requests.size()) warp.requests.emplace_back();
    warp.requests[many++][turn.place.lane()] = unit_of(key, position);
}

/// The same. Mostly the warp has been here before in this interval: then nothing has to be called, which
/// would need a stack.
[[gnu::always_inline]] inline void count_again(Key key, std::uintptr_t position) {
    const Remembered& entry = remembered_for(key);
    if (entry.code != key.code || entry.what != key.what || entry.index != warp_index())
        return count(key, position);
    WarpAccesses& warp = *entry.warp;
    auto& many = warp.many[turn.place.lane()];
    if (warp.interval != turn.barrier.segment() || many == warp.requests.size()) return count(key, position);
    warp.requests[many++][turn.place.lane()] = unit_of(key, position);
}

/// The word that a thread has stored just now. A load of it that follows at once is none on a GPU, where the
/// value is still in a register; g++ makes one of the value of `y[j] = x`, and clang does not.
struct Stored {
    std::uintptr_t address = 0; ///< 0: something else was done since
    Place thread{};
};
Stored stored;

/// Whether an access is such a load. Called once for each.
[[gnu::always_inline]] inline bool is_in_register(Access kind, std::uintptr_t address) {
    const bool loads = kind == Access::read && address == stored.address && turn.is_of(stored.thread);
    stored = {kind == Access::write ? address : 0, turn.place};
    return loads;
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

namespace {

/// Local variables and constants cost no traffic: they are in registers, or in caches of their own.
bool costs_traffic(std::uintptr_t address) {
    if (is_in_shared_memory(address) || address - device_range.begin < device_range.size) return true;
    const Variable* variable = variable_at(address);
    return variable && variable->allocation.residence != Residence::constant;
}

} // namespace

void count_access(std::uintptr_t address, std::size_t size, Access kind, const void* code) {
    if (is_in_register(kind, address) || !costs_traffic(address)) return;
    const bool shared = is_in_shared_memory(address), write = !only_reads(kind);
    const std::uintptr_t position = shared ? address - turn.shared : address;
    if (!is_range(kind)) return count(Key(code, size, shared, write), position);
    // A compiler for GPUs makes one access of it where size and alignment allow that (float4), otherwise
    // accesses to words, or to bytes.
    const bool vector = (size == 8 || size == 16) && address % size == 0;
    const std::size_t width = vector ? size : (address | size) % 4 == 0 ? 4 : 1;
    for (std::size_t i = 0; i < size; i += width) count(Key(code, width, shared, write), position + i);
}

template<Access kind, Memory memory> void count_word(std::uintptr_t address, const void* code) {
    constexpr bool shared = memory == Memory::shared;
    if (is_in_register(kind, address)) return;
    count_again(Key(code, 4, shared, kind == Access::write), shared ? address - turn.shared : address);
}
template void count_word<Access::read, Memory::shared>(std::uintptr_t, const void*);
template void count_word<Access::write, Memory::shared>(std::uintptr_t, const void*);
template void count_word<Access::read, Memory::global>(std::uintptr_t, const void*);
template void count_word<Access::write, Memory::global>(std::uintptr_t, const void*);

void count_launch() { ++counts.launches; }
void count_barrier() {
    ++counts.barriers;
    stored = {};
}
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
        const auto rank = [](const Site& of) {
            return std::tuple(-of.requests.served, of.code, of.shared, of.write, of.requests.bytes);
        };
        return rank(a) < rank(b);
    });
    return result;
}

} // namespace gpu
