// The rounds from logarithms, and the crossover from the times themselves: both are straight lines.

#include "comm_model.hpp"

#include <cmath>
#include <initializer_list>
#include <limits>
#include <stdexcept>

namespace {

void not_negative(std::initializer_list<double> numbers) {
    for (const double number : numbers)
        if (!(number >= 0)) throw std::invalid_argument("comm_model: negative, or NaN");
}

void positive(std::initializer_list<double> numbers) {
    for (const double number : numbers)
        if (!(number > 0)) throw std::invalid_argument("comm_model: not positive, or NaN");
}

double rounds(i64 D) {
    const double exact = std::log2(static_cast<double>(D));
    return exact == std::floor(exact) ? exact : std::floor(exact) + 2;
}

} // namespace

double t_ring(i64 D, double bytes, double alpha, double beta) {
    positive({static_cast<double>(D), beta});
    not_negative({bytes, alpha});
    const double ranks = static_cast<double>(D);
    return 2 * ((ranks - 1) * alpha + (1 - 1 / ranks) * bytes * beta);
}

double t_doubling(i64 D, double bytes, double alpha, double beta) {
    positive({static_cast<double>(D), beta});
    not_negative({bytes, alpha});
    return rounds(D) * (alpha + bytes * beta);
}

Step dp_step_time(const Setup& setup, Model model) {
    const double D = static_cast<double>(setup.D), h = setup.hidden;
    positive({D, h, setup.flops_per_s, setup.beta});
    not_negative({setup.alpha, setup.batch - D});
    const double per_sample = 2 * h * h / setup.flops_per_s,
                 forward = std::floor(setup.batch / D) * per_sample;
    if (model == Model::Book) {
        const double comm = std::floor(std::log2(2 * D)) * h * sizeof(float) * setup.beta;
        return {forward, comm, forward / comm};
    }
    const double comm = t_ring(setup.D, 4 * h * h, setup.alpha, setup.beta);
    const double compute = forward + 2 * forward;
    return {compute, comm, setup.D == 1 ? std::numeric_limits<double>::infinity() : compute / comm};
}

double crossover_bytes(i64 D, double alpha, double beta) {
    const double latency = t_ring(D, 0, alpha, beta) - t_doubling(D, 0, alpha, beta);
    if (D < 3) throw std::domain_error("crossover_bytes: the ring is never faster");
    return latency / (t_doubling(D, 1, 0, beta) - t_ring(D, 1, 0, beta));
}
