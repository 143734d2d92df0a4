#include "gpu/shared_memory.hpp"

#include "gpu/events.hpp"
#include "gpu/executor.hpp"
#include "gpu/faults.hpp"
#include "gpu/launch.hpp"
#include "gpu/limits.hpp"

#include <cstring>
#include <new>
#include <string>
#include <sys/mman.h>

namespace gpu {

SharedMemory* SharedMemory::current = nullptr;

namespace {

/// A row of banks. Variables begin at the first bank, and at addresses aligned for every type.
constexpr std::size_t row = 128;
/// Behind the dynamic part: for all variables that may be declared, which is not known before they are met.
constexpr std::size_t declared_capacity = limits::shared_bytes + (std::size_t{16} << 10);
constexpr int unwritten = 0xff; ///< a NaN in every format

/// What all blocks of a launch have in common.
struct Plan {
    std::uint64_t launch = 0;
    std::size_t dynamic = 0;  ///< bytes
    std::size_t size = 0;     ///< of all that a block may use
    std::size_t end = 0;      ///< where the next variable may begin
    std::size_t declared = 0; ///< bytes of all variables
    unsigned variables = 0;
} plan;

std::size_t next_row(std::size_t offset) { return (offset + row - 1) / row * row; }

std::string declaration(const char* name, const Shape& shape) {
    std::string result = name;
    for (unsigned i = 0; i < shape.rank; ++i) result += "[" + std::to_string(shape.extents[i]) + "]";
    return result;
}

void require_room(const char* name, const Shape& shape) {
    plan.declared += shape.size;
    if (plan.declared <= limits::shared_bytes && plan.end + shape.size <= plan.size) return;
    Fault fault;
    fault.kind = "too_much_shared_memory";
    fault.kernel = running_kernel();
    fault.sentence = "With " + declaration(name, shape) + " a block declares " +
                     std::to_string(plan.declared) + " bytes of shared memory; " +
                     std::to_string(limits::shared_bytes) + " is the limit.";
    report(std::move(fault));
    abandon(cudaErrorLaunchOutOfResources);
}

/// Gives a variable its place in all blocks of this launch.
void place(SharedSlot& slot, const char* name, const Shape& shape) {
    require_room(name, shape);
    slot = {.launch = plan.launch, .number = ++plan.variables, .offset = plan.end};
    plan.end = next_row(plan.end + shape.size) + row;
}

/// The running block meets a variable for the first time.
void declare(std::size_t offset, unsigned number, std::size_t size, const std::string& text) {
    SharedMemory& shared = *SharedMemory::current;
    if (shared.declared.size() <= number) shared.declared.resize(number + 1);
    shared.declared[number] = true;
    std::memset(shared.bytes + offset, unwritten, size);
    shared_variable(shared.block, shared.bytes + offset, size, text.c_str());
}

bool knows(const SharedMemory& shared, unsigned number) {
    return number < shared.declared.size() && shared.declared[number];
}

static_assert(limits::shared_bytes_optin + 2 * row + declared_capacity <= SharedMemory::capacity);

} // namespace

void begin_shared_launch(std::size_t dynamic) {
    const std::size_t end = dynamic ? next_row(dynamic) + row : 0;
    plan = {.launch = plan.launch + 1, .dynamic = dynamic, .size = end + declared_capacity, .end = end};
}

SharedMemory::SharedMemory() {
    void* mapped = ::mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    bytes = static_cast<std::byte*>(mapped);
}

SharedMemory::~SharedMemory() { ::munmap(bytes, capacity); }

void SharedMemory::begin(std::uint32_t number) {
    block = number;
    declared.assign(declared.size(), false);
    std::memset(bytes, unwritten, plan.dynamic);
    block_begins(block, bytes, plan.size);
}

void SharedMemory::end() { block_ends(block); }

void* shared_address(SharedSlot& slot, const char* name, const Shape& shape) {
    if (slot.launch != plan.launch) place(slot, name, shape);
    if (!knows(*SharedMemory::current, slot.number))
        declare(slot.offset, slot.number, shape.size, declaration(name, shape));
    return SharedMemory::current->bytes + slot.offset;
}

void* dynamic_shared_address(const char* name, std::size_t element) {
    if (plan.dynamic && !knows(*SharedMemory::current, 0))
        declare(0, 0, plan.dynamic, std::string(name) + "[" + std::to_string(plan.dynamic / element) + "]");
    return SharedMemory::current->bytes;
}

} // namespace gpu
