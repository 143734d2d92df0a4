// @expect passed
// a right answer, with an operator new of its own

#include "is_linear.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <random>
#include <stdexcept>

void* operator new(std::size_t size) {
    if (void* memory = std::malloc(size ? size : 1)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using arma::vec;

namespace {

/// The largest entry, in absolute value, of some vectors.
double largest(std::initializer_list<vec> outputs) {
    double result = 0;
    for (const vec& y : outputs) result = std::max(result, arma::abs(y).max());
    return result;
}

/// Written as `<=` entry by entry, so that a NaN is not negligible.
bool negligible(const vec& defect, double rtol, double scale) {
    return arma::all(arma::abs(defect) <= rtol * scale);
}

} // namespace

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

    LinReport report{true, true, true};
    double scale = 0;
    for (int probe = 0; probe < 16; ++probe) {
        const vec u = gaussian(), v = gaussian();
        const double alpha = probe % 2 == 0 ? 2.5 : -0.5;
        const vec fu = evaluate(u), fv = evaluate(v), sum = evaluate(u + v), multiple = evaluate(alpha * u);
        report.additive &= negligible(sum - fu - fv, rtol, largest({sum, fu, fv}));
        report.homogeneous &= negligible(multiple - alpha * fu, rtol, largest({multiple, fu}));
        scale = std::max(scale, largest({sum, fu, fv, multiple}));
    }
    report.zero = negligible(at_zero, rtol, scale);
    return report;
}
