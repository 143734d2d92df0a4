// @diagnosis shared_b_ignored
// each product moves a B of its own, even if there is only one

#include "roofline.hpp"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <stdexcept>

namespace {

i64 sum_of_products(std::initializer_list<std::initializer_list<i64>> terms) {
    for (const auto& factors : terms)
        if (std::min(factors) < 1) throw std::invalid_argument("roofline: an argument is less than 1");
    i64 sum = 0;
    for (const auto& factors : terms) {
        const i64 room = std::numeric_limits<i64>::max() - sum;
        i64 product = 1;
        for (const i64 factor : factors) {
            if (product > room / factor) throw std::overflow_error("roofline: more than 2^63 - 1");
            product *= factor;
        }
        sum += product;
    }
    return sum;
}

} // namespace

i64 gemm_flops(i64 m, i64 n, i64 k) { return sum_of_products({{2, m, n, k}}); }
i64 gemm_bytes(i64 m, i64 n, i64 k, i64 word) { return batched_bytes(1, m, n, k, word, false); }

i64 gemv_flops(i64 m, i64 n) { return gemm_flops(m, 1, n); }
i64 gemv_bytes(i64 m, i64 n, i64 word) { return gemm_bytes(m, 1, n, word); }

i64 axpy_flops(i64 n) { return n == 0 ? 0 : sum_of_products({{2, n}}); }
i64 axpy_bytes(i64 n, i64 word) { return n == 0 && word > 0 ? 0 : sum_of_products({{3, n, word}}); }

i64 conv_flops(i64 N, i64 Ho, i64 Wo, i64 O, i64 kh, i64 kw, i64 C) {
    return sum_of_products({{2, N, Ho, Wo, O, kh, kw, C}});
}

i64 batched_bytes(i64 count, i64 m, i64 n, i64 k, i64 word, bool shared_b) {
    return sum_of_products({{word, count, m, k}, {word, count, k, n}, {word, count, m, n}});
}

double attainable(double peak, double bw, double I) {
    if (!(peak > 0 && bw > 0 && I > 0)) throw std::invalid_argument("attainable: not positive");
    return std::min(peak, bw * I);
}

double ridge(double peak, double bw) {
    if (!(peak > 0 && bw > 0)) throw std::invalid_argument("ridge: not positive");
    return peak / bw;
}
