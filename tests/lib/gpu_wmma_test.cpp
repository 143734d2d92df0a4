/// @file
/// Products of matrices by a warp: values in every layout, and what is found in wrong calls. The kernels are
/// plain functions: these operations announce their accesses themselves.

#include "judge/catch_seam.hpp"

#include "gpu/builtins.hpp"
#include "gpu/errors.hpp"
#include "gpu/faults.hpp"
#include "gpu/include/mma.h"
#include "gpu/launch.hpp"
#include "gpu/measures.hpp"
#include "gpu/memory.hpp"
#include "gpu/runtime_api.hpp"

#include <cstring>
#include <vector>

namespace {

namespace wmma = nvcuda::wmma;
using wmma::col_major, wmma::row_major;

constexpr int extent = 16;

/// A matrix of 16 x 16 entries in device memory.
template<class T> struct Matrix {
    int ld;
    bool by_columns;
    T* begin;

    Matrix(int ld, bool by_columns, int factor)
        : ld(ld), by_columns(by_columns), begin(static_cast<T*>(gpu::allocate(size(), "&d_A"))) {
        for (int i = 0; i < extent; ++i)
            for (int j = 0; j < extent; ++j) at(i, j) = T(static_cast<float>((i * factor + 3 * j) % 7 - 3));
        gpu::mark_written(begin, size());
    }
    ~Matrix() { gpu::release(begin); }
    Matrix(const Matrix&) = delete;

    std::size_t size() const { return static_cast<std::size_t>(ld * extent) * sizeof(T); }
    T& at(int i, int j) const { return begin[by_columns ? j * ld + i : i * ld + j]; }
};

template<class T, class LayoutA, class LayoutB, class Sum>
void multiply(const T* A, const T* B, Sum* C, int lda, int ldb, int ldc, bool by_columns) {
    wmma::fragment<wmma::matrix_a, 16, 16, 16, T, LayoutA> a;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, T, LayoutB> b;
    wmma::fragment<wmma::accumulator, 16, 16, 16, Sum> c;
    const auto layout = by_columns ? wmma::mem_col_major : wmma::mem_row_major;
    wmma::load_matrix_sync(a, A, static_cast<unsigned>(lda));
    wmma::load_matrix_sync(b, B, static_cast<unsigned>(ldb));
    wmma::load_matrix_sync(c, C, static_cast<unsigned>(ldc), layout);
    for (auto& element : c.x) element = element + element;
    wmma::mma_sync(c, a, b, c);
    wmma::store_matrix_sync(C, c, static_cast<unsigned>(ldc), layout);
}

/// C = A B + 2 C is what comes out, with a warp or with several.
template<class T, class LayoutA, class LayoutB, class Sum> void check_product(bool by_columns) {
    const Matrix<T> A(24, std::is_same_v<LayoutA, col_major>, 1),
        B(16, std::is_same_v<LayoutB, col_major>, 2);
    const Matrix<Sum> C(32, by_columns, 5);
    float expected[extent][extent];
    for (int i = 0; i < extent; ++i)
        for (int j = 0; j < extent; ++j) {
            expected[i][j] = 2 * float(C.at(i, j));
            for (int k = 0; k < extent; ++k) expected[i][j] += float(A.at(i, k)) * float(B.at(k, j));
        }
    gpu::launch("multiply", multiply<T, LayoutA, LayoutB, Sum>, gpu::Config(1, 32),
                static_cast<const T*>(A.begin), static_cast<const T*>(B.begin), C.begin, A.ld, B.ld, C.ld,
                by_columns);
    CHECK(cudaDeviceSynchronize() == cudaSuccess);
    int wrong = 0;
    for (int i = 0; i < extent; ++i)
        for (int j = 0; j < extent; ++j) wrong += float(C.at(i, j)) != expected[i][j];
    CHECK(wrong == 0);
}

/// The kinds of what was found.
std::string found() {
    std::string kinds;
    for (const auto& fault : gpu::take_faults()) kinds += (kinds.empty() ? "" : " ") + fault.kind;
    return kinds;
}

void load(const __half* A, unsigned ld) {
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, row_major> a;
    wmma::load_matrix_sync(a, A, ld);
}

void load_elsewhere(const __half* A) { load(threadIdx.x < 16 ? A : A + 16, 32); }

void store_ones(float* C) {
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> c;
    wmma::fill_fragment(c, 1);
    wmma::store_matrix_sync(C, c, 16, wmma::mem_row_major);
}

struct Found {
    cudaError_t error;
    std::string kinds;
};

/// What a launch of one warp ends with.
template<class Kernel, class... Arguments>
Found launched(int threads, Kernel kernel, Arguments... arguments) {
    gpu::take_faults();
    gpu::launch("kernel", kernel, gpu::Config(1, static_cast<unsigned>(threads)), arguments...);
    const Found result{cudaDeviceSynchronize(), found()};
    gpu::reset_errors();
    return result;
}

} // namespace

