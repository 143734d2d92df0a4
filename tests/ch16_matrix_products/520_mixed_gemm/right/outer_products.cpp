// p outermost, so that C itself holds the sums, as floats; fused multiply-adds.

#include "mixed_gemm.hpp"

#include <cmath>
#include <stdexcept>

void gemm_half(CView<std::uint16_t> A, CView<std::uint16_t> B, View<float> C, Half half, Acc acc) {
    if (A.cols != B.rows) throw std::invalid_argument("inner dimensions");
    if (A.rows != C.rows || B.cols != C.cols) throw std::invalid_argument("C");
    if (acc == Acc::F16 && half != Half::F16) throw std::invalid_argument("Acc::F16");
    float (*widened)(std::uint16_t) = half == Half::F16 ? &tools::from_f16 : &tools::from_bf16;
    for (i64 i = 0; i < C.rows; ++i)
        for (i64 j = 0; j < C.cols; ++j) C(i, j) = 0;
    for (i64 p = 0; p < A.cols; ++p)
        for (i64 i = 0; i < C.rows; ++i) {
            const float a = widened(A(i, p));
            for (i64 j = 0; j < C.cols; ++j) {
                C(i, j) = std::fma(a, widened(B(p, j)), C(i, j));
                if (acc == Acc::F16) C(i, j) = tools::from_f16(tools::to_f16(C(i, j)));
            }
        }
}
