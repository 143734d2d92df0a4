#include "gpu/checks.hpp"

#include "gpu/bad_access.hpp"
#include "gpu/common_access.hpp"
#include "gpu/constants.hpp"
#include "gpu/counting.hpp"
#include "gpu/device_range.hpp"
#include "gpu/stream_order.hpp"

#include <algorithm>

namespace gpu {

Launch current_launch;
Turn turn;
Checks checks;

namespace {

Checks wanted_checks;
Refusal refusal = Refusal::illegal_address;
std::vector<Shadow> spare_shadows; ///< of blocks that have ended

/// Variables that a block meets later than when it begins may lie behind what it begins with.
constexpr std::size_t most_static = std::size_t{64} << 10;

std::vector<bool> slots; ///< taken by resident blocks

std::uint32_t take_slot() {
    const auto free = std::find(slots.begin(), slots.end(), false);
    const auto slot = static_cast<std::uint32_t>(free - slots.begin());
    if (free == slots.end()) slots.push_back(false);
    slots[slot] = true;
    return slot;
}

void turn_to(const Place& place) {
    if (place.block != turn.place.block || !turn.block) {
        Block& block = *current_launch.blocks.find(place.block)->second;
        turn.block = &block;
        turn.shared = block.shared;
        turn.shared_size = block.shadow.size();
        turn.segment = Record(block.order.now, 0);
        turn.barrier = Record(block.order.barrier, 0);
        turn.launch = Record(current_launch.order.launch(), 0);
    }
    turn.pass_to(place);
}

/// Something has begun a segment: the next access looks again.
void look_again() { turn.place = Turn::nobody; }

Strength strength_of(Access kind) {
    switch (kind) {
    case Access::atomic:
        return Strength::atomic;
    case Access::volatile_read:
    case Access::volatile_write:
        return Strength::is_volatile;
    default:
        return Strength::plain;
    }
}

// ---- races ------------------------------------------------------------------------------------------------

/// Whether accesses of these kinds may be made at once. Atomic operations may, and volatile accesses with
/// them and with each other: they serve to wait for other warps and blocks. Within a warp they promise no
/// order, though code that was written for older GPUs relies on it.
bool may_meet(Strength a, bool a_writes, Strength b, bool b_writes, bool same_warp) {
    if (a == Strength::plain || b == Strength::plain) return false;
    if (a == Strength::atomic || b == Strength::atomic) return true;
    return !same_warp || a_writes == b_writes;
}

/// The word that is looked at, and who accesses it.
struct Visit {
    const Attempt& attempt;
    Record record;
    bool writes;
    std::uintptr_t word;
};

void compare(const Visit& visit, Record earlier, bool earlier_writes) {
    if (current_launch.order.over(earlier, turn.block->order, turn.place.thread)) return;
    const Place other{.block = current_launch.order.block_of(earlier.segment()), .thread = earlier.thread()};
    const bool same_warp = other.block == turn.place.block && other.warp() == turn.place.warp();
    if (may_meet(earlier.strength(), earlier_writes, visit.record.strength(), visit.writes, same_warp))
        return;
    report_race(
        visit.attempt, visit.word, *turn.block,
        {.place = other, .strength = earlier.strength(), .writes = earlier_writes, .code = earlier.code()});
}

/// How far two readers are from each other: a writer that is ordered after one of them is the less likely to
/// be ordered after the other.
int distance(Record a, Record b) {
    const Order& order = current_launch.order;
    if (a.segment() != b.segment() && order.block_of(a.segment()) != order.block_of(b.segment())) return 2;
    return a.thread() / 32 != b.thread() / 32 ? 1 : 0;
}

/// Two readers are kept of those that no later access is known to come after: as different ones as possible.
void add_reader(Cell& cell, Record& second, Record record, Record window) {
    if (!cell.reader.others() || !second.since(window)) {
        second = record;
        cell.reader = cell.reader.with_others();
        return;
    }
    if (second.same_way(record)) return;
    const auto thread = record.thread();
    const auto is_over = [&](Record reader) {
        return reader.segment() != record.segment() &&
               current_launch.order.over(reader, turn.block->order, thread);
    };
    if (is_over(cell.reader))
        cell.reader = record.with_others();
    else if (is_over(second) || distance(cell.reader, record) > distance(cell.reader, second))
        second = record;
}

void visit_read(const Visit& visit, Shadow& shadow, std::size_t index, Record window) {
    Cell& cell = shadow.cell(index);
    if (cell.writer.since(window) && !cell.writer.same_time(visit.record)) compare(visit, cell.writer, true);
    if (cell.reader.same_way(visit.record)) return;
    if (!cell.reader.since(window))
        cell.reader = cell.reader.others() ? visit.record.with_others() : visit.record;
    else
        add_reader(cell, shadow.second_reader(index), visit.record, window);
}

void visit_write(const Visit& visit, Shadow& shadow, std::size_t index, Record window) {
    Cell& cell = shadow.cell(index);
    if (cell.writer.since(window) && !cell.writer.same_time(visit.record)) compare(visit, cell.writer, true);
    if (cell.reader.since(window) && !cell.reader.same_time(visit.record)) compare(visit, cell.reader, false);
    if (cell.reader.others())
        if (const Record second = shadow.second_reader(index);
            second.since(window) && !second.same_time(visit.record))
            compare(visit, second, false);
    cell.writer = visit.record;
    cell.reader = Record();
}

// ---- one access -------------------------------------------------------------------------------------------

/// `window`: records of earlier segments are over. `sound`: the bytes that are read are known to be
/// initialised.
void look_for_races(Shadow& shadow, std::size_t offset, const Attempt& attempt, Record window, bool sound) {
    if (!shadow.prepare(offset, attempt.size)) return;
    const Record record = turn.stamp.with(strength_of(attempt.kind), offset_of(attempt.code));
    Visit visit{attempt, sound ? record.with_soundness() : record, !only_reads(attempt.kind),
                attempt.address};
    const int shift = shadow.shift();
    const std::size_t end = (offset + attempt.size) >> shift;
    for (std::size_t index = offset >> shift; index < end; ++index) {
        if (visit.writes)
            visit_write(visit, shadow, index, window);
        else
            visit_read(visit, shadow, index, window);
        visit.word += std::size_t{1} << shift;
    }
}

/// Whether bytes are read that nobody has written; of a range, which may have padding, whether all are such.
bool misses_something(const Shadow& shadow, std::size_t offset, const Attempt& attempt) {
    return is_range(attempt.kind) ? !shadow.any_initialised(offset, attempt.size)
                                  : !shadow.initialised(offset, attempt.size);
}

/// An access within a shadow: nothing can be wrong with its place.
void look_at(Shadow& shadow, std::size_t offset, const Attempt& attempt, Record window) {
    bool sound = attempt.kind == Access::read;
    if (checks.initialised) {
        if (!only_writes(attempt.kind) && misses_something(shadow, offset, attempt)) {
            sound = false;
            report_uninitialised(attempt, *turn.block,
                                 attempt.address - offset +
                                     shadow.first_unwritten(offset, offset + attempt.size));
        }
        if (!only_reads(attempt.kind)) shadow.initialise(offset, attempt.size);
    }
    if (checks.races) {
        if (strength_of(attempt.kind) != Strength::plain)
            current_launch.order.strong_access(turn.block->order, turn.place.thread, attempt.address,
                                               attempt.kind != Access::volatile_read);
        look_for_races(shadow, offset, attempt, window, sound);
    }
}

bool refuse(Refusal why) {
    refusal = why;
    return false;
}

bool stray(const Attempt& attempt) {
    report_stray(attempt, *turn.block);
    return refuse(Refusal::illegal_address);
}

bool misaligned(const Attempt& attempt) {
    report_misaligned(attempt, *turn.block);
    return refuse(Refusal::misaligned_address);
}

bool access_shared(const Attempt& attempt, std::size_t offset) {
    if (attempt.size > turn.shared_size - offset || !turn.block->shadow.allows_range(offset, attempt.size))
        return stray(attempt);
    look_at(turn.block->shadow, offset, attempt, turn.barrier);
    return true;
}

/// A piece of the range that may lie on several pages.
bool access_pages(const Attempt& attempt, std::size_t offset) {
    if (!allocation_of(reinterpret_cast<const void*>(attempt.address), attempt.size)) return stray(attempt);
    for (Attempt rest = attempt; rest.size > 0;) {
        Attempt part = rest;
        part.size = std::min(rest.size, Page::size - offset % Page::size);
        look_at(device_range.page(offset).shadow, offset % Page::size, part, turn.launch);
        offset += part.size;
        rest.address += part.size;
        rest.size -= part.size;
    }
    return true;
}

bool access_range(const Attempt& attempt, std::size_t offset) {
    Page& page = device_range.page(offset);
    if (is_range(attempt.kind) || !page.shadow.allows(offset % Page::size, attempt.size))
        return access_pages(attempt, offset);
    look_at(page.shadow, offset % Page::size, attempt, turn.launch);
    return true;
}

/// Neither in the block's shared memory nor in the range: a variable, a constant, or a mistake.
bool access_elsewhere(const Attempt& attempt) {
    if (Variable* variable = variable_at(attempt.address)) {
        const auto offset = attempt.address - reinterpret_cast<std::uintptr_t>(variable->allocation.begin);
        if (attempt.size > variable->allocation.size - offset) return stray(attempt);
        if (variable->allocation.residence == Residence::constant && !only_reads(attempt.kind)) {
            report_constant_written(attempt, *turn.block);
            return refuse(Refusal::illegal_address);
        }
        look_at(variable->shadow, offset, attempt, turn.launch);
        return true;
    }
    const void* address = reinterpret_cast<const void*>(attempt.address);
    return (only_reads(attempt.kind) && is_constant(address)) || stray(attempt);
}

bool access_by_host(const Attempt& attempt) {
    const void* address = reinterpret_cast<const void*>(attempt.address);
    if (!is_device_address(address)) return true;
    const Allocation* allocation = nearest_allocation(address);
    if (allocation && allocation->residence != Residence::shared)
        report_host_use(attempt, *allocation);
    else
        host_uses(attempt.address, attempt.size, !only_reads(attempt.kind), attempt.code);
    return true;
}

bool access_anywhere(const Attempt& attempt) {
    if (attempt.size == 0 || attempt.address - local_memory.begin < local_memory.size) return true;
    if (!is_range(attempt.kind) && (attempt.address & (attempt.size - 1)) != 0) return misaligned(attempt);
    if (const auto offset = attempt.address - turn.shared; offset < turn.shared_size)
        return access_shared(attempt, offset);
    if (const auto offset = attempt.address - device_range.begin; offset < device_range.size)
        return access_range(attempt, offset);
    return access_elsewhere(attempt);
}

/// Whether all words of a plain access are of the common case.
bool is_common(const Attempt& attempt) {
    if (attempt.kind > Access::write || attempt.size % 4 != 0 || attempt.address % attempt.size != 0)
        return false;
    for (std::size_t i = 0; i < attempt.size; i += 4) {
        const auto word = attempt.address + i;
        if (!(is_in_shared_memory(word) ? accesses_shared_at_once(word, attempt.kind, attempt.code)
                                        : accesses_global_at_once(word, attempt.kind, attempt.code)))
            return false;
    }
    return true;
}

} // namespace

bool access(const void* address, std::size_t size, Access kind, const void* code) {
    const Attempt attempt{reinterpret_cast<std::uintptr_t>(address), size, kind, code};
    if (!running) return access_by_host(attempt);
    if (!turn.is_of(*running)) turn_to(*running);
    const bool allowed = is_common(attempt) || access_anywhere(attempt);
    if (counting && allowed) count_access(attempt.address, size, kind, code);
    return allowed;
}

Refusal last_refusal() { return refusal; }

void set_checks(const Checks& chosen) { wanted_checks = chosen; }

void launch_begins(const std::string& kernel, const Extents& extents) {
    if (checks.races != wanted_checks.races) spare_shadows.clear(); // with cells, or without
    checks = wanted_checks;
    current_launch.kernel = kernel;
    current_launch.extents = extents;
    current_launch.blocks.clear();
    slots.clear();
    current_launch.order.launch_begins();
    if (current_launch.order.began_again()) {
        forget_accesses();
        spare_shadows.clear();
    }
    turn = Turn();
    if (counting) count_launch();
}

void launch_ends() {
    current_launch.blocks.clear();
    slots.clear();
    turn = Turn();
}

void block_begins(std::uint32_t number, std::byte* shared, std::size_t size) {
    auto block = std::make_unique<Block>();
    current_launch.order.block_begins(block->order, number);
    block->shared = reinterpret_cast<std::uintptr_t>(shared);
    const std::size_t capacity = size + most_static;
    if (!spare_shadows.empty() && spare_shadows.back().size() >= capacity) {
        block->shadow = std::move(spare_shadows.back());
        spare_shadows.pop_back();
        block->shadow.clear();
    } else {
        block->shadow = Shadow(capacity);
    }
    block->slot = take_slot();
    current_launch.blocks[number] = std::move(block);
    look_again();
}

void block_ends(std::uint32_t number) {
    const auto found = current_launch.blocks.find(number);
    spare_shadows.push_back(std::move(found->second->shadow));
    slots[found->second->slot] = false;
    current_launch.blocks.erase(found);
    turn = Turn();
}

void shared_variable(std::uint32_t number, const void* address, std::size_t size, const char* declaration) {
    Block& block = *current_launch.blocks[number];
    const auto begin = reinterpret_cast<std::uintptr_t>(address);
    block.shadow.permit(begin - block.shared, size, true);
    block.variables.push_back({begin, size, declaration});
}

void block_synchronised(std::uint32_t block) {
    current_launch.order.barrier(current_launch.blocks[block]->order);
    if (counting) count_barrier();
    look_again();
}

void warp_synchronised(std::uint32_t block, std::uint32_t warp, std::uint32_t mask) {
    current_launch.order.warp(current_launch.blocks[block]->order, warp, mask);
    look_again();
}

void fence(bool device) {
    if (!running) return;
    current_launch.order.fence(current_launch.blocks[running->block]->order, running->thread, device);
    look_again();
}

} // namespace gpu
