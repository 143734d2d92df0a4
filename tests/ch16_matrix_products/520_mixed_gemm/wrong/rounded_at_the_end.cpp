// @diagnosis rounded_at_the_end
// with Acc::F16 the sum is rounded once, after the last term

#include "mixed_gemm.hpp"

#include <stdexcept>

void gemm_half(CView<std::uint16_t> A, CView<std::uint16_t> B, View<float> C, Half half, Acc acc) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols)
        throw std::invalid_argument("gemm_half: A, B and C do not fit together");
    if (half == Half::BF16 && acc == Acc::F16)
        throw std::invalid_argument("gemm_half: sums in FP16 are for FP16 words");

    const auto value = half == Half::F16 ? tools::from_f16 : tools::from_bf16;
    for (i64 i = 0; i < C.rows; ++i)
        for (i64 j = 0; j < C.cols; ++j) {
            float sum = 0;
            for (i64 p = 0; p < A.cols; ++p) sum += value(A(i, p)) * value(B(p, j));
            C(i, j) = acc == Acc::F16 ? tools::from_f16(tools::to_f16(sum)) : sum;
        }
}
