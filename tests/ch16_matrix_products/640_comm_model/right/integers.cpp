// The rounds by a loop, and the crossover as a quotient of integers.

#include "comm_model.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace {

struct Rounds {
    i64 floor = 0, all = 0;
    explicit Rounds(i64 D) {
        while (D >> (floor + 1)) ++floor;
        all = (i64{1} << floor) == D ? floor : floor + 2;
    }
};

void check(i64 D, double bytes, double alpha, double beta) {
    if (D < 1 || !(bytes >= 0)) throw std::invalid_argument("D or bytes");
    if (!(alpha >= 0) || !(beta > 0)) throw std::invalid_argument("alpha or beta");
}

} // namespace

double t_ring(i64 D, double bytes, double alpha, double beta) {
    check(D, bytes, alpha, beta);
    const double messages = 2.0 * static_cast<double>(D - 1);
    return messages * alpha + messages * bytes * beta / static_cast<double>(D);
}

double t_doubling(i64 D, double bytes, double alpha, double beta) {
    check(D, bytes, alpha, beta);
    const auto R = static_cast<double>(Rounds(D).all);
    return R * alpha + R * bytes * beta;
}

Step dp_step_time(const Setup& s, Model model) {
    check(s.D, s.hidden, s.alpha, s.beta);
    if (!(s.batch >= static_cast<double>(s.D)) || !(s.hidden > 0) || !(s.flops_per_s > 0))
        throw std::invalid_argument("batch, hidden or flops_per_s");
    const i64 samples = static_cast<i64>(s.batch) / s.D;
    Step step{};
    step.compute =
        static_cast<double>((model == Model::Book ? 2 : 6) * samples) * (s.hidden * s.hidden) / s.flops_per_s;
    step.comm = model == Model::Book ? static_cast<double>(4 * (Rounds(s.D).floor + 1)) * s.hidden * s.beta
                                     : t_ring(s.D, std::pow(2 * s.hidden, 2), s.alpha, s.beta);
    step.ratio = step.compute / step.comm; // by IEEE 754 infinite if comm is 0
    return step;
}

double crossover_bytes(i64 D, double alpha, double beta) {
    check(D, 0, alpha, beta);
    if (D <= 2) throw std::domain_error("the ring is never faster");
    const i64 R = Rounds(D).all, messages = 2 * (D - 1);
    return static_cast<double>((messages - R) * D) * alpha / (static_cast<double>(R * D - messages) * beta);
}
