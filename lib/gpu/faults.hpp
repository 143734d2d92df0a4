#pragma once
/// @file
/// What is found wrong in a kernel, or in how the runtime is used: each fault once, however often it happens.

#include "gpu/place.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gpu {

/// A place in the submission's code: an offset into its shared object, which the judge turns into a file and
/// a line (a return address; the line is that of the byte before). 0: none.
using CodeOffset = std::uint64_t;

struct Fault {
    /// "out_of_bounds", "host_memory" (used by a kernel), "device_memory" (used by the host),
    /// "uninitialised", "race", "divergent_barrier", "barrier_skipped",
    /// "shuffle_mask", "misaligned", "freed_memory", "constant_written", "launch_error_ignored", "leak",
    /// "stack_overflow", "too_much_shared_memory", "assertion", "deadlock", "wmma_lanes", "wmma_arguments",
    /// "not_synchronised", "not_offered", "note"; the tests of the simulator name all of them.
    std::string kind;
    std::string kernel;     ///< its name as written
    std::string sentence;   ///< what happened, in one sentence, with threads and names, without lines
    Place place{}, other{}; ///< who did it, and for a race or a divergence with whom
    CodeOffset code = 0, other_code = 0;
    std::string variable;   ///< "As[3][17]", "d_A[128]"; empty if unknown
    std::int64_t times = 1; ///< how often it happened
};

/// Records a fault, unless one of the same kind was found at the same places in the code.
void report(Fault fault);

/// Whether such a fault was recorded already; it is counted once more then. For what may happen a million
/// times, before its sentence is made.
bool reported_before(const char* kind, CodeOffset code, CodeOffset other_code);

/// Everything found since the last call.
std::vector<Fault> take_faults();

/// The shared object that is looked at. Until it is known, code addresses are offsets.
struct Submission {
    std::uintptr_t begin = 0;
    std::size_t size = ~std::size_t{0};
};
extern constinit Submission submission;
void set_code(const void* begin, std::size_t size);

/// Where in the submission a code address lies; 0 if it does not.
inline CodeOffset offset_of(const void* code_address) {
    const auto offset = reinterpret_cast<std::uintptr_t>(code_address) - submission.begin;
    return offset < submission.size ? offset : 0;
}

} // namespace gpu
