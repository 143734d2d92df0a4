// Probes on the unit sphere, and the scale of a probe taken as a sum of norms.

#include "is_linear.hpp"

#include <random>
#include <stdexcept>

using arma::vec;

LinReport is_linear(const Map& f, arma::uword d, double rtol, arma::uword seed) {
    if (d < 1) throw std::invalid_argument("d");
    std::mt19937 generator(static_cast<unsigned>(seed + 5));
    std::normal_distribution<double> normal;
    LinReport report{true, true, true};
    double scale = 0;
    const vec zero = f(arma::zeros<vec>(d));
    for (double alpha : {-3.0, -1.5, -0.25, 0.5, 2.0, 3.0, 7.0, -7.0, 0.1}) {
        vec u(d), v(d);
        for (vec* x : {&u, &v}) {
            for (double& element : *x) element = normal(generator);
            *x /= arma::norm(*x);
        }
        const vec outputs[] = {f(u), f(v), f(u + v), f(alpha * u)};
        for (const vec& y : outputs)
            if (y.n_elem != zero.n_elem) throw std::invalid_argument("length");
        double s = 0;
        for (const vec& y : outputs) s = std::max(s, arma::norm(y, 2));
        for (arma::uword i = 0; i < zero.n_elem; ++i) {
            if (!(std::abs(outputs[2](i) - outputs[0](i) - outputs[1](i)) <= rtol * s))
                report.additive = false;
            if (!(std::abs(outputs[3](i) - alpha * outputs[0](i)) <= rtol * s)) report.homogeneous = false;
        }
        scale = std::max(scale, s);
    }
    report.zero = arma::all(arma::abs(zero) <= rtol * scale);
    return report;
}
