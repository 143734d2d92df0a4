#include "gpu/bad_access.hpp"

#include "gpu/constants.hpp"
#include "gpu/device_range.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace gpu {

namespace {

const char* verb(Access kind) {
    return only_reads(kind) ? "reads" : only_writes(kind) ? "writes" : "updates atomically";
}

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string hexadecimal(std::uintptr_t address) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (; address; address /= 16) text.insert(text.begin(), digits[address % 16]);
    return "0x" + (text.empty() ? "0" : text);
}

std::string thread_here() { return capitalised(thread_name(*running, current_launch.extents)); }

/// A fault of the running thread; what it does follows its name.
void report_here(const char* kind, const Attempt& attempt, const std::string& variable,
                 const std::string& rest) {
    Fault fault;
    fault.kind = kind;
    fault.kernel = current_launch.kernel;
    fault.place = *running;
    fault.code = offset_of(attempt.code);
    fault.variable = variable;
    fault.sentence = thread_here() + " " + rest;
    report(std::move(fault));
}

bool known(const char* kind, const Attempt& attempt) {
    return reported_before(kind, offset_of(attempt.code), 0);
}

/// What a range is called that begins at an address.
std::size_t unit(const Attempt& attempt) { return is_range(attempt.kind) ? 1 : attempt.size; }

const DeclaredVariable* shared_variable_at(const Block& block, std::uintptr_t address) {
    for (const auto& variable : block.variables)
        if (address - variable.begin < variable.size) return &variable;
    return nullptr;
}

/// The name of what lies at an address; empty if nobody knows.
std::string named(const Block& block, std::uintptr_t address, std::size_t size) {
    if (address - block.shared < block.shadow.size()) {
        const auto* variable = shared_variable_at(block, address);
        return variable ? element(*variable, address, size) : "shared memory";
    }
    const auto* allocation = nearest_allocation(reinterpret_cast<const void*>(address));
    return allocation ? element(*allocation, address, size) : "";
}

/// "20 bytes from the beginning of A"; empty if nobody knows.
std::string bytes_into(const Block& block, std::uintptr_t address) {
    const auto from = [&](std::uintptr_t begin, const std::string& name) {
        return std::to_string(address - begin) + " bytes from the beginning of " +
               name.substr(0, name.find('['));
    };
    if (const auto* variable = shared_variable_at(block, address))
        return from(variable->begin, variable->declaration);
    const auto* allocation = allocation_of(reinterpret_cast<const void*>(address));
    return allocation ? from(reinterpret_cast<std::uintptr_t>(allocation->begin), name_of(*allocation)) : "";
}

bool is_mapped(std::uintptr_t address) {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    return ::msync(reinterpret_cast<void*>(address / page * page), page, MS_ASYNC) == 0;
}

/// The variable of a block's shared memory that an address is behind, or the first.
const DeclaredVariable* closest_variable(const Block& block, std::uintptr_t address) {
    const DeclaredVariable* closest = nullptr;
    for (const auto& variable : block.variables)
        if (!closest || (variable.begin <= address && variable.begin > closest->begin) ||
            (closest->begin > address && variable.begin < closest->begin))
            closest = &variable;
    return closest;
}

bool is_near_shared(const Attempt& attempt, const Block& block) {
    constexpr std::size_t near = std::size_t{64} << 10;
    return block.shared && attempt.address - block.shared + near < block.shadow.size() + near;
}

/// An index has left a variable.
void report_beside(const Attempt& attempt, const DeclaredVariable& variable, const std::string& space) {
    const auto name = element(variable, attempt.address, unit(attempt));
    const bool before = attempt.address < variable.begin;
    const auto limit =
        element(variable, before ? variable.begin : variable.begin + variable.size - 1, unit(attempt));
    report_here(
        "out_of_bounds", attempt, name,
        std::string(verb(attempt.kind)) + " " + name + ", which lies " +
            (before ? "before the beginning: the first element in " : "past the end: the last element in ") +
            space + " is " + limit + ". Compare the index with the extents.");
}

void report_stray_in_shared(const Attempt& attempt, const Block& block) {
    const auto* variable = closest_variable(block, attempt.address);
    if (!variable)
        return report_here(
            "out_of_bounds", attempt, "",
            std::string(verb(attempt.kind)) +
                " shared memory, of which the launch has asked for none: give its size as the third "
                "number of <<<>>>.");
    report_beside(attempt, *variable, "shared memory");
}

