// @expect passed
// a right answer, whose helpers bear the names of ours

#include "is_linear.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <string>

// What the judge, the runner and the standard library call by the same names.
void helper() { throw std::logic_error("somebody else calls my helper"); }
extern "C" void record(const char*) { helper(); }
int main() { helper(); }

namespace judge {

struct Malformed : std::logic_error {
    using std::logic_error::logic_error;
};
struct Reader {
    void tag(char) { helper(); }
    bool done() const { return helper(), false; }
};
struct Writer {
    void tag(char) { helper(); }
    void raw(const void*, std::size_t) { helper(); }
};
void record(int) { helper(); }
int perform(const std::string&, int) { return helper(), 0; }
void expose(const char*, int) { helper(); }
long now_ms() { return helper(), 0; }

} // namespace judge

namespace tools {

bool at_work() noexcept { return false; }

} // namespace tools

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
