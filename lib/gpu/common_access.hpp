#pragma once
/// @file
/// The common case of an access: a plain one to an aligned word, with which nothing is wrong. It does the same as
/// the closer look in checks.cpp, in a tenth of the time. Functions for hooks contain it, and call nothing else on
/// their way: then they need no stack.

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

/// Whether a word may be read.
[[gnu::always_inline]] inline bool is_sound(const Shadow& shadow, std::size_t offset) {
    return shadow.allows(offset, 4) && (!checks.initialised || shadow.word_initialised(offset));
}

/// Whether a third reader changes nothing: the two that are known are no less different from each other.
[[gnu::always_inline]] inline bool is_settled(Record first, Record second) {
    const Order& order = current_launch.order;
    const Segment mine = turn.block->order.first;
    return first.segment() < mine && second.segment() < mine && !order.has_fences() &&
           order.block_of(first.segment()) != order.block_of(second.segment());
}

/// Whoever reads a word that was read before, which is all right.
[[gnu::always_inline]] inline bool joins_readers(Cell& cell, Record& second, const void* code, Record window) {
    const Record first = cell.reader;
    if (first.same_way(turn.stamp)) return true;
    if (first.others() && second.since(window)) {
        if (!first.same_segment(turn.stamp) || !second.same_segment(turn.stamp)) return is_settled(first, second);
        if (first.same_warp(turn.stamp) || !first.same_warp(second)) return true;
    }
    second = turn.stamp.with(Strength::plain, offset_of(code));
    cell.reader = first.with_others();
    return true;
}

/// @param window  earlier records than this are over
[[gnu::always_inline]] inline bool reads_at_once(Shadow& shadow, std::size_t offset, const void* code,
                                                 Record window) {
    if (!checks.races) return is_sound(shadow, offset);
    if (!shadow.has_words()) return false;
    Cell& cell = shadow.cell(offset / 4);
    if (cell.writer.since(window) && !cell.writer.same_time(turn.stamp)) return false;
    if (cell.reader.since(window))
        return cell.reader.sound() && joins_readers(cell, shadow.second_reader(offset / 4), code, window);
    if (!is_sound(shadow, offset)) return false;
    const Record record = turn.stamp.with(Strength::plain, offset_of(code)).with_soundness();
    cell.reader = cell.reader.others() ? record.with_others() : record;
    return true;
}

[[gnu::always_inline]] inline bool writes_at_once(Shadow& shadow, std::size_t offset, const void* code,
                                                  Record window) {
    if (!shadow.allows(offset, 4)) return false;
    if (checks.races) {
        if (!shadow.has_words()) return false;
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

[[gnu::always_inline]] inline bool accesses_at_once(Shadow& shadow, std::size_t offset, Access kind,
                                                    const void* code, Record window) {
    return kind == Access::read ? reads_at_once(shadow, offset, code, window)
                                : writes_at_once(shadow, offset, code, window);
}

/// A word of 4 bytes is read or written by the running thread, if this is the common case. Otherwise false, and
/// nothing has happened.
[[gnu::always_inline]] inline bool accesses_at_once(const void* address, Access kind, const void* code) {
    const Place* thread = running;
    if (!thread) return false;
    if (!turn.is_of(*thread)) {
        if (thread->block != turn.place.block) return false;
        turn.pass_to(*thread);
    }
    const auto place = reinterpret_cast<std::uintptr_t>(address);
    if ((place & 3) != 0) return false;
    if (const auto offset = place - turn.shared; offset < turn.shared_size)
        return accesses_at_once(turn.block->shadow, offset, kind, code, turn.barrier);
    const auto offset = place - device_range.begin;
    if (offset >= device_range.size) return false;
    const auto& page = device_range.pages[offset / Page::size];
    return page && accesses_at_once(page->shadow, offset % Page::size, kind, code, turn.launch);
}

} // namespace gpu