TEST_CASE("wmma multiplies halves and bfloat16 numbers in every layout") {
    gpu::take_faults();
    for (const bool by_columns : {false, true}) {
        check_product<__half, row_major, row_major, float>(by_columns);
        check_product<__half, row_major, col_major, float>(by_columns);
        check_product<__half, col_major, row_major, __half>(by_columns);
        check_product<__half, col_major, col_major, __half>(by_columns);
        check_product<__nv_bfloat16, row_major, col_major, float>(by_columns);
        check_product<__nv_bfloat16, col_major, row_major, float>(by_columns);
    }
    CHECK(found() == "");
}

TEST_CASE("a warp's product is counted once, and so are its requests") {
    gpu::measure(true);
    gpu::take_measures();
    check_product<__half, row_major, row_major, float>(false);
    const auto measured = gpu::take_measures();
    gpu::measure(false);
    CHECK(measured.wmma == 1);
    CHECK(measured.global_loads.bytes ==
          2 * 2 * 16 * 16 * 2 + 16 * 16 * 4); // both halves of a warp load A and B
    CHECK(measured.global_stores.bytes == 16 * 16 * 4);
    CHECK(measured.global_stores.of_width[4] == measured.global_stores.requests);
}

TEST_CASE("an accumulator is filled and stored") {
    auto* C = static_cast<float*>(gpu::allocate(extent * extent * sizeof(float), "&d_C"));
    gpu::launch("store_ones", store_ones, gpu::Config(1, 32), C);
    CHECK((cudaDeviceSynchronize() == cudaSuccess && C[0] == 1 && C[255] == 1));
    CHECK(gpu::first_unwritten(C, extent * extent * sizeof(float)) == nullptr);
    gpu::release(C);
}

TEST_CASE("wmma: what the programming guide forbids is found") {
    const auto with_memory = [](auto run) {
        auto* A = static_cast<__half*>(gpu::allocate(32 * 32 * sizeof(__half), "&d_A"));
        std::memset(static_cast<void*>(A), 0, 32 * 32 * sizeof(__half));
        gpu::mark_written(A, 32 * 32 * sizeof(__half));
        const Found result = run(A);
        gpu::release(A);
        return result;
    };
    auto result = with_memory([](__half* A) { return launched(32, load, A, 32u); });
    CHECK(result.error == cudaSuccess);
    CHECK(result.kinds == "");
    result = with_memory([](__half* A) { return launched(32, load, A + 8, 32u); });
    CHECK(result.error == cudaErrorMisalignedAddress);
    CHECK(result.kinds == "misaligned");
    result = with_memory([](__half* A) { return launched(32, load, A, 20u); });
    CHECK(result.error == cudaErrorMisalignedAddress);
    CHECK(result.kinds == "misaligned");
    result = with_memory([](__half* A) { return launched(24, load, A, 32u); });
    CHECK(result.error == cudaSuccess);
    CHECK(result.kinds == "wmma_lanes");
    result = with_memory([](__half* A) { return launched(32, load_elsewhere, A); });
    CHECK(result.error == cudaSuccess);
    CHECK(result.kinds == "wmma_arguments");
    result = with_memory([](__half* A) { return launched(32, load, A + 17 * 32, 32u); });
    CHECK(result.error == cudaErrorIllegalAddress);
    CHECK(result.kinds == "out_of_bounds");
}
