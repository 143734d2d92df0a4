#include "judge/double_double.hpp"

#include <cmath>
#include <limits>

namespace judge {

namespace {

DoubleDouble two_sum(double a, double b) {
    const double sum = a + b, part = sum - a;
    return {sum, (a - (sum - part)) + (b - part)};
}

DoubleDouble quick_two_sum(double a, double b) {
    const double sum = a + b;
    return {sum, b - (sum - a)};
}

DoubleDouble two_product(double a, double b) {
    const double product = a * b;
    return {product, std::fma(a, b, -product)};
}

} // namespace

DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
    const auto sum = two_sum(a.hi, b.hi), rest = two_sum(a.lo, b.lo);
    const auto first = quick_two_sum(sum.hi, sum.lo + rest.hi);
    return quick_two_sum(first.hi, first.lo + rest.lo);
}

DoubleDouble operator-(DoubleDouble a, DoubleDouble b) { return a + -b; }

DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
    const auto product = two_product(a.hi, b.hi);
    return quick_two_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
    const double first = a.hi / b.hi;
    const auto rest = a - b * first;
    const double second = rest.hi / b.hi;
    const double third = (rest - b * second).hi / b.hi;
    return DoubleDouble(first) + DoubleDouble(second) + DoubleDouble(third);
}

DoubleDouble& DoubleDouble::operator+=(DoubleDouble b) { return *this = *this + b; }

DoubleDouble sqrt(DoubleDouble a) {
    const double root = std::sqrt(a.hi);
    if (!(root > 0)) return root;
    return DoubleDouble(root) + (a - DoubleDouble(root) * root) / (2 * root);
}

// a = k ln 2 + 16r with |r| <= ln 2 / 32 < 0.022: fifteen terms of the series leave out less than 2^-125,
// and four squarings bring e^r to e^(16r), with 16 times its error and their own, together less than 2^-98.
// The product k ln 2 with |k| <= 1077 is off by 2^-106 |k ln 2| < 2^-96, and ln 2 itself by 2^-110.
DoubleDouble exp(DoubleDouble a) {
    if (a.hi != a.hi) return a;
    if (a.hi < -746) return 0;
    if (a.hi > 710) return std::numeric_limits<double>::infinity();
    const DoubleDouble ln2(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
    const double k = std::nearbyint(a.hi / ln2.hi);
    const DoubleDouble difference = a - ln2 * k, r(difference.hi / 16, difference.lo / 16);
    DoubleDouble sum = 1;
    for (int n = 15; n >= 1; --n) sum = DoubleDouble(1) + r * sum / n; // Horner's scheme
    for (int i = 0; i < 4; ++i) sum = sum * sum;
    const int half = static_cast<int>(k) / 2, rest = static_cast<int>(k) - half; // 2^k itself may be infinite
    const auto scaled = [&](double part) { return std::ldexp(std::ldexp(part, half), rest); };
    const double hi = scaled(sum.hi);
    return {hi, std::isfinite(hi) ? scaled(sum.lo) : 0};
}

Exact operator*(const Exact& A, const Exact& B) {
    Exact C(A.rows_, B.cols_);
    for (std::size_t i = 0; i < C.rows_; ++i)
        for (std::size_t k = 0; k < A.cols_; ++k)
            for (std::size_t j = 0; j < C.cols_; ++j) C(i, j) += A(i, k) * B(k, j);
    return C;
}

} // namespace judge
