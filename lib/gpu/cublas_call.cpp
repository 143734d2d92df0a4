#include "gpu/cublas_call.hpp"

#include "gpu/cublas_handles.hpp"
#include "gpu/library_calls.hpp"
#include "gpu/memory.hpp"
#include "gpu/sentences.hpp"
#include "gpu/stream_order.hpp"

#include <algorithm>
#include <cstring>

namespace gpu {

namespace {

struct Rows {
    std::int64_t first, end;
};

Rows rows_of(const Operand& operand, std::int64_t column) {
    const auto at = [&](std::int64_t row) { return std::clamp<std::int64_t>(row, 0, operand.rows); };
    switch (operand.part) {
    case Part::all:
        break;
    case Part::lower:
        return {at(column), operand.rows};
    case Part::strictly_lower:
        return {at(column + 1), operand.rows};
    case Part::upper:
        return {0, at(column + 1)};
    case Part::strictly_upper:
        return {0, at(column)};
    }
    return {0, operand.rows};
}

/// Calls `each(first byte, bytes)` for what lies together, until it returns false.
template<class Each> void for_each_column(const Operand& operand, Each each) {
    const auto* begin = static_cast<const std::byte*>(operand.begin);
    for (std::int64_t j = 0; j < operand.columns; ++j) {
        const auto [first, end] = rows_of(operand, j);
        if (first >= end) continue;
        const auto offset = static_cast<std::size_t>(j * operand.ld + first) * operand.element;
        if (!each(begin + offset, static_cast<std::size_t>(end - first) * operand.element)) return;
    }
}

/// From the first byte to the last one.
std::size_t extent(const Operand& operand) {
    return static_cast<std::size_t>((operand.columns - 1) * operand.ld + operand.rows) * operand.element;
}

std::string shape(const Operand& operand) {
    if (operand.columns == 1) return std::to_string(operand.rows) + " elements";
    if (operand.rows == 1)
        return std::to_string(operand.columns) + " elements, " + std::to_string(operand.ld) + " apart";
    return std::to_string(operand.rows) + " x " + std::to_string(operand.columns) +
           " by columns, with a leading dimension of " + std::to_string(operand.ld);
}

} // namespace

CublasCall::CublasCall(const char* name, cublasHandle_t handle, const void* code) : CublasCall(name, code) {
    this->handle = handle;
    fail_unless(is_handle(handle), CUBLAS_STATUS_NOT_INITIALIZED);
}

CublasCall::CublasCall(const char* name, const void* code) : name(name), code(code) {
    count_library_call(name);
}

void CublasCall::fault(const char* kind, const std::string& sentence, const std::string& variable) {
    Fault fault;
    fault.kind = kind;
    fault.kernel = name;
    fault.sentence = sentence;
    fault.code = offset_of(code);
    fault.variable = variable;
    report(std::move(fault));
}

void CublasCall::on_stream(const Operand& operand, bool writes) const {
    Work work{name, offset_of(code), {}};
    for_each_column(operand, [&](const std::byte* begin, std::size_t size) {
        const auto first = reinterpret_cast<std::uintptr_t>(begin);
        work.pieces.push_back({first, first + size, writes});
        return true;
    });
    issue(handle ? handle->stream : nullptr, std::move(work));
}

bool CublasCall::usable(const Operand& operand, bool writes) {
    const std::string what = std::string(name) + (writes ? " writes " : " reads ") + operand.name;
    const std::size_t size = extent(operand);
    if (allocation_of(operand.begin, size)) {
        on_stream(operand, writes);
        return true;
    }
    if (!operand.begin)
        fault("host_memory", what + ", but its pointer is null.");
    else if (!is_device_address(operand.begin))
        fault("host_memory",
              what + ", but its pointer is one to memory of the host: allocate it with cudaMalloc, "
                     "and copy with cudaMemcpy.");
    else if (const auto* nearest = nearest_allocation(operand.begin); nearest && nearest->freed)
        fault("freed_memory", what + " from memory that cudaFree has given back.", nearest->name);
    else
        fault("out_of_bounds",
              what + ", " + shape(operand) +
                  (nearest ? overrun(*nearest,
                                     reinterpret_cast<std::uintptr_t>(operand.begin) + size - operand.element,
                                     operand.element)
                           : "") +
                  ".",
              nearest ? nearest->name : "");
    status = CUBLAS_STATUS_EXECUTION_FAILED;
    return false;
}

void CublasCall::reads(const Operand& operand) {
    if (!good() || operand.rows == 0 || operand.columns == 0 || !usable(operand, false)) return;
    for_each_column(operand, [&](const std::byte* begin, std::size_t size) {
        const std::byte* unwritten = first_unwritten(begin, size);
        if (!unwritten) return true;
        const std::string element = gpu::element(
            *allocation_of(unwritten), reinterpret_cast<std::uintptr_t>(unwritten), operand.element);
        fault("uninitialised",
              std::string(name) + " reads " + operand.name + ", of which nobody has written " + element + ".",
              element);
        return false;
    });
}

void CublasCall::writes(const Operand& operand) {
    if (!good() || operand.rows == 0 || operand.columns == 0 || !usable(operand, true)) return;
    for_each_column(operand, [](const std::byte* begin, std::size_t size) {
        mark_written(begin, size);
        return true;
    });
}

void CublasCall::updates(const Operand& operand, bool reads_it) {
    if (reads_it) reads(operand);
    writes(operand);
    if (reads_it || !good() || operand.rows == 0) return;
    for_each_column(operand, [](const std::byte* begin, std::size_t size) {
        std::memset(const_cast<std::byte*>(begin), 0, size);
        return true;
    });
}

void CublasCall::check_scalar(const Operand& scalar, bool write) {
    if (!good()) return;
    if (handle->pointer_mode == CUBLAS_POINTER_MODE_DEVICE) return write ? writes(scalar) : reads(scalar);
    if (write) host_waits_for_stream(handle->stream);
    const auto* allocation = allocation_of(scalar.begin);
    if (!allocation || allocation->residence == Residence::shared) return;
    fault("device_memory",
          std::string(name) + (write ? " writes its " : " reads ") + scalar.name +
              " on the host, but its pointer is one to memory of the device: see "
              "cublasSetPointerMode.",
          allocation->name);
    status = CUBLAS_STATUS_EXECUTION_FAILED;
}

} // namespace gpu
