// Paper and pencil: a number is two digits to the base 2^32, and a product that needs a third one is refused.

#include "roofline.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

using u64 = std::uint64_t;
using Sizes = std::vector<i64>;

static u64 limited(u64 number) {
    if (number >> 63 != 0) throw std::overflow_error("the upper digit is too large");
    return number;
}

static u64 multiplied(u64 a, u64 b) {
    const u64 a1 = a >> 32, a0 = a & 0xffffffff, b1 = b >> 32, b0 = b & 0xffffffff;
    if (a1 != 0 && b1 != 0) throw std::overflow_error("a third digit");
    const u64 upper = a1 * b0 + a0 * b1 + (a0 * b0 >> 32); // one of the products is 0: no overflow
    if (upper >> 31 != 0) throw std::overflow_error("the upper digit is too large");
    return limited((upper << 32) | (a0 * b0 & 0xffffffff));
}

static void check(const Sizes& sizes, i64 least = 1) {
    if (*std::min_element(sizes.begin(), sizes.end()) < least) throw std::invalid_argument("too small");
}

static u64 product(const Sizes& sizes) {
    u64 result = 1;
    for (const i64 size : sizes) result = multiplied(result, static_cast<u64>(size));
    return result;
}

static i64 result(u64 number) { return static_cast<i64>(number); }

i64 gemm_flops(i64 m, i64 n, i64 k) {
    check({m, n, k});
    return result(product({m, n, k, 2}));
}

i64 gemm_bytes(i64 m, i64 n, i64 k, i64 word) {
    check({m, n, k, word});
    const u64 numbers = limited(limited(product({m, k}) + product({k, n})) + product({m, n}));
    return result(multiplied(numbers, static_cast<u64>(word)));
}

i64 gemv_flops(i64 m, i64 n) { return gemm_flops(1, m, n); }
i64 gemv_bytes(i64 m, i64 n, i64 word) { return gemm_bytes(1, m, n, word); }

i64 axpy_flops(i64 n) {
    check({n}, 0);
    return result(product({n, 2}));
}

i64 axpy_bytes(i64 n, i64 word) {
    check({n}, 0);
    check({word});
    return result(product({n, word, 3}));
}

i64 conv_flops(i64 N, i64 Ho, i64 Wo, i64 O, i64 kh, i64 kw, i64 C) {
    check({N, Ho, Wo, O, kh, kw, C});
    return gemm_flops(result(product({N, Ho, Wo})), O, result(product({kh, kw, C})));
}

i64 batched_bytes(i64 count, i64 m, i64 n, i64 k, i64 word, bool shared_b) {
    check({count, m, n, k, word});
    if (!shared_b) return result(product({count, gemm_bytes(m, n, k, word)}));
    const u64 of_a = product({count, m, k, word}), of_b = product({k, n, word}),
              of_c = product({count, m, n, word});
    return result(limited(limited(of_a + of_b) + of_c));
}

double attainable(double peak, double bw, double I) {
    if (!(I > 0)) throw std::invalid_argument("I");
    return bw * std::min(ridge(peak, bw), I);
}

double ridge(double peak, double bw) {
    if (peak > 0 && bw > 0) return peak / bw;
    throw std::invalid_argument("peak or bw");
}
