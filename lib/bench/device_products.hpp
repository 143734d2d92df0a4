#pragma once
/// @file
/// The problem that all rungs of the matrix product on the GPU are counted on.

#include "bench/kernel.hpp"
#include "bench/library.hpp"
#include "judge/device.hpp"

namespace bench {

using DeviceProduct = void (*)(int m, int n, int k, const float* A, int lda, const float* B, int ldb,
                               float* C, int ldc, cudaStream_t stream);

/// C = AB with square matrices of floats. Their extent is a multiple of most blocks and tiles, so that what
/// is counted are whole ones.
template<DeviceProduct product> void pose_device_product(Problem& problem) {
    constexpr int n = 128;
    const auto A = problem.input<float>(n, n), B = problem.input<float>(n, n);
    const auto C = problem.output<float>("C", n, n);
    problem.flops = product_flops(n, n, n);
    problem.bound = product_bound<float>(n);
    problem.submission = [=] {
        const judge::OnDevice a("A", A), b("B", B), c("C", C);
        product(n, n, n, a, n, b, n, c, n, nullptr);
        c.fetch(C);
    };
    problem.library = [=] { multiply(A, B, C); };
}

/// Defines what a bench file counts: `static const bench::DeviceProductKernel<sgemm_naive> kernel;`
template<DeviceProduct product> struct DeviceProductKernel : Kernel {
    DeviceProductKernel()
        : Kernel({.name = "sgemm", .problem = "C = AB, 128 × 128 matrices of floats"},
                 pose_device_product<product>) {}
};

} // namespace bench
