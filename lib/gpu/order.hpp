#pragma once
/// @file
/// Happens-before between the threads of a launch. Launches are ordered, and so are the two sides of a
/// barrier and of __syncwarp. Otherwise only a fence followed by an atomic or volatile access orders
/// anything: what the fenced thread knows is over for whoever accesses the same address atomically later,
/// whether it executes a fence itself or not (CUDA C++ Programming Guide, "Memory Fence Functions", whose
/// example has none there). The clocks are those of Flanagan and Freund, "FastTrack" (2009), with one clock
/// for a block.

#include "gpu/record.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace gpu {

/// What was released at one address, in its order: who released what, and what they knew from elsewhere.
struct Released;

/// How far somebody knows what was released: up to which position at each address.
using Knowledge = std::map<const Released*, std::size_t>;

/// Accesses before a segment are over: those of one thread, or of a whole block.
struct Past {
    std::uint64_t whose; ///< the block's number, then the thread's, or 0xffff for all, in 16 bits
    Segment before;
    bool device; ///< for whoever learns of it, or for threads of the same block only
};

/// What a thread knew when it executed a fence.
struct Fenced {
    std::vector<Past> pasts;
    Knowledge knowledge;
    std::uint64_t version = 0; ///< 0: no fence yet
};

/// The order of what the threads of one block do.
class BlockOrder {
  public:
    std::uint32_t number = 0;
    Segment first = 0;   ///< its first segment
    Segment now = 0;     ///< the current segment
    Segment barrier = 0; ///< the first segment after the last barrier

  private:
    friend class Order;
    struct Warp {
        Segment since = 0; ///< after the barrier of this segment
        Segment all = 0;   ///< before it, everything is over for all lanes
        /// over[a][b]: before it, what lane b did is over for lane a.
        std::array<std::array<Segment, 32>, 32> over{};
    };
    struct Thread {
        Fenced fenced;
        Knowledge knowledge; ///< from its own atomic accesses since the last barrier
        const Released* latest_address = nullptr;
        std::uint64_t latest_version = 0;
    };

    std::vector<Warp> warps;
    std::unordered_map<std::uint32_t, Thread> threads; ///< those that executed fences or acquired
    Fenced fenced;       ///< what the threads' fences before the last barrier have published
    Knowledge knowledge; ///< what all threads have acquired before the last barrier

    bool over_in_warp(Record earlier, std::uint32_t thread) const;
};

/// The order of one launch.
class Order {
  public:
    Order();
    ~Order();
    void launch_begins();
    /// Whether records have been forgotten, because segments have been used up.
    bool began_again() const { return first == 1; }
    void block_begins(BlockOrder& block, std::uint32_t number);
    void barrier(BlockOrder& block);
    void warp(BlockOrder& block, std::uint32_t warp, std::uint32_t mask);
    void fence(BlockOrder& block, std::uint32_t thread, bool device);
    /// An atomic or volatile access; a read releases nothing.
    void strong_access(BlockOrder& block, std::uint32_t thread, std::uintptr_t address, bool releases);

    /// Records of earlier segments than this are over for everybody.
    Segment launch() const { return first; }
    /// Whether anything but barriers may order what different blocks do.
    bool has_fences() const { return fences > 0; }
    /// The block of a segment of this launch.
    std::uint32_t block_of(Segment segment) const { return owners[segment - first]; }
    /// Whether an access is over for a thread.
    bool over(Record earlier, const BlockOrder& block, std::uint32_t thread) const;

  private:
    Segment first = 1, next = 1;
    std::vector<std::uint32_t> owners; ///< of the segments of this launch, from the first on
    std::unordered_map<std::uintptr_t, std::unique_ptr<Released>> released;
    std::uint64_t fences = 0; ///< in this launch

    void begin_segment(BlockOrder& block);
    bool acquired(Record earlier, const BlockOrder& block, const Knowledge& knowledge) const;
};

} // namespace gpu
