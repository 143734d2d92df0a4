#include "gpu/order.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace gpu {

namespace {

std::uint64_t key_of_block(std::uint32_t block) { return std::uint64_t{block} << 16 | 0xffff; }
std::uint64_t key_of_thread(std::uint32_t block, std::uint32_t thread) {
    return std::uint64_t{block} << 16 | thread;
}
std::uint32_t block_of(std::uint64_t key) { return static_cast<std::uint32_t>(key >> 16); }

void learn(Knowledge& knowledge, const Released* address, std::size_t position) {
    auto& known = knowledge[address];
    known = std::max(known, position);
}

void learn(Knowledge& knowledge, const Knowledge& other) {
    for (const auto& [address, position] : other) learn(knowledge, address, position);
}

/// Of several pasts of one key and reach, the last says all.
void keep_latest(std::vector<Past>& pasts) {
    const auto rank = [](const Past& past) { return std::tuple(past.whose, past.device, past.before); };
    std::sort(pasts.begin(), pasts.end(), [&](auto& a, auto& b) { return rank(a) > rank(b); });
    const auto same = [](auto& a, auto& b) { return a.whose == b.whose && a.device == b.device; };
    pasts.erase(std::unique(pasts.begin(), pasts.end(), same), pasts.end());
}

} // namespace

struct Released {
    /// Somebody's past, known from this position on; for the block it belongs to only, or for all.
    struct Step {
        std::size_t position;
        Segment before;
        bool device;
    };
    struct Link {
        std::size_t position, there;
    };
    std::size_t length = 0; ///< how often something was released
    std::unordered_map<std::uint64_t, std::vector<Step>> pasts;
    std::map<const Released*, std::vector<Link>> links;

    void add(const Fenced& fenced) {
        for (const Past& past : fenced.pasts) pasts[past.whose].push_back({length, past.before, past.device});
        for (const auto& [address, there] : fenced.knowledge)
            if (address != this) links[address].push_back({length, there});
        ++length;
    }

    /// Whether what this key did in a segment is over for a thread of `block` that knows the first `position`
    /// releases. Later releases of one key know more, so the last counts.
    bool covers(std::uint64_t key, Segment segment, std::size_t position, std::uint32_t block) const {
        const auto found = pasts.find(key);
        if (found == pasts.end()) return false;
        return std::any_of(found->second.rbegin(), found->second.rend(), [&](const Step& step) {
            return step.position < position && segment < step.before &&
                   (step.device || block_of(key) == block);
        });
    }
};

Order::Order() = default;
Order::~Order() = default;

void Order::launch_begins() {
    if (next > Record::most_segments / 2) next = 1;
    first = next;
    owners.clear();
    released.clear();
    fences = 0;
}

void Order::begin_segment(BlockOrder& block) {
    if (next + 1 < Record::most_segments) ++next, owners.push_back(block.number);
    block.now = next - 1;
}

void Order::block_begins(BlockOrder& block, std::uint32_t number) {
    block = BlockOrder();
    block.number = number;
    begin_segment(block);
    block.first = block.barrier = block.now;
}

void Order::barrier(BlockOrder& block) {
    begin_segment(block);
    block.barrier = block.now;
    if (block.threads.empty()) return;
    for (auto& [thread, state] : block.threads) {
        learn(block.knowledge, state.knowledge);
        if (!state.fenced.version) continue;
        // What threads fenced before the barrier is published by whoever makes an atomic access after it.
        block.fenced.version = std::max(block.fenced.version, state.fenced.version);
        auto& all = block.fenced.pasts;
        all.insert(all.end(), state.fenced.pasts.begin(), state.fenced.pasts.end());
        learn(block.fenced.knowledge, state.fenced.knowledge);
    }
    block.threads.clear();
    keep_latest(block.fenced.pasts);
}

