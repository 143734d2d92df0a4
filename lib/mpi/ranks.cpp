/// @file
/// The program that runs a submission on real ranks: `mpirun -n 4 ranks TRIALS.so SUBMISSION.so`.
///
/// Rank 0 prints a line of JSON for every length. Values: |s' - s| <= gamma_{D-1} sum_r |x_r| in every entry
/// (Higham, Accuracy and Stability, section 4.2), where s is MPI_Allreduce of the same numbers in double, and
/// all ranks must have the same bits. Times: medians of interleaved rounds, of the slowest rank.

#include "bench/clock.hpp"
#include "mpi/transport.hpp"
#include "mpi/trial.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <dlfcn.h>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace {

using bench::median;

struct Trial {
    std::string name;
    mpi::SumOfFloats sum;
};

std::vector<Trial>& trials() {
    static std::vector<Trial> list;
    return list;
}

/// Different on every rank, and the same every time.
std::vector<float> numbers(int rank, int count) {
    std::mt19937 random(static_cast<unsigned>(1 + rank));
    std::normal_distribution<float> normal;
    std::vector<float> x(static_cast<std::size_t>(count));
    for (float& value : x) value = normal(random);
    return x;
}

std::vector<double> summed(const std::vector<float>& x, bool magnitudes) {
    std::vector<double> in(x.begin(), x.end()), out(x.size());
    if (magnitudes)
        for (double& value : in) value = std::fabs(value);
    MPI_Allreduce(in.data(), out.data(), static_cast<int>(in.size()), MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    return out;
}

/// The largest error as a share of its bound; 0 for an exact result.
double worst_share(const std::vector<float>& got, const std::vector<float>& x, int ranks) {
    const auto sum = summed(x, false), magnitude = summed(x, true);
    constexpr double u = 0x1p-24;
    const double gamma = (ranks - 1) * u / (1 - (ranks - 1) * u);
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = std::fabs(got[i] - sum[i]), bound = gamma * magnitude[i];
        if (error != 0) worst = std::isnan(error) ? INFINITY : std::max(worst, error / bound);
    }
    double largest = 0;
    MPI_Allreduce(&worst, &largest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    return largest;
}

bool same_on_all(const std::vector<float>& x) {
    std::vector<float> first = x;
    MPI_Bcast(first.data(), static_cast<int>(first.size()), MPI_FLOAT, 0, MPI_COMM_WORLD);
    int same = std::equal(x.begin(), x.end(), first.begin()), all = 0;
    MPI_Allreduce(&same, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    return all != 0;
}

/// Milliseconds of the slowest rank.
double milliseconds(const std::function<void()>& work) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double own = bench::milliseconds(work);
    double slowest = 0;
    MPI_Allreduce(&own, &slowest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    return slowest;
}

void run(const Trial& trial, int count, Comm& comm) {
    const auto x = numbers(comm.rank(), count);
    std::vector<double> ours, theirs;
    std::vector<float> got, reference(x.size());
    for (int round = 0; round < 5; ++round) {
        got = x;
        ours.push_back(milliseconds([&] { trial.sum(comm, got); }));
        theirs.push_back(milliseconds(
            [&] { MPI_Allreduce(x.data(), reference.data(), count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD); }));
    }
    const double share = worst_share(got, x, comm.size()), library = worst_share(reference, x, comm.size());
    const bool same = same_on_all(got);
    if (comm.rank() != 0) return;
    const nlohmann::json line = {{"function", trial.name},
                                 {"numbers", count},
                                 {"share", std::min(share, 1e300)}, // JSON knows no infinity
                                 {"library_share", library},
                                 {"same", same},
                                 {"ms", median(ours)},
                                 {"library_ms", median(theirs)}};
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
}

} // namespace

void mpi::offer(const char* name, SumOfFloats sum) { trials().push_back({name, std::move(sum)}); }

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    mpi::Transport transport(MPI_COMM_WORLD);
    Comm comm(transport);
    try {
        if (argc != 3)
            throw std::runtime_error("usage: ranks TRIALS.so SUBMISSION.so; it is started by mpirun");
        for (const int i : {2, 1})
            if (!::dlopen(argv[i], RTLD_NOW | RTLD_GLOBAL)) throw std::runtime_error(::dlerror());
        for (const auto& trial : trials())
            for (const int count : {0, 1, 3, 1000, 100'003, 1'000'000}) run(trial, count, comm);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "rank %d: %s\n", comm.rank(), error.what());
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    MPI_Finalize();
}
