/// @file
/// What goes in, what the MPI library does with it, and what is right.
///
/// - Sums of floats: |s' - s| <= gamma_{D-1} sum_r |x_r| in every entry (Higham, Accuracy and Stability,
///   section 4.2), where s is MPI_Allreduce of the same numbers in double.
/// - What only moves numbers has the result of the MPI library, bit for bit.
/// - Training has integers, and sizes that add up to a power of two: everything is exact in double.

#include "mpi/trials.hpp"

#include "mpi/trial.hpp"

#include <bit>
#include <random>

namespace mpi {

std::vector<Trial>& trials() {
    static std::vector<Trial> list;
    return list;
}

namespace {

const MPI_Comm world = MPI_COMM_WORLD;

int as_int(std::size_t n) { return static_cast<int>(n); }
std::size_t as_size(int n) { return static_cast<std::size_t>(n); }

/// Different on every rank, and the same every time.
std::vector<float> numbers(int rank, int count) {
    std::mt19937 random(static_cast<unsigned>(1 + rank));
    std::normal_distribution<float> normal;
    std::vector<float> x(as_size(count));
    for (float& value : x) value = normal(random);
    return x;
}

/// Of all ranks.
struct Chunks {
    std::vector<int> begins, lengths;

    Chunks(int ranks, int count) {
        const auto begin = [&](i64 r) { return static_cast<int>(r * count / ranks); };
        for (int r = 0; r < ranks; ++r) {
            begins.push_back(begin(r));
            lengths.push_back(begin(r + 1) - begin(r));
        }
    }
    template<class T> std::span<T> of(int rank, std::span<T> x) const {
        return x.subspan(as_size(begins[as_size(rank)]), as_size(lengths[as_size(rank)]));
    }
};

std::vector<double> summed(std::vector<double> x) {
    MPI_Allreduce(MPI_IN_PLACE, x.data(), as_int(x.size()), MPI_DOUBLE, MPI_SUM, world);
    return x;
}

/// Of the x of all ranks.
Right sum_of(const std::vector<float>& x, int ranks) {
    std::vector<double> values(x.begin(), x.end()), sizes(values);
    for (double& size : sizes) size = std::fabs(size);
    Right right{summed(std::move(values)), summed(std::move(sizes))};
    constexpr double u = 0x1p-24;
    const double gamma = (ranks - 1) * u / (1 - (ranks - 1) * u);
    for (double& bound : right.bounds) bound *= gamma;
    return right;
}

Right exactly(std::vector<double> values) {
    std::vector<double> bounds(values.size());
    return {std::move(values), std::move(bounds)};
}

/// The library's result.
Right as_by(const Act<float>& library, std::span<const float> in, std::size_t length) {
    std::vector<float> out(length);
    library(in, out);
    return exactly({out.begin(), out.end()});
}

template<class T> void copy(std::span<const T> from, std::span<T> to) {
    std::copy(from.begin(), from.end(), to.begin());
}

} // namespace

void all_reduce(const char* name, std::function<void(Comm&, std::span<float>)> function) {
    trials().push_back({name, "MPI_Allreduce", [function](Comm& comm, int count) {
                            const auto x = numbers(comm.rank(), count);
                            return measure<float>(
                                x, sum_of(x, comm.size()), true,
                                [&](auto in, auto out) {
                                    copy(in, out);
                                    function(comm, out);
                                },
                                [&](auto in, auto out) {
                                    MPI_Allreduce(in.data(), out.data(), count, MPI_FLOAT, MPI_SUM, world);
                                });
                        }});
}

void broadcast(const char* name, std::function<void(Comm&, std::span<float>, int)> function) {
    trials().push_back({name, "MPI_Bcast", [function](Comm& comm, int count) {
                            const auto x = numbers(comm.rank(), count);
                            const int root = comm.size() - 1;
                            const Act<float> library = [&](auto in, auto out) {
                                copy(in, out);
                                MPI_Bcast(out.data(), count, MPI_FLOAT, root, world);
                            };
                            return measure<float>(
                                x, as_by(library, x, x.size()), true,
                                [&](auto in, auto out) {
                                    copy(in, out);
                                    function(comm, out, root);
                                },
                                library);
                        }});
}

void reduce_scatter(const char* name,
                    std::function<void(Comm&, std::span<const float>, std::span<float>)> function) {
    trials().push_back({name, "MPI_Reduce_scatter", [function](Comm& comm, int count) {
                            const auto x = numbers(comm.rank(), count);
                            const Chunks chunks(comm.size(), count);
                            Right right = sum_of(x, comm.size());
                            for (auto* all : {&right.values, &right.bounds}) {
                                const auto mine = chunks.of(comm.rank(), std::span(*all));
                                *all = {mine.begin(), mine.end()};
                            }
                            return measure<float>(
                                x, right, false, [&](auto in, auto out) { function(comm, in, out); },
                                [&](auto in, auto out) {
                                    MPI_Reduce_scatter(in.data(), out.data(), chunks.lengths.data(),
                                                       MPI_FLOAT, MPI_SUM, world);
                                });
                        }});
}

void all_gather(const char* name,
                std::function<void(Comm&, std::span<const float>, std::span<float>)> function) {
    trials().push_back({name, "MPI_Allgatherv", [function](Comm& comm, int count) {
                            const auto x = numbers(comm.rank(), count);
                            const Chunks chunks(comm.size(), count);
                            const auto mine = chunks.of(comm.rank(), std::span(x));
                            const Act<float> library = [&](auto in, auto out) {
                                MPI_Allgatherv(in.data(), as_int(in.size()), MPI_FLOAT, out.data(),
                                               chunks.lengths.data(), chunks.begins.data(), MPI_FLOAT, world);
                            };
                            return measure<float>(
                                mine, as_by(library, mine, x.size()), true,
                                [&](auto in, auto out) { function(comm, in, out); }, library);
                        }});
}

// ---- training
// ----------------------------------------------------------------------------------------------

namespace {

constexpr double eta = 0.5;
constexpr int steps = 3;

/// Of very different sizes, 0 among them. All of them together are a power of two.
i64 samples_of(int rank, int ranks) {
    i64 before = 0;
    for (int r = 0; r < ranks - 1; ++r) {
        const i64 n = (r + 2) % 3;
        if (r == rank) return n;
        before += n;
    }
    return static_cast<i64>(std::bit_ceil(static_cast<std::uint64_t>(before + 1))) - before;
}

std::vector<double> integers(unsigned seed, int count) {
    std::mt19937 random(seed);
    std::vector<double> x(as_size(count));
    for (double& value : x) value = static_cast<double>(random() % 199) - 99;
    return x;
}

/// The same on the MPI library: `total` is room for the sum and its weight.
void train(std::span<double> w, const Samples& samples, std::vector<double>& total) {
    MPI_Bcast(w.data(), as_int(w.size()), MPI_DOUBLE, 0, world);
    const auto n = static_cast<double>(samples.n);
    for (int step = 0; step < steps; ++step) {
        for (std::size_t i = 0; i < w.size(); ++i) total[i] = n * (w[i] - samples.mean[i]);
        total.back() = n;
        MPI_Allreduce(MPI_IN_PLACE, total.data(), as_int(total.size()), MPI_DOUBLE, MPI_SUM, world);
        for (std::size_t i = 0; i < w.size(); ++i) w[i] -= eta * (total[i] / total.back());
    }
}

/// On one rank with all samples: each step goes to the middle between the weights and the samples' mean.
Right trained_alone(const std::vector<double>& w, const Samples& samples) {
    std::vector<double> sum(samples.mean.begin(), samples.mean.end());
    for (double& one : sum) one *= static_cast<double>(samples.n);
    sum.push_back(static_cast<double>(samples.n));
    sum = summed(std::move(sum));
    std::vector<double> values = w;
    MPI_Bcast(values.data(), as_int(values.size()), MPI_DOUBLE, 0, world);
    for (std::size_t i = 0; i < values.size(); ++i)
        for (int step = 0; step < steps; ++step) values[i] -= eta * (values[i] - sum[i] / sum.back());
    return exactly(std::move(values));
}

/// Not on the communicator of the trial's own collective operations: a rank that is missing here must not
/// meet the others there.
class SumOfDoubles {
  public:
    SumOfDoubles() { MPI_Comm_dup(world, &communicator); }
    ~SumOfDoubles() { MPI_Comm_free(&communicator); }
    SumOfDoubles(const SumOfDoubles&) = delete;
    SumOfDoubles& operator=(const SumOfDoubles&) = delete;