void Order::warp(BlockOrder& block, std::uint32_t warp, std::uint32_t mask) {
    begin_segment(block);
    if (block.warps.size() <= warp) block.warps.resize(warp + 1);
    auto& state = block.warps[warp];
    if (state.since != block.barrier) state = {.since = block.barrier, .all = 0, .over = {}};
    if (mask == 0xffff'ffff) {
        state.all = block.now;
        return;
    }
    std::array<Segment, 32> together{};
    for (std::uint32_t rest = mask; rest; rest &= rest - 1) {
        const auto lane = static_cast<std::size_t>(std::countr_zero(rest));
        for (std::size_t other = 0; other < 32; ++other)
            together[other] = std::max(together[other], state.over[lane][other]);
        together[lane] = block.now;
    }
    for (std::uint32_t rest = mask; rest; rest &= rest - 1)
        state.over[static_cast<std::size_t>(std::countr_zero(rest))] = together;
}

bool BlockOrder::over_in_warp(Record earlier, std::uint32_t thread) const {
    const auto index = thread / 32;
    if (earlier.thread() / 32 != index || warps.size() <= index) return false;
    const auto& warp = warps[index];
    return warp.since == barrier && (earlier.segment() < warp.all ||
                                     earlier.segment() < warp.over[thread % 32][earlier.thread() % 32]);
}

void Order::fence(BlockOrder& block, std::uint32_t thread, bool device) {
    begin_segment(block);
    auto& state = block.threads[thread];
    auto& fenced = state.fenced;
    fenced.pasts = {{key_of_block(block.number), block.barrier, device},
                    {key_of_thread(block.number, thread), block.now, device}};
    const auto index = thread / 32;
    if (index < block.warps.size() && block.warps[index].since == block.barrier) {
        const auto& warp = block.warps[index];
        for (std::uint32_t lane = 0; lane < 32; ++lane)
            if (lane != thread % 32)
                if (const auto before = std::max(warp.all, warp.over[thread % 32][lane]))
                    fenced.pasts.push_back({key_of_thread(block.number, index * 32 + lane), before, device});
    }
    fenced.knowledge = block.knowledge;
    learn(fenced.knowledge, state.knowledge);
    fenced.version = ++fences;
}

void Order::strong_access(BlockOrder& block, std::uint32_t thread, std::uintptr_t address, bool releases) {
    if (!fences) return;
    const auto found = block.threads.find(thread);
    const bool own = found != block.threads.end() && found->second.fenced.version;
    if (releases && (own || block.fenced.version)) {
        auto& entry = released[address];
        if (!entry) entry = std::make_unique<Released>();
        Released& here = *entry;
        auto& state = block.threads[thread];
        const auto version = std::max(state.fenced.version, block.fenced.version);
        // A thread that spins here has said all of this already.
        if (state.latest_address != &here || state.latest_version != version) {
            if (own) here.add(state.fenced);
            if (block.fenced.version) here.add(block.fenced);
            state.latest_address = &here;
            state.latest_version = version;
        }
    }
    if (const auto here = released.find(address); here != released.end())
        learn(block.threads[thread].knowledge, here->second.get(), here->second->length);
}

bool Order::acquired(Record earlier, const BlockOrder& block, const Knowledge& knowledge) const {
    const auto owner = block_of(earlier.segment());
    Knowledge visited;
    std::vector<std::pair<const Released*, std::size_t>> open(knowledge.begin(), knowledge.end());
    while (!open.empty()) {
        const auto [address, position] = open.back();
        open.pop_back();
        auto& seen = visited[address];
        if (seen >= position) continue;
        seen = position;
        if (address->covers(key_of_block(owner), earlier.segment(), position, block.number) ||
            address->covers(key_of_thread(owner, earlier.thread()), earlier.segment(), position,
                            block.number))
            return true;
        for (const auto& [next_address, links] : address->links)
            for (const auto& link : links)
                if (link.position < position) open.emplace_back(next_address, link.there);
    }
    return false;
}

bool Order::over(Record earlier, const BlockOrder& block, std::uint32_t thread) const {
    const auto segment = earlier.segment();
    if (segment < first) return true;
    if (block_of(segment) == block.number &&
        (segment < block.barrier || earlier.thread() == thread || block.over_in_warp(earlier, thread)))
        return true;
    if (!fences) return false;
    if (acquired(earlier, block, block.knowledge)) return true;
    const auto found = block.threads.find(thread);
    return found != block.threads.end() && acquired(earlier, block, found->second.knowledge);
}

} // namespace gpu
