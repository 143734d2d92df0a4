/// @file
/// What a message of the simulated cluster costs (docs/performance.md). Run from anywhere:
///
///     messages [rounds, 5]

#include "bench/clock.hpp"
#include "cluster/simulation.hpp"

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

using Step = void (*)(Comm& comm, int step);

void ring_step(Comm& comm, int) {
    const int D = comm.size(), rank = comm.rank();
    const float out[1] = {};
    float in[1];
    comm.sendrecv((rank + 1) % D, out, (rank + D - 1) % D, in);
}

/// For powers of two.
void doubling_step(Comm& comm, int step) {
    const int rounds = std::bit_width(static_cast<unsigned>(comm.size())) - 1;
    const int other = comm.rank() ^ 1 << step % rounds;
    const float out[1] = {};
    float in[1];
    comm.sendrecv(other, out, other, in);
}

/// In ns, with its part of starting the ranks.
double one_message(int ranks, cluster::Mode mode, Step step) {
    constexpr int steps = 1000;
    const double start = bench::cpu_now();
    cluster::run({.ranks = ranks, .mode = mode, .timeline = false}, [&](Comm& comm) {
        for (int s = 0; s < steps; ++s) step(comm, s);
    });
    return 1e9 * (bench::cpu_now() - start) / (double(steps) * ranks);
}

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
    constexpr int ranks[] = {64, 1024, 4096};
    struct Row {
        const char* name;
        Step step;
        cluster::Mode mode;
        std::vector<double> ns[3]{};
    };
    Row rows[] = {{"ring, eager", ring_step, cluster::Mode::eager},
                  {"ring, rendezvous", ring_step, cluster::Mode::rendezvous},
                  {"recursive doubling, eager", doubling_step, cluster::Mode::eager},
                  {"recursive doubling, rendezvous", doubling_step, cluster::Mode::rendezvous}};
    for (int round = 0; round < rounds; ++round) // whatever else the machine does meets all of them
        for (Row& row : rows)
            for (int i = 0; i < 3; ++i) row.ns[i].push_back(one_message(ranks[i], row.mode, row.step));
    std::puts("| ns a message | 64 ranks | 1,024 | 4,096 |\n|---|---|---|---|");
    for (const Row& row : rows)
        std::printf("| %s | %.0f | %.0f | %.0f |\n", row.name, bench::median(row.ns[0]),
                    bench::median(row.ns[1]), bench::median(row.ns[2]));
}
