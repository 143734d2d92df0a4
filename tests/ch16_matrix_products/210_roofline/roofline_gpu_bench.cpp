#include "roofline.cuh"

#include "bench/kernel.hpp"
#include "bench/library.hpp"
#include "judge/device.hpp"

namespace {

void pose_saxpy(bench::Problem& problem) {
    constexpr int n = 1 << 16;
    constexpr float a = 0.75f;
    const auto x = problem.input<float>(n, 1), old = problem.input<float>(n, 1);
    const auto y = problem.output<float>("y", n, 1);
    problem.flops = 2.0 * n;
    problem.bound = 2 * (a + 1) * 2 * 0x1p-24; // each of the two is within 2u (|ax| + |y|), nearly
    problem.submission = [=] {
        const judge::OnDevice from("x", x), to("y", old);
        saxpy(n, a, from, to, nullptr);
        to.fetch(y);
    };
    problem.library = [=] {
        for (int i = 0; i < n; ++i) y.p[i] = a * x.p[i] + old.p[i];
    };
}

void pose_sgemv(bench::Problem& problem) {
    constexpr int m = 256, n = 512;
    const auto A = problem.input<float>(m, n), x = problem.input<float>(n, 1);
    const auto y = problem.output<float>("y", m, 1);
    problem.flops = bench::product_flops(m, 1, n);
    problem.bound = bench::product_bound<float>(n);
    problem.submission = [=] {
        const judge::OnDevice a("A", A), from("x", x), to("y", y);
        sgemv(m, n, a, n, from, to, nullptr);
        to.fetch(y);
    };
    problem.library = [=] { bench::multiply(A, x, y); };
}

const bench::Kernel saxpy_kernel({.name = "saxpy", .problem = "y ← ax + y, 65,536 floats"}, pose_saxpy),
    sgemv_kernel({.name = "sgemv", .problem = "y = Ax, a 256 × 512 matrix of floats"}, pose_sgemv);

} // namespace
