#pragma once
/// @file
/// The common case of an access: a plain one to an aligned word, with which nothing is wrong. It does the
/// same as the closer look in checks.cpp, in a tenth of the time. Functions for hooks contain it, and call
/// nothing else on their way.

#include "gpu/blocks.hpp"
#include "gpu/checks.hpp"
#include "gpu/device_range.hpp"
#include "gpu/events.hpp"
#include "gpu/faults.hpp"

#include <bit>

namespace gpu {

/// Whose turn it is, with what is needed for every access.
struct Turn {
    static constexpr Place nobody{.block = ~0u, .thread = ~0u};
    Place place = nobody;
    Record stamp;           ///< of the thread's accesses
    Record segment;         ///< the same, of the block's thread 0
    Record barrier, launch; ///< records before these are over, in shared and in global memory
    std::uintptr_t shared = 0;
    std::size_t shared_size = 0;
    Block* block = nullptr;

    bool is_of(const Place& other) const {
        return std::bit_cast<std::uint64_t>(place) == std::bit_cast<std::uint64_t>(other);
    }
    void pass_to(const Place& other) {
        place = other;
        stamp = segment.by(other.thread);
    }
};
extern Turn turn;
extern Checks checks;

// Everything is inlined, so that functions for hooks call nothing on their way.
#define GPU_INLINED [[gnu::always_inline]] inline

/// Two memories: each with records that are over, and readers that are as different as can be.
enum class Memory { shared, global };

/// Whether a word may be read.
GPU_INLINED bool is_sound(const Shadow& shadow, std::size_t offset) {
    return shadow.allows(offset, 4) && (!checks.initialised || shadow.word_initialised(offset));
}

/// Whether the reader whose turn it is changes nothing: the two that are known, in earlier blocks, are no
/// less different from each other.
GPU_INLINED bool is_settled(Record first, Record second) {
    const Order& order = current_launch.order;
    const Segment mine = turn.block->order.first;
    return first.segment() < mine && second.segment() < mine && !order.has_fences() &&
           order.block_of(first.segment()) != order.block_of(second.segment());
}

/// Reads a word that was read before, which was all right.
GPU_INLINED bool joins_readers(Cell& cell, Record& second, Memory memory, const void* code, Record window) {
    const Record first = cell.reader;
    if (first.same_way(turn.stamp)) return true;
    if (first.others() && second.since(window)) {
        if (!first.same_segment(turn.stamp) || !second.same_segment(turn.stamp))
            return memory == Memory::global && is_settled(first, second);
        if (first.same_warp(turn.stamp) || !first.same_warp(second)) return true;
    }
    second = turn.stamp.with(Strength::plain, offset_of(code));
    cell.reader = first.with_others();
    return true;
}

GPU_INLINED bool reads_at_once(Shadow& shadow, std::size_t offset, Memory memory, const void* code) {
    if (!shadow.has_words()) return !checks.races && is_sound(shadow, offset);
    const Record window = memory == Memory::shared ? turn.barrier : turn.launch;
    Cell& cell = shadow.cell(offset / 4);
    if (cell.writer.since(window) && !cell.writer.same_time(turn.stamp)) return false;
    if (cell.reader.since(window))
        return cell.reader.sound() &&
               joins_readers(cell, shadow.second_reader(offset / 4), memory, code, window);
    if (!is_sound(shadow, offset)) return false;
    const Record record = turn.stamp.with(Strength::plain, offset_of(code)).with_soundness();
    cell.reader = cell.reader.others() ? record.with_others() : record;
    return true;
}

GPU_INLINED bool writes_at_once(Shadow& shadow, std::size_t offset, Memory memory, const void* code) {
    if (!shadow.allows(offset, 4)) return false;
    if (checks.races) {
        if (!shadow.has_words()) return false;
        const Record window = memory == Memory::shared ? turn.barrier : turn.launch;
        Cell& cell = shadow.cell(offset / 4);
        if (cell.writer.since(window) && !cell.writer.same_time(turn.stamp)) return false;
        // A second reader has come before the same barrier, and in the same launch, as the first.
        if (cell.reader.since(window) && (cell.reader.others() || !cell.reader.same_time(turn.stamp)))
            return false;
        cell = {turn.stamp.with(Strength::plain, offset_of(code)), Record()};
    }
    if (checks.initialised) shadow.initialise_word(offset);
    return true;
}

/// Whether the thread that runs is known as the one whose turn it is, or can easily become it.
GPU_INLINED bool is_running_in_turn() {
    const Place* thread = running;
    if (!thread) return false;
    if (turn.is_of(*thread)) return true;
    if (thread->block != turn.place.block) return false;
    turn.pass_to(*thread);
    return true;
}

GPU_INLINED bool is_in_shared_memory(std::uintptr_t place) { return place - turn.shared < turn.shared_size; }

/// A word of 4 bytes in the block's shared memory is read or written by the thread whose turn it is, if this
/// is the common case. Otherwise false, and nothing has happened.
GPU_INLINED bool accesses_shared_at_once(std::uintptr_t place, Access kind, const void* code) {
    if (place % 4 != 0) return false;
    Shadow& shadow = turn.block->shadow;
    return kind == Access::read ? reads_at_once(shadow, place - turn.shared, Memory::shared, code)
                                : writes_at_once(shadow, place - turn.shared, Memory::shared, code);
}

/// The same for a word anywhere else.
GPU_INLINED bool accesses_global_at_once(std::uintptr_t place, Access kind, const void* code) {
    const auto offset = place - device_range.begin;
    if (place % 4 != 0 || offset >= device_range.size) return false;
    const auto& page = device_range.pages[offset / Page::size];
    if (!page) return false;
    return kind == Access::read ? reads_at_once(page->shadow, offset % Page::size, Memory::global, code)
                                : writes_at_once(page->shadow, offset % Page::size, Memory::global, code);
}

#undef GPU_INLINED

} // namespace gpu
