/// @file
/// Test data: the same on every machine, and as it is said to be.

#include "judge/catch_seam.hpp"

#include "judge/random.hpp"

#include <algorithm>

using judge::Random;

TEST_CASE("the generator is xoshiro256**, seeded by splitmix64") {
    // The words that the authors' own programs give for seed 0.
    Random random(0);
    CHECK(random.bits() == 0x99ec5f36cb75f2b4);
    CHECK(random.bits() == 0xbf6e1f784956452a);
    CHECK(random.bits() == 0x1a5f849d4933e6e0);
}

TEST_CASE("a seed gives the same data again, and another seed other data") {
    const arma::mat A = Random(1).normals(3, 4);
    CHECK(arma::all(arma::vectorise(A == Random(1).normals(3, 4))));
    CHECK(arma::any(arma::vectorise(A != Random(2).normals(3, 4))));
}

TEST_CASE(
    "uniform numbers lie in [0, 1), integers between their bounds, and 0 is left out where it is to be") {
    Random random(5);
    double sum = 0;
    bool low = false, high = false;
    for (int i = 0; i < 10000; ++i) {
        const double u = random.uniform();
        CHECK((0 <= u && u < 1));
        sum += u;
        const int n = random.integer(-2, 3), m = random.nonzero(2);
        CHECK((-2 <= n && n <= 3 && m != 0 && std::abs(m) <= 2));
        low |= n == -2;
        high |= n == 3;
    }
    CHECK((low && high));
    CHECK(std::abs(sum / 10000 - 0.5) < 0.02);
}

TEST_CASE("normal numbers have mean 0 and variance 1") {
    Random random(6);
    const arma::mat A = random.normals(100, 100);
    CHECK(A.is_finite());
    CHECK(std::abs(arma::mean(arma::vectorise(A))) < 0.05);
    CHECK(std::abs(arma::var(arma::vectorise(A)) - 1) < 0.05);
}

TEST_CASE("matrices of integers are small, whole, and without zeros") {
    const arma::mat A = Random(7).integers(20, 30, 4);
    CHECK((A.n_rows == 20 && A.n_cols == 30));
    CHECK(std::all_of(A.begin(), A.end(),
                      [](double a) { return a == std::trunc(a) && a != 0 && std::abs(a) <= 4; }));
    CHECK(Random(7).integers(0, 3).n_cols == 3);
}
