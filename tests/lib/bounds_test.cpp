/// @file
/// The bounds, against their formulas and on errors that are known exactly.

#include "judge/catch_seam.hpp"

#include "judge/bounds.hpp"
#include "judge/double_double.hpp"
#include "judge/random.hpp"

#include <limits>
#include <stdexcept>

using namespace judge;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Table matrix(std::size_t rows, std::size_t cols, std::vector<double> elements) {
    Table result(rows, cols);
    result.elements = std::move(elements);
    return result;
}

} // namespace

TEST_CASE("the unit roundoff is half the distance from 1 to the next number") {
    CHECK(unit_roundoff<> == 0x1p-53);
    CHECK(unit_roundoff<float> == 0x1p-24);
    CHECK(epsilon == 0x1p-52);
    CHECK(1 + unit_roundoff<> == 1);
    CHECK(1 + epsilon > 1);
}

TEST_CASE("gamma is n u / (1 - n u)") {
    CHECK(judge::gamma(0) == 0);
    CHECK(judge::gamma(1, 0.25) == 0.25 / 0.75);
    CHECK(judge::gamma(3, 0.125) == 0.375 / 0.625);
    CHECK(judge::gamma(2) > 2 * unit_roundoff<>);
    CHECK(judge::gamma(1024, unit_roundoff<float>) == 0x1p-14 / (1 - 0x1p-14));
}

TEST_CASE("where n u reaches 1 the theorem says nothing, and no bound comes of it") {
    CHECK_THROWS_AS(judge::gamma(4, 0.25), std::domain_error);
    CHECK_THROWS_AS(judge::gamma(2049, 0x1p-11), std::domain_error);
    CHECK_THROWS_AS(judge::gamma(not_a_number), std::domain_error);
    CHECK(judge::gamma(3, 0.25) == 3);
}

TEST_CASE("the bound of a product is gamma times the product of the magnitudes") {
    const Table A = matrix(1, 2, {-1, 2}), B = matrix(2, 1, {3, -4});
    CHECK(product_bound(A, B)(0, 0) == judge::gamma(2) * 11);
    CHECK(product_bound(A, B, 1)(0, 0) == judge::gamma(3) * 11);
    CHECK(product_bound(A, B, 0, unit_roundoff<float>)(0, 0) == judge::gamma(2, unit_roundoff<float>) * 11);
    CHECK(product_bound(Table(3, 0), Table(0, 2)).elements == Table(3, 2, 0).elements);
}

TEST_CASE("products in any order of summation keep to the bound, and one ulp of the magnitudes does not") {
    Random random(1);
    const Table A = table(random.normals(7, 50)), B = table(random.normals(50, 5));
    const Table bound = product_bound(A, B);
    const Exact right = Exact(A) * Exact(B);
    for (const bool backwards : {false, true})
        for (std::size_t i = 0; i < 7; ++i)
            for (std::size_t j = 0; j < 5; ++j) {
                double sum = 0;
                for (std::size_t step = 0; step < 50; ++step) {
                    const auto k = backwards ? 49 - step : step;
                    sum = backwards ? std::fma(A(i, k), B(k, j), sum) : sum + A(i, k) * B(k, j);
                }
                CHECK(std::fabs(static_cast<double>(DoubleDouble(sum) - right(i, j))) <= bound(i, j));
            }
    CHECK(bound(0, 0) < 1e-12);
}

TEST_CASE("the residual ratio is LAPACK's, divided by 30") {
    const Table A = matrix(2, 2, {1, -3, 2, 4}); // norm 7
    CHECK(norm1(A) == 7);
    const double one = 30 * 7 * 2 * epsilon;
    CHECK(residual_ratio(matrix(2, 2, {one, 0, 0, 0}), A) == 1);
    CHECK(residual_ratio(matrix(2, 2, {one / 2, one / 4, -one / 2, 0}), A) == 1);
    CHECK(residual_ratio(matrix(2, 2, {1.001 * one, 0, 0, 0}), A) > 1);
    CHECK(residual_ratio(Table(2, 2), A) == 0);
}

TEST_CASE("a zero residual of a zero matrix passes, any other residual of it does not") {
    CHECK(residual_ratio(Table(2, 2), Table(2, 2)) == 0);
    CHECK_FALSE(residual_ratio(matrix(2, 2, {1e-300, 0, 0, 0}), Table(2, 2)) <= 1);
    CHECK(residual_ratio(Table(), Table()) == 0);
}

TEST_CASE("a NaN anywhere in a residual, or in the matrix, passes nowhere") {
    for (std::size_t at = 0; at < 6; ++at) {
        Table E(2, 3, 1e-300), A(2, 3, 1);
        E.elements[at] = not_a_number;
        CHECK_FALSE(residual_ratio(E, A) <= 1);
        CHECK(std::isnan(norm1(E)));
        A.elements[at] = not_a_number;
        CHECK_FALSE(residual_ratio(Table(2, 3, 1e-300), A) <= 1);
    }
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK_FALSE(residual_ratio(Table(1, 1, infinity), Table(1, 1, 1)) <= 1);
}

TEST_CASE("orthonormal columns pass, others do not") {
    CHECK(orthogonality_ratio(matrix(2, 2, {0.6, -0.8, 0.8, 0.6})) <= 1);
    CHECK(orthogonality_ratio(matrix(3, 1, {0, 1, 0})) == 0);
    CHECK_FALSE(orthogonality_ratio(matrix(2, 2, {0.6, -0.8, 0.8, 0.6000001})) <= 1);
    CHECK_FALSE(orthogonality_ratio(Table(2, 2)) <= 1);
    CHECK_FALSE(orthogonality_ratio(Table(2, 2, not_a_number)) <= 1);
    CHECK_FALSE(orthogonality_ratio(matrix(2, 1, {not_a_number, 0})) <= 1);
    CHECK(orthogonality_ratio(Table(3, 0)) == 0);
    CHECK_FALSE(orthogonality_ratio(Table(0, 2)) <= 1);
}
