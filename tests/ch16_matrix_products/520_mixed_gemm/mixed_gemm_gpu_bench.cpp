#include "mixed_gemm.cuh"

#include "bench/kernel.hpp"
#include "bench/library.hpp"
#include "judge/device.hpp"
#include "matrix/half.hpp"

#include <stdexcept>
#include <vector>

namespace {

constexpr int n = 128;

/// A square matrix as words of FP16, and the numbers that these stand for.
struct Halves {
    std::vector<std::uint16_t> words;
    std::vector<float> numbers;

    explicit Halves(CView<float> M) {
        for (int i = 0; i < n * n; ++i) {
            words.push_back(tools::to_f16(M.p[i]));
            numbers.push_back(tools::from_f16(words.back()));
        }
    }
    CView<std::uint16_t> stored() const { return {words.data(), n, n, n}; }
    CView<float> meant() const { return {numbers.data(), n, n, n}; }
};

void pose(bench::Problem& problem) {
    const auto A = problem.input<float>(n, n), B = problem.input<float>(n, n);
    const auto C = problem.output<float>("C", n, n);
    problem.flops = bench::product_flops(n, n, n);
    problem.least_bytes = 2.0 * n * n + 2.0 * n * n + 4.0 * n * n;
    problem.bound = bench::product_bound<float>(4 * n) / 4; // gamma_4k |A||B|, as in the exercise's header
    problem.submission = [=] {
        const Halves half_a(A), half_b(B);
        const judge::OnDevice a("A", half_a.stored()), b("B", half_b.stored());
        const judge::OnDevice c("C", C);
        cublasHandle_t handle = nullptr;
        if (cublasCreate(&handle) != CUBLAS_STATUS_SUCCESS)
            throw std::runtime_error("There is no handle of cuBLAS to be had.");
        const auto status = gemm_half(handle, n, n, n, a, n, b, n, c, n, Format::F16);
        cublasDestroy(handle);
        if (status != CUBLAS_STATUS_SUCCESS) throw std::runtime_error(cublasGetStatusName(status));
        c.fetch(C);
    };
    problem.library = [=] { bench::multiply(Halves(A).meant(), Halves(B).meant(), C); };
}

const bench::Kernel kernel({.name = "gemm_half",
                            .problem = "C = AB, 128 × 128 matrices, from words of FP16 to floats"},
                           pose);

} // namespace