    void operator()(std::span<double> x) const {
        doing({Doing::summing});
        MPI_Allreduce(MPI_IN_PLACE, x.data(), as_int(x.size()), MPI_DOUBLE, MPI_SUM, communicator);
        doing({});
    }

  private:
    MPI_Comm communicator = MPI_COMM_NULL;
};

} // namespace

void training(
    const char* name,
    std::function<void(Comm&, const AllReduce&, std::span<double>, const Samples&, double, int)> function) {
    trials().push_back({name, "MPI_Allreduce", [function](Comm& comm, int count) {
                            const auto w = integers(static_cast<unsigned>(comm.rank()), count);
                            const auto mean =
                                integers(static_cast<unsigned>(comm.size() + comm.rank()), count);
                            const Samples samples{samples_of(comm.rank(), comm.size()), mean};
                            const SumOfDoubles sum;
                            const AllReduce handed = [&](Comm&, std::span<double> x) { sum(x); };
                            std::vector<double> total(w.size() + 1);
                            return measure<double>(
                                w, trained_alone(w, samples), true,
                                [&](auto in, auto out) {
                                    copy(in, out);
                                    function(comm, handed, out, samples, eta, steps);
                                },
                                [&](auto in, auto out) {
                                    copy(in, out);
                                    train(out, samples, total);
                                });
                        }});
}

} // namespace mpi
