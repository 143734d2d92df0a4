#pragma once
/// @file
/// One call of a function of cuBLAS: what its arguments must be, and which device memory it reads and writes.
/// What is asked for after the first mistake is not looked at.

#include "gpu/faults.hpp"
#include "gpu/include/cublas_v2.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

struct cublasContext {
    cudaStream_t stream = nullptr;
    cublasPointerMode_t pointer_mode = CUBLAS_POINTER_MODE_HOST;
    cublasMath_t math_mode = CUBLAS_DEFAULT_MATH;
};

namespace gpu {

/// Which entries of each column a function looks at.
enum class Part { all, lower, upper, strictly_lower, strictly_upper };

/// A matrix in device memory, by columns. A vector with a stride is a matrix of one row.
struct Operand {
    const char* name; ///< in the documentation: "A"
    const void* begin;
    std::size_t element; ///< bytes
    std::int64_t rows, columns, ld;
    Part part = Part::all;
};

/// n elements, |increment| apart. Where the increment is negative, BLAS begins with the last one.
template<class T> Operand vector(const char* name, const T* begin, int n, int increment) {
    const std::int64_t distance = increment < 0 ? -std::int64_t{increment} : increment;
    if (distance == 1) return {name, begin, sizeof(T), n, 1, n};
    return {name, begin, sizeof(T), 1, distance == 0 ? std::min(n, 1) : n, distance};
}

template<class T>
Operand matrix(const char* name, const T* begin, int rows, int columns, int ld, Part part = Part::all) {
    return {name, begin, sizeof(T), rows, columns, ld, part};
}

class CublasCall {
  public:
    /// Counts the call, and looks for the handle. @param code  where it was called, for reports
    CublasCall(const char* name, cublasHandle_t handle, const void* code);
    /// Of a function that needs no handle.
    CublasCall(const char* name, const void* code);

    bool good() const { return status == CUBLAS_STATUS_SUCCESS; }
    cublasStatus_t result() const { return status; }

    /// CUBLAS_STATUS_INVALID_VALUE and CUBLAS_STATUS_NOT_SUPPORTED.
    void require(bool valid) { fail_unless(valid, CUBLAS_STATUS_INVALID_VALUE); }
    void support(bool known) { fail_unless(known, CUBLAS_STATUS_NOT_SUPPORTED); }

    // Device memory. Where it is none, or the operand is larger than the allocation, a fault is reported and
    // the call ends with CUBLAS_STATUS_EXECUTION_FAILED. To read what nobody has written is reported as well.
    void reads(const Operand& operand);
    void writes(const Operand& operand);
    /// What is there is multiplied by beta, and something is added. Where beta is 0 it is not read: it may be
    /// NaN, so it is set to 0 here.
    void updates(const Operand& operand, bool reads_it);

    /// A scalar argument, which lies where the pointer mode says; nullopt if there is none to be had.
    template<class T> std::optional<T> scalar(const char* name, const T* pointer) {
        require(pointer != nullptr);
        check_scalar({name, pointer, sizeof(T), 1, 1, 1}, false);
        if (!good()) return std::nullopt;
        return *pointer;
    }
    /// Where a scalar result goes.
    template<class T> void returns(T* result, T value) {
        require(result != nullptr);
        check_scalar({"result", result, sizeof(T), 1, 1, 1}, true);
        if (good()) *result = value;
    }

  private:
    const char* name;
    cublasHandle_t handle = nullptr;
    const void* code;
    cublasStatus_t status = CUBLAS_STATUS_SUCCESS;

    void fail_unless(bool condition, cublasStatus_t otherwise) {
        if (good() && !condition) status = otherwise;
    }
    void check_scalar(const Operand& scalar, bool write);
    bool usable(const Operand& operand, bool writes);
    /// The operand is work of the handle's stream.
    void on_stream(const Operand& operand, bool writes) const;
    void fault(const char* kind, const std::string& sentence, const std::string& variable = "");
};

/// A mark of transposition as BLAS has it; there are no other numbers.
inline bool is_known(cublasOperation_t op) {
    return op == CUBLAS_OP_N || op == CUBLAS_OP_T || op == CUBLAS_OP_C;
}
inline bool is_known(cublasFillMode_t uplo) {
    return uplo == CUBLAS_FILL_MODE_LOWER || uplo == CUBLAS_FILL_MODE_UPPER;
}
inline bool is_known(cublasSideMode_t side) { return side == CUBLAS_SIDE_LEFT || side == CUBLAS_SIDE_RIGHT; }
inline bool is_known(cublasDiagType_t diag) {
    return diag == CUBLAS_DIAG_NON_UNIT || diag == CUBLAS_DIAG_UNIT;
}
inline char letter(cublasOperation_t op) { return op == CUBLAS_OP_N ? 'N' : 'T'; }
inline char letter(cublasFillMode_t uplo) { return uplo == CUBLAS_FILL_MODE_LOWER ? 'L' : 'U'; }
inline char letter(cublasSideMode_t side) { return side == CUBLAS_SIDE_LEFT ? 'L' : 'R'; }
inline char letter(cublasDiagType_t diag) { return diag == CUBLAS_DIAG_UNIT ? 'U' : 'N'; }

/// A leading dimension must be at least the number of stored rows, and 1.
inline bool holds(int ld, int rows) { return ld >= 1 && ld >= rows; }

} // namespace gpu

/// At the beginning of a function of the interface.
#define GPU_CUBLAS_CALL(name) gpu::CublasCall(name, handle, __builtin_return_address(0))
