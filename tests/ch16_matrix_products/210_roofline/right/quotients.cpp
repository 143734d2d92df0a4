// No helper that multiplies: every function asks before it computes, by dividing what there is room for.

#include "roofline.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

static const i64 most = std::numeric_limits<i64>::max();

static void check(bool holds) {
    if (!holds) throw std::invalid_argument("a size below 1");
}

static void fits(bool holds) {
    if (!holds) throw std::overflow_error("too many");
}

i64 gemm_flops(i64 m, i64 n, i64 k) {
    check(m >= 1 && n >= 1 && k >= 1);
    fits(m <= most / 2 / n / k);
    return 2 * m * n * k;
}

i64 gemm_bytes(i64 m, i64 n, i64 k, i64 word) {
    check(m >= 1 && n >= 1 && k >= 1 && word >= 1);
    const i64 room = most / word;
    fits(k <= room && n <= room - k && m <= room / (k + n)); // m (k + n)
    fits(k <= (room - m * (k + n)) / n);                     // and k n
    return word * (m * (k + n) + k * n);
}

i64 gemv_flops(i64 m, i64 n) {
    check(m >= 1 && n >= 1);
    fits(m <= most / 2 / n);
    return 2 * m * n;
}

i64 gemv_bytes(i64 m, i64 n, i64 word) {
    check(m >= 1 && n >= 1 && word >= 1);
    const i64 room = most / word;
    fits(n < room && m <= (room - n) / (n + 1));
    return word * (m * (n + 1) + n);
}

i64 axpy_flops(i64 n) {
    check(n >= 0);
    fits(n <= most / 2);
    return 2 * n;
}

i64 axpy_bytes(i64 n, i64 word) {
    check(n >= 0 && word >= 1);
    fits(n <= most / 3 / word);
    return 3 * n * word;
}

i64 conv_flops(i64 N, i64 Ho, i64 Wo, i64 O, i64 kh, i64 kw, i64 C) {
    check(N >= 1 && Ho >= 1 && Wo >= 1 && O >= 1 && kh >= 1 && kw >= 1 && C >= 1);
    fits(N <= most / 2 / Ho / Wo / O / kh / kw / C);
    return 2 * N * Ho * Wo * O * kh * kw * C;
}

i64 batched_bytes(i64 count, i64 m, i64 n, i64 k, i64 word, bool shared_b) {
    check(count >= 1 && m >= 1 && n >= 1 && k >= 1 && word >= 1);
    if (!shared_b) {
        const i64 each = gemm_bytes(m, n, k, word);
        fits(each <= most / count);
        return each * count;
    }
    fits(m <= most / count);
    return gemm_bytes(count * m, n, k, word); // stacked
}

double attainable(double peak, double bw, double I) {
    check(!std::isnan(I) && I > 0);
    return I < ridge(peak, bw) ? bw * I : peak;
}

double ridge(double peak, double bw) {
    check(!std::isnan(peak) && !std::isnan(bw) && peak > 0 && bw > 0);
    return peak * (1 / bw);
}
