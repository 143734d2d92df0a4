// Vectors of random signs, with factors drawn at random.

#include "is_linear.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

using arma::vec;

LinReport is_linear(const Map& f, arma::uword d, double rtol, arma::uword seed) {
    if (d == 0) throw std::invalid_argument("a domain without dimensions");
    std::minstd_rand generator(static_cast<unsigned>(seed) + 11);
    std::uniform_real_distribution<double> factor(1.5, 4);
    const auto signs = [&] {
        return vec(d, arma::fill::none).imbue([&] { return generator() / 64 % 2 ? 1.0 : -1.0; });
    };
    const vec zero = f(arma::zeros<vec>(d));
    double everything = 0;
    bool additive = true, homogeneous = true;
    for (int i = 0; i < 40; ++i) {
        const vec u = signs(), v = signs();
        const double alpha = factor(generator) * (i % 2 ? 1 : -1);
        const vec fu = f(u), fv = f(v), fsum = f(u + v), fmultiple = f(alpha * u);
        for (const vec& y : {fu, fv, fsum, fmultiple})
            if (y.n_elem != zero.n_elem) throw std::invalid_argument("outputs of different lengths");
        const double s = std::max({arma::norm(fu, "inf"), arma::norm(fv, "inf"), arma::norm(fsum, "inf")});
        const double t = std::max(arma::norm(fu, "inf"), arma::norm(fmultiple, "inf"));
        additive = additive && arma::all(arma::abs(fsum - (fu + fv)) <= rtol * s);
        homogeneous = homogeneous && arma::all(arma::abs(fmultiple - alpha * fu) <= rtol * t);
        everything = std::max({everything, s, t});
    }
    return {arma::all(arma::abs(zero) <= rtol * everything), additive, homogeneous};
}
