// The compilers g++ and clang++ can be asked whether an operation overflowed: the carry of the processor.

#include "roofline.hpp"

#include <stdexcept>

namespace {

/// An integer that throws rather than wrap around.
struct Count {
    i64 value;
};

Count operator*(Count a, Count b) {
    Count result{};
    if (__builtin_mul_overflow(a.value, b.value, &result.value)) throw std::overflow_error("product");
    return result;
}

Count operator+(Count a, Count b) {
    Count result{};
    if (__builtin_add_overflow(a.value, b.value, &result.value)) throw std::overflow_error("sum");
    return result;
}

Count at_least(i64 least, i64 size) {
    if (size < least) throw std::invalid_argument("a size is too small");
    return {size};
}

} // namespace

i64 gemm_flops(i64 m, i64 n, i64 k) { return conv_flops(1, 1, m, n, 1, 1, k); } // of pixels in a row

i64 gemm_bytes(i64 m, i64 n, i64 k, i64 word) {
    const Count rows = at_least(1, m), cols = at_least(1, n), inner = at_least(1, k),
                bytes = at_least(1, word);
    return ((rows * inner + inner * cols + rows * cols) * bytes).value;
}

i64 gemv_flops(i64 m, i64 n) { return (Count{2} * at_least(1, m) * at_least(1, n)).value; }

i64 gemv_bytes(i64 m, i64 n, i64 word) {
    const Count rows = at_least(1, m), cols = at_least(1, n), bytes = at_least(1, word);
    return (bytes * (rows * cols + cols + rows)).value;
}

i64 axpy_flops(i64 n) { return (Count{2} * at_least(0, n)).value; }

i64 axpy_bytes(i64 n, i64 word) { return (at_least(0, n) * Count{3} * at_least(1, word)).value; }

i64 conv_flops(i64 N, i64 Ho, i64 Wo, i64 O, i64 kh, i64 kw, i64 C) {
    for (const i64 size : {N, Ho, Wo, O, kh, kw, C}) at_least(1, size);
    return (Count{C} * Count{kw} * Count{kh} * Count{O} * Count{Wo} * Count{Ho} * Count{N} * Count{2}).value;
}

i64 batched_bytes(i64 count, i64 m, i64 n, i64 k, i64 word, bool shared_b) {
    const Count products = at_least(1, count), rows = at_least(1, m), cols = at_least(1, n);
    const Count inner = at_least(1, k), bytes = at_least(1, word);
    const Count of_b = inner * cols, others = products * rows * (inner + cols);
    return (bytes * (others + (shared_b ? of_b : products * of_b))).value;
}

double attainable(double peak, double bw, double I) {
    if (!(bw > 0)) throw std::invalid_argument("bw must be positive");
    if (!(peak > 0) || !(I > 0)) throw std::invalid_argument("peak and I must be positive");
    const double compute = 1 / peak, traffic = 1 / bw / I; // seconds for one operation
    return 1 / (compute > traffic ? compute : traffic);
}

double ridge(double peak, double bw) {
    if (!(peak > 0) || !(bw > 0)) throw std::invalid_argument("peak and bw must be positive");
    return peak / bw;
}
