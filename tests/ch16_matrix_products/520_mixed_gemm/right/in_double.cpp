// With Acc::F32, sums in double; conversions by hand, as in 510_half_round.

#include "mixed_gemm.hpp"

#include <bit>
#include <cmath>
#include <stdexcept>

static float from_bf16(std::uint16_t word) { return std::bit_cast<float>(std::uint32_t{word} << 16); }

/// Exponent and fraction move to their places in a float, and a factor adapts the bias of the exponent. What
/// had the largest exponent is then 65536 or more, and gets the largest one of a float.
static float from_f16(std::uint16_t word) {
    const std::uint32_t sign = (word & 0x8000U) << 16, magnitude = (word & 0x7fffU) << 13;
    const float scaled = std::bit_cast<float>(magnitude) * 0x1p112F;
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(scaled);
    return std::bit_cast<float>(sign | (scaled < 65536 ? bits : bits | 0x7f800000));
}

/// Adding and subtracting a power of two leaves the multiples of the distance of FP16 numbers.
static float rounded_to_f16(float x) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(x), sign = bits & 0x80000000;
    const float size = std::bit_cast<float>(bits ^ sign);
    if (!(size < 65520)) return x * HUGE_VALF;
    const std::uint32_t exponent = (std::bit_cast<std::uint32_t>(size) >> 23) + 13;
    const float large = std::bit_cast<float>((exponent < 126 ? 126 : exponent) << 23);
    const float rounded = (size + large) - large;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(rounded) | sign);
}

void gemm_half(CView<std::uint16_t> A, CView<std::uint16_t> B, View<float> C, Half half, Acc acc) {
    if (A.cols != B.rows || C.rows != A.rows || C.cols != B.cols || (half == Half::BF16 && acc == Acc::F16))
        throw std::invalid_argument("gemm_half");
    const auto value = half == Half::F16 ? from_f16 : from_bf16;
    for (i64 i = 0; i < C.rows; ++i)
        for (i64 j = 0; j < C.cols; ++j) {
            double sum = 0;
            for (i64 p = A.cols; acc == Acc::F32 && p-- > 0;) sum += double(value(A(i, p))) * value(B(p, j));
            float half_sum = 0;
            for (i64 p = 0; acc == Acc::F16 && p < A.cols; ++p)
                half_sum = rounded_to_f16(half_sum + value(A(i, p)) * value(B(p, j)));
            C(i, j) = acc == Acc::F16 ? half_sum : static_cast<float>(sum);
        }
}
