// With Acc::F32, the sum split into halves again and again: pairwise summation.

#include "mixed_gemm.hpp"

#include <functional>
#include <stdexcept>

using Term = std::function<float(i64)>;

static float in_halves(i64 first, i64 last, const Term& term) {
    if (first == last) return 0;
    if (first + 1 == last) return term(first);
    const i64 middle = first + (last - first) / 2;
    return in_halves(first, middle, term) + in_halves(middle, last, term);
}

static float one_by_one(i64 k, const Term& term) {
    std::uint16_t sum = 0;
    for (i64 p = 0; p < k; ++p) sum = tools::to_f16(tools::from_f16(sum) + term(p));
    return tools::from_f16(sum);
}

void gemm_half(CView<std::uint16_t> A, CView<std::uint16_t> B, View<float> C, Half half, Acc acc) {
    if (half == Half::BF16 && acc == Acc::F16) throw std::invalid_argument("format");
    if (A.cols != B.rows || A.rows != C.rows || B.cols != C.cols) throw std::invalid_argument("shapes");
    for (i64 j = 0; j < C.cols; ++j)
        for (i64 i = 0; i < C.rows; ++i) {
            const Term term = [&](i64 p) {
                return half == Half::F16 ? tools::from_f16(A(i, p)) * tools::from_f16(B(p, j))
                                         : tools::from_bf16(A(i, p)) * tools::from_bf16(B(p, j));
            };
            C(i, j) = acc == Acc::F32 ? in_halves(0, A.cols, term) : one_by_one(A.cols, term);
        }
}