void report_stray_in_range(const Attempt& attempt) {
    const void* address = reinterpret_cast<const void*>(attempt.address);
    const Allocation* allocation = nearest_allocation(address);
    if (!allocation)
        return report_here("out_of_bounds", attempt, "",
                           std::string(verb(attempt.kind)) +
                               " device memory that nobody has allocated: call cudaMalloc first.");
    const auto name = element(*allocation, attempt.address, unit(attempt));
    const std::string does = std::string(verb(attempt.kind)) + " ";
    const bool inside =
        attempt.address - reinterpret_cast<std::uintptr_t>(allocation->begin) < allocation->size;
    if (allocation->freed && inside)
        return report_here("freed_memory", attempt, name,
                           does + name +
                               " after cudaFree: free memory only when no kernel needs it any more.");
    const std::string guard = ": guard the access by a comparison with the size.";
    if (is_range(attempt.kind))
        return report_here("out_of_bounds", attempt, name,
                           does + bytes_beyond(*allocation, attempt.address, attempt.size) + guard);
    report_here("out_of_bounds", attempt, name,
                does + name + overrun(*allocation, attempt.address, attempt.size) + guard);
}

void report_wild(const Attempt& attempt) {
    constexpr std::uintptr_t null_page = 65536;
    const std::string does = verb(attempt.kind);
    if (attempt.address < null_page)
        return report_here("out_of_bounds", attempt, "",
                           does +
                               (attempt.address == 0
                                    ? " through a null pointer"
                                    : " byte " + std::to_string(attempt.address) + " behind a null pointer") +
                               ": was the memory allocated, and the pointer passed to the kernel?");
    const void* address = reinterpret_cast<const void*>(attempt.address);
    if (const auto name = host_variable_at(address); !name.empty())
        return report_here("host_memory", attempt, name,
                           does + " " + name +
                               ", a variable of the host: a kernel has its arguments, and variables "
                               "__device__ and __constant__.");
    if (const auto neighbour = neighbour_of(address); !neighbour.variable.declaration.empty())
        return report_beside(attempt, neighbour.variable,
                             neighbour.constant ? "constant memory" : "global memory");
    if (is_mapped(attempt.address))
        return report_here(
            "host_memory", attempt, "",
            does + " memory of the host: a host pointer is used on the device. Copy the data with "
                   "cudaMemcpy, and pass the pointer that cudaMalloc gave.");
    report_here("out_of_bounds", attempt, "",
                does + " at address " + hexadecimal(attempt.address) +
                    ", which is nobody's: the pointer was never set, or was computed wrongly.");
}

std::string shared_of_other_block(std::uintptr_t address) {
    for (const auto& [number, block] : current_launch.blocks) {
        const auto offset = address - block->shared;
        if (number != running->block && offset < block->shadow.size() && block->shadow.allows(offset, 1))
            return coordinates(number, current_launch.extents.grid);
    }
    return "";
}

/// What orders the two sides of a race, and why nothing does yet.
std::string remedy(bool both_write, bool one_atomic, const Rival& rival, bool same_warp) {
    if (rival.place.block != running->block)
        return "blocks run in any order. Use an atomic operation, or two launches.";
    if (one_atomic)
        return "an atomic operation protects against other atomic operations only. Use one for both, or put "
               "__syncthreads() between the two.";
    const std::string why = same_warp
                                ? "threads of a warp do not run in step by themselves. "
                                : "no __syncthreads() stands between the two, so either may come first. ";
    if (both_write)
        return why +
               "Let each thread write elements of its own, or use an atomic operation; if one is to come "
               "first, put __syncthreads() between the two.";
    return why + (same_warp ? "Put __syncwarp() or __syncthreads() between the two; if" : "If") +
           " both update it, use an atomic operation.";
}

const char* participle(bool writes, Strength strength) {
    return !writes ? "read" : strength == Strength::atomic ? "updated atomically" : "written";
}

