#include "gpu/warp.hpp"

#include "gpu/events.hpp"
#include "gpu/executor.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

namespace gpu {

namespace {

bool holds(std::uint32_t lanes, std::uint32_t lane) { return lanes >> lane & 1; }

// ---- shuffles: each lane brings a value, and the number of the lane whose value it wants
// -------------------

struct Shuffled {
    std::uint64_t value;
    std::uint32_t wanted;
    std::uint64_t received = ~std::uint64_t{0}; ///< a NaN, if nobody sends it
    bool defined = false;
};

void exchange(void* const members[32], std::uint32_t present) {
    for (std::uint32_t lane = 0; lane < 32; ++lane) {
        if (!holds(present, lane)) continue;
        auto& mine = *static_cast<Shuffled*>(members[lane]);
        mine.defined = holds(present, mine.wanted);
        if (mine.defined) mine.received = static_cast<const Shuffled*>(members[mine.wanted])->value;
    }
}

/// The lane whose value a lane gets (CUDA C++ Programming Guide, "Warp Shuffle Functions"): its own where
/// the other one would lie outside of its segment of `width` lanes.
std::uint32_t source(Shuffle how, int which, int width, int lane) {
    const int first = lane & ~(width - 1), last = first + width - 1;
    int from = lane;
    switch (how) {
    case Shuffle::index:
        from = first + (which & (width - 1));
        break;
    case Shuffle::up:
        from = lane - which;
        break;
    case Shuffle::down:
        from = lane + which;
        break;
    case Shuffle::butterfly:
        from = lane ^ which;
        break;
    }
    const bool before = from < first && how != Shuffle::butterfly;
    return static_cast<std::uint32_t>(before || from > last || from < 0 ? lane : from);
}

[[gnu::noinline]] void report_undefined(std::uint32_t lane, const void* code) {
    report_here("note",
                "asks for the value of lane " + std::to_string(lane) +
                    ", which does not take part in the shuffle: it gets anything, here a NaN or -1",
                code);
}

// ---- votes, matches, reductions
// ----------------------------------------------------------------------------

struct Vote {
    bool holds;
    std::uint32_t lanes = 0; ///< where it holds
    std::uint32_t present = 0;
};

void count_votes(void* const members[32], std::uint32_t present) {
    std::uint32_t lanes = 0;
    for (std::uint32_t lane = 0; lane < 32; ++lane)
        if (holds(present, lane) && static_cast<const Vote*>(members[lane])->holds) lanes |= 1u << lane;
    for (std::uint32_t lane = 0; lane < 32; ++lane)
        if (holds(present, lane)) {
            static_cast<Vote*>(members[lane])->lanes = lanes;
            static_cast<Vote*>(members[lane])->present = present;
        }
}

Vote voted(std::uint32_t mask, int predicate, const void* code) {
    Vote vote{.holds = predicate != 0};
    collective(mask, &vote, count_votes, code);
    return vote;
}

struct Match {
    std::uint64_t value;
    std::uint32_t same = 0, present = 0;
};

void match(void* const members[32], std::uint32_t present) {
    for (std::uint32_t lane = 0; lane < 32; ++lane) {
        if (!holds(present, lane)) continue;
        auto& mine = *static_cast<Match*>(members[lane]);
        mine.present = present;
        for (std::uint32_t other = 0; other < 32; ++other)
            if (holds(present, other) && static_cast<const Match*>(members[other])->value == mine.value)
                mine.same |= 1u << other;
    }
}

struct Reduced {
    Reduction how;
    bool is_signed;
    std::uint32_t value;
    std::uint32_t received = 0;
};

std::uint32_t combined(const Reduced& a, std::uint32_t b) {
    const bool less =
        a.is_signed ? static_cast<std::int32_t>(a.value) < static_cast<std::int32_t>(b) : a.value < b;
    switch (a.how) {
    case Reduction::sum:
        return a.value + b;
    case Reduction::minimum:
        return less ? a.value : b;
    case Reduction::maximum:
        return less ? b : a.value;
    case Reduction::conjunction:
        return a.value & b;
    case Reduction::disjunction:
        return a.value | b;
    case Reduction::exclusive:
        return a.value ^ b;
    }
    return 0;
}

void reduce(void* const members[32], std::uint32_t present) {
    const auto first = static_cast<std::uint32_t>(std::countr_zero(present));
    std::uint32_t result = static_cast<const Reduced*>(members[first])->value;
    for (std::uint32_t lane = first + 1; lane < 32; ++lane)
        if (holds(present, lane)) result = combined(*static_cast<const Reduced*>(members[lane]), result);
    for (std::uint32_t lane = first; lane < 32; ++lane)
        if (holds(present, lane)) static_cast<Reduced*>(members[lane])->received = result;
}

/// Of the operations that meet here, this alone orders memory.
void synchronise(void* const*, std::uint32_t present) {
    warp_synchronised(meeting_block(), meeting_warp(), present);
}

} // namespace

std::uint64_t shuffled(Shuffle how, std::uint32_t mask, std::uint64_t value, int which, int width,
                       const void* code) {
    Shuffled mine{.value = value, .wanted = source(how, which, width, static_cast<int>(running->lane()))};
    collective(mask, &mine, exchange, code);
    if (!mine.defined) [[unlikely]]
        report_undefined(mine.wanted, code);
    return mine.received;
}

std::uint32_t matching(std::uint32_t mask, std::uint64_t value, bool all, const void* code) {
    Match mine{.value = value};
    collective(mask, &mine, match, code);
    return !all || mine.same == mine.present ? mine.same : 0;
}

std::uint32_t reduced(Reduction how, bool is_signed, std::uint32_t mask, std::uint32_t value,
                      const void* code) {
    Reduced mine{.how = how, .is_signed = is_signed, .value = value};
    collective(mask, &mine, reduce, code);
    return mine.received;
}

} // namespace gpu

using namespace gpu;

void __syncwarp(unsigned mask) {
    int nothing = 0;
    collective(mask, &nothing, synchronise, __builtin_return_address(0));
}

int __all_sync(unsigned mask, int predicate) {
    const Vote vote = voted(mask, predicate, __builtin_return_address(0));
    return vote.lanes == vote.present;
}
int __any_sync(unsigned mask, int predicate) {
    return voted(mask, predicate, __builtin_return_address(0)).lanes != 0;
}
unsigned __ballot_sync(unsigned mask, int predicate) {
    return voted(mask, predicate, __builtin_return_address(0)).lanes;
}

void __threadfence() { fence(true); }
void __threadfence_system() { fence(true); }
void __threadfence_block() { fence(false); }
