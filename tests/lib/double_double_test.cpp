/// @file
/// The arithmetic of oracles, on numbers whose exact results are known.

#include "judge/catch_seam.hpp"

#include "judge/double_double.hpp"
#include "judge/random.hpp"

#include <limits>

using namespace judge;

namespace {

__extension__ typedef __int128 Wide; // exact for all that is computed here

DoubleDouble exact(Wide value) {
    const auto high = static_cast<double>(value);
    return {high, static_cast<double>(value - static_cast<Wide>(high))};
}

bool equals(DoubleDouble a, Wide b) {
    const auto right = exact(b);
    return a.hi == right.hi && a.lo == right.lo;
}

/// An integer of at most `bits` bits, of either sign.
Wide integer(Random& random, int bits) {
    const auto magnitude = static_cast<Wide>(random.bits() >> (64 - bits));
    return random.bits() & 1 ? magnitude : -magnitude;
}

} // namespace

TEST_CASE("products of integers beyond 2^53 are exact") {
    Random random(1);
    for (int i = 0; i < 1000; ++i) {
        const Wide a = integer(random, 53), b = integer(random, 53);
        CHECK(equals(DoubleDouble(double(a)) * DoubleDouble(double(b)), a * b));
    }
}

TEST_CASE("sums and differences of integers of 100 bits are exact") {
    Random random(2);
    for (int i = 0; i < 1000; ++i) {
        const Wide a = integer(random, 50) << 50 | integer(random, 49), b = integer(random, 60);
        CHECK(equals(exact(a) + exact(b), a + b));
        CHECK(equals(exact(a) - exact(b), a - b));
        CHECK(equals(exact(a) - exact(a), 0));
    }
}

TEST_CASE("a sum that cancels keeps what is left") {
    DoubleDouble sum = 0x1p60;
    sum += 1;
    sum += 0x1p-40;
    sum += -0x1p60;
    CHECK((sum.hi == 1 + 0x1p-40 && sum.lo == 0));

    const double x = 1.0 / 3; // rounding alone tells 3x from 1
    const DoubleDouble rest = DoubleDouble(x) * 3 - 1;
    CHECK(rest.hi == std::fma(x, 3.0, -1.0));
}

TEST_CASE("dot products in double-double see what doubles lose") {
    const Exact a(Table(1, 3, 1)), b = [] {
        Table column(3, 1);
        column.elements = {1e16, 1, -1e16};
        return Exact(column);
    }();
    CHECK(static_cast<double>((a * b)(0, 0)) == 1);
}

TEST_CASE("quotients and roots are right to 30 digits") {
    for (const int n : {2, 3, 7, 10, 123456789}) {
        const auto quotient = DoubleDouble(1) / DoubleDouble(n), root = sqrt(DoubleDouble(n));
        CHECK(std::fabs(static_cast<double>(quotient * n - 1)) < 1e-30);
        CHECK(std::fabs(static_cast<double>(root * root - n)) < 1e-29 * n);
    }
    CHECK(static_cast<double>(DoubleDouble(12) / DoubleDouble(4)) == 3);
    CHECK(static_cast<double>(sqrt(DoubleDouble(49))) == 7);
    CHECK(static_cast<double>(sqrt(DoubleDouble(0))) == 0);
    CHECK(std::isnan(static_cast<double>(sqrt(DoubleDouble(-1)))));
}

TEST_CASE("NaN and infinity are not lost in double-double") {
    const double nan = std::numeric_limits<double>::quiet_NaN(),
                 infinity = std::numeric_limits<double>::infinity();
    CHECK(std::isnan(static_cast<double>(DoubleDouble(nan) + 1)));
    CHECK(std::isnan(static_cast<double>(DoubleDouble(2) * nan)));
    CHECK(std::isnan(static_cast<double>(DoubleDouble(infinity) - infinity)));
    CHECK_FALSE(std::isfinite(static_cast<double>(DoubleDouble(infinity) + 1)));
}

TEST_CASE("exact matrices multiply, add, subtract and transpose like matrices") {
    Random random(3);
    const Table A = table(random.integers(3, 4)), B = table(random.integers(4, 2));
    CHECK((Exact(A) * Exact(B)).rounded().elements == product(A, B).elements);
    CHECK((Exact(A) + Exact(A)).rounded().elements == scaled(2, A).elements);
    CHECK((Exact(A) - Exact(A)).rounded().elements == Table(3, 4).elements);
    CHECK(Exact(A).transposed().rounded().elements == transposed(A).elements);
    const auto empty = Exact(Table(3, 0)) * Exact(Table(0, 2));
    CHECK((empty.rows() == 3 && empty.cols() == 2 && static_cast<double>(empty(2, 1)) == 0));
}
