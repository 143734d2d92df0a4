#include "is_linear.hpp"

#include <catch2/catch.hpp>

using arma::mat;
using arma::vec;

namespace {

void expect(const Map& f, arma::uword d, bool zero, bool additive, bool homogeneous) {
    const LinReport report = is_linear(f, d, 1e-9, 1);
    CHECK(report.zero == zero);
    CHECK(report.additive == additive);
    CHECK(report.homogeneous == homogeneous);
}

} // namespace

TEST_CASE("linear and affine maps") {
    arma::arma_rng::set_seed(1);
    const mat A(3, 5, arma::fill::randn);
    for (double scale : {1.0, 1e8, 1e-12, 1e-14})
        expect([&](const vec& x) { return vec(scale * A * x); }, 5, true, true, true);
    expect([](const vec& x) { return vec(3 * x); }, 1, true, true, true);
    expect([](const vec&) { return vec(4, arma::fill::zeros); }, 3, true, true, true);
    expect([&](const vec& x) { return vec(A * x + 1); }, 5, false, false, false);
}

TEST_CASE("nonlinear maps") {
    expect([](const vec& x) { return vec{arma::norm(x)}; }, 4, true, false, false);
    expect([](const vec& x) { return vec(arma::clamp(x, 0, arma::datum::inf)); }, 4, true, false, false);
    expect([](const vec& x) { return vec{x(0) * x(0) * x(0) / std::max(arma::dot(x, x), 1e-300)}; }, 3, true,
           false, true);
}

TEST_CASE("bad input") {
    CHECK_THROWS_AS(is_linear([](const vec& x) { return x; }, 0, 1e-9, 1), std::invalid_argument);
}
