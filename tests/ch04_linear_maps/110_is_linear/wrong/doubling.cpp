// @diagnosis doubling
// f(2x) = 2 f(x) taken for additivity

#include "is_linear.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

using arma::vec;

LinReport is_linear(const Map& f, arma::uword d, double rtol, arma::uword seed) {
    if (d == 0) throw std::invalid_argument("is_linear: the domain has dimension 0");
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> normal;
    const auto gaussian = [&] { return vec(d, arma::fill::none).imbue([&] { return normal(generator); }); };
    const vec at_zero = f(arma::zeros<vec>(d));
    const auto evaluate = [&](const vec& x) {
        const vec y = f(x);
        if (y.n_elem != at_zero.n_elem)
            throw std::invalid_argument("is_linear: outputs of f differ in length");
        return y;
    };
    const auto negligible = [&](const vec& defect, double scale) {
        return arma::all(arma::abs(defect) <= rtol * scale);
    };

    LinReport report{true, true, true};
    double scale = 0;
    for (int probe = 0; probe < 12; ++probe) {
        const vec u = gaussian(), v = u;
        const double alpha = probe % 2 == 0 ? 2.5 : -0.5;
        const vec fu = evaluate(u), fv = evaluate(v), sum = evaluate(u + v), multiple = evaluate(alpha * u);
        const double s = std::max(
            {arma::abs(fu).max(), arma::abs(fv).max(), arma::abs(sum).max(), arma::abs(multiple).max()});
        report.additive &= negligible(sum - fu - fv, s);
        report.homogeneous &= negligible(multiple - alpha * fu, s);
        scale = std::max(scale, s);
    }
    report.zero = negligible(at_zero, scale);
    return report;
}
