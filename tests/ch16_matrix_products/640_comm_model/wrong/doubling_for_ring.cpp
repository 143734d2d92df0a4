// @diagnosis doubling_for_ring
// The corrected model adds up by recursive doubling.

#include "comm_model.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace {

void require(bool holds) {
    if (!holds) throw std::invalid_argument("comm_model: an argument is out of its range");
}

int floor_log2(i64 D) { return std::bit_width(static_cast<std::uint64_t>(D)) - 1; }

int doubling_rounds(i64 D) {
    const bool power_of_two = (D & (D - 1)) == 0;
    return floor_log2(D) + (power_of_two ? 0 : 2);
}

double ring_messages(i64 D) { return 2 * static_cast<double>(D - 1); }

} // namespace

double t_ring(i64 D, double bytes, double alpha, double beta) {
    require(D >= 1 && bytes >= 0 && alpha >= 0 && beta > 0);
    return ring_messages(D) * (alpha + bytes / static_cast<double>(D) * beta);
}

double t_doubling(i64 D, double bytes, double alpha, double beta) {
    require(D >= 1 && bytes >= 0 && alpha >= 0 && beta > 0);
    return doubling_rounds(D) * (alpha + bytes * beta);
}

Step dp_step_time(const Setup& setup, Model model) {
    const auto& [D, batch, hidden, flops_per_s, alpha, beta] = setup;
    const double ranks = static_cast<double>(D);
    require(D >= 1 && batch >= ranks && hidden > 0 && flops_per_s > 0 && alpha >= 0 && beta > 0);

    const double forward = 2 * std::floor(batch / ranks) * hidden * hidden / flops_per_s;
    if (model == Model::Book) {
        const double comm = (floor_log2(D) + 1) * (4 * hidden) * beta;
        return {forward, comm, forward / comm};
    }
    const double compute = 3 * forward, comm = t_doubling(D, 4 * hidden * hidden, alpha, beta);
    return {compute, comm, comm == 0 ? std::numeric_limits<double>::infinity() : compute / comm};
}

double crossover_bytes(i64 D, double alpha, double beta) {
    require(D >= 1 && alpha >= 0 && beta > 0);
    if (D <= 2) throw std::domain_error("crossover_bytes: with one or two ranks the ring is never faster");
    const double R = doubling_rounds(D), messages = ring_messages(D);
    return (messages - R) / (R - messages / static_cast<double>(D)) * (alpha / beta);
}