std::string race_sentence(const std::string& name, bool writes, Strength strength, const Rival& rival) {
    const Extents& extents = current_launch.extents;
    const bool same_warp = rival.place.block == running->block && rival.place.warp() == running->warp();
    const bool alike = writes == rival.writes && strength == rival.strength;
    std::string text = name.empty() ? "An element" : name;
    if (alike)
        text += std::string(" is ") + participle(writes, strength) + " by " +
                thread_names(rival.place, *running, extents);
    else
        text += std::string(" is ") + participle(rival.writes, rival.strength) + " by " +
                thread_name(rival.place, extents) + " and " + participle(writes, strength) + " by " +
                thread_name(*running, extents);
    const bool one_atomic = (strength == Strength::atomic) != (rival.strength == Strength::atomic);
    return text + ": " + remedy(writes && rival.writes, one_atomic, rival, same_warp);
}

Strength strength_of(Access kind) {
    if (kind == Access::atomic) return Strength::atomic;
    return kind == Access::volatile_read || kind == Access::volatile_write ? Strength::is_volatile
                                                                           : Strength::plain;
}

} // namespace

void report_stray(const Attempt& attempt, const Block& block) {
    for (const char* kind : {"out_of_bounds", "host_memory", "freed_memory"})
        if (known(kind, attempt)) return;
    if (attempt.address - device_range.begin < device_range.size ||
        variable_at(attempt.address)) // a range that begins in a variable
        return report_stray_in_range(attempt);
    if (const auto other = shared_of_other_block(attempt.address); !other.empty())
        return report_here("out_of_bounds", attempt, "",
                           std::string(verb(attempt.kind)) + " shared memory of block " + other +
                               ": a block sees only its own.");
    if (is_near_shared(attempt, block)) return report_stray_in_shared(attempt, block);
    report_wild(attempt);
}

void report_misaligned(const Attempt& attempt, const Block& block) {
    if (known("misaligned", attempt)) return;
    const auto width = std::to_string(attempt.size);
    const auto place = bytes_into(block, attempt.address);
    report_here("misaligned", attempt, named(block, attempt.address, 1),
                std::string(verb(attempt.kind)) + " " + width + " bytes at once" +
                    (place.empty() ? " at an address that is no multiple of "
                                   : ", " + place + "; that is no multiple of ") +
                    width +
                    ": a pointer was cast to a larger type, such as float4, and points between two of them.");
}

void report_constant_written(const Attempt& attempt, const Block& block) {
    if (known("constant_written", attempt)) return;
    const auto name = named(block, attempt.address, unit(attempt));
    report_here("constant_written", attempt, name,
                "writes " + name +
                    ", which is __constant__: kernels may only read it. Set it with "
                    "cudaMemcpyToSymbol.");
}

void report_uninitialised(const Attempt& attempt, const Block& block, std::uintptr_t unwritten) {
    if (known("uninitialised", attempt)) return;
    const auto name = named(block, attempt.address, unit(attempt));
    const bool shared = attempt.address - block.shared < block.shadow.size();
    const bool partly = unwritten > attempt.address;
    report_here(
        "uninitialised", attempt, name,
        std::string(verb(attempt.kind)) + " " + name + ", " +
            (partly ? "of which byte " + std::to_string(unwritten - attempt.address) + " was never written"
                    : std::string("which nobody has written")) +
            (shared ? " since the block began: shared memory starts with anything."
                    : ": cudaMalloc clears nothing; copy to it, or use cudaMemset."));
}

void report_race(const Attempt& attempt, std::uintptr_t word, const Block& block, const Rival& rival) {
    const CodeOffset code = offset_of(attempt.code);
    if (reported_before("race", code, rival.code)) return;
    const bool whole = attempt.size == unit(attempt);
    Fault fault;
    fault.kind = "race";
    fault.kernel = current_launch.kernel;
    fault.place = *running;
    fault.other = rival.place;
    fault.code = code;
    fault.other_code = rival.code;
    fault.variable = named(block, whole ? attempt.address : word, unit(attempt));
    fault.sentence =
        race_sentence(fault.variable, !only_reads(attempt.kind), strength_of(attempt.kind), rival);
    report(std::move(fault));
}

void report_host_use(const Attempt& attempt, const Allocation& allocation) {
    if (known("device_memory", attempt)) return;
    Fault fault;
    fault.kind = "device_memory";
    fault.code = offset_of(attempt.code);
    fault.variable = element(allocation, attempt.address, unit(attempt));
    fault.sentence = std::string("Host code ") + verb(attempt.kind) + " " + fault.variable +
                     ", which is memory of the device: only kernels may. Copy it with cudaMemcpy.";
    report(std::move(fault));
}

} // namespace gpu
