// A and B widened into contiguous floats first, then blocks of p: partial sums with Acc::F32, one running sum
// with Acc::F16.

#include "mixed_gemm.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

static std::vector<float> widened(CView<std::uint16_t> M, Half half) {
    std::vector<float> result;
    for (i64 i = 0; i < M.rows; ++i)
        for (i64 j = 0; j < M.cols; ++j) {
            const std::uint16_t word = M.p[i * M.ld + j];
            result.push_back(half == Half::BF16 ? tools::from_bf16(word) : tools::from_f16(word));
        }
    return result;
}

void gemm_half(CView<std::uint16_t> A, CView<std::uint16_t> B, View<float> C, Half half, Acc acc) {
    const i64 m = A.rows, n = B.cols, k = A.cols, block = 8;
    if (k != B.rows || m != C.rows || n != C.cols) throw std::invalid_argument("m, n, k");
    if (half == Half::BF16 && acc == Acc::F16) throw std::invalid_argument("BF16 words, FP16 sums");
    const std::vector<float> a = widened(A, half), b = widened(B, half);
    for (i64 i = 0; i < m; ++i)
        for (i64 j = 0; j < n; ++j) {
            float& c = C.p[i * C.ld + j];
            c = 0;
            for (i64 first = 0; first < k; first += block) {
                float partial = acc == Acc::F16 ? c : 0;
                for (i64 p = first; p < std::min(first + block, k); ++p) {
                    partial +=
                        a[static_cast<std::size_t>(i * k + p)] * b[static_cast<std::size_t>(p * n + j)];
                    if (acc == Acc::F16) partial = tools::from_f16(tools::to_f16(partial));
                }
                c = acc == Acc::F16 ? partial : c + partial;
            }
        }
}
