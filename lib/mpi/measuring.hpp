#pragma once
/// @file
/// One length of vectors on real ranks: values, and time beside the MPI library's.

#include "bench/clock.hpp"
#include "mpi/last_words.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <mpi.h>
#include <span>
#include <vector>

namespace mpi {

/// What a rank is to come out with, and how far off each entry may be.
struct Right {
    std::vector<double> values, bounds;
};

/// Makes `out` of `in`, together with the other ranks.
template<class T> using Act = std::function<void(std::span<const T> in, std::span<T> out)>;

/// The same on every rank.
struct Measured {
    double share = 0; ///< the largest error, as a share of its bound; 0 for an exact result
    bool same = true; ///< whether all ranks have the same bits
    double ms = 0;    ///< of the submission's: the median of the rounds, in each the slowest rank
    double library_ms = 0;
};

/// The largest of the ranks' values.
inline double largest(double own) {
    double all = 0;
    MPI_Allreduce(&own, &all, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    return all;
}

/// Milliseconds of the slowest rank.
inline double milliseconds(const std::function<void()>& work) {
    MPI_Barrier(MPI_COMM_WORLD);
    return largest(bench::milliseconds(work));
}

template<class T> double worst_share(std::span<const T> got, const Right& right) {
    double worst = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double error = std::fabs(got[i] - right.values[i]);
        if (error != 0) // not a number is no right answer
            worst = std::isnan(error) ? std::numeric_limits<double>::max()
                                      : std::max(worst, error / right.bounds[i]);
    }
    return std::min(largest(worst), std::numeric_limits<double>::max()); // JSON knows no infinity
}

/// Only where all ranks are to have the same numbers.
template<class T> bool same_on_all(std::span<const T> got) {
    std::vector<T> first(got.begin(), got.end());
    MPI_Bcast(first.data(), static_cast<int>(first.size() * sizeof(T)), MPI_BYTE, 0, MPI_COMM_WORLD);
    return largest(std::equal(got.begin(), got.end(), first.begin()) ? 0 : 1) == 0;
}

/// Submission and library take turns; the submission's last result counts.
template<class T> Measured measure(std::span<const T> in, const Right& right, bool for_all_the_same,
                                   const Act<T>& submission, const Act<T>& library) {
    constexpr int rounds = 5;
    const std::vector<T> nothing(right.values.size(), std::numeric_limits<T>::quiet_NaN());
    std::vector<T> got, reference;
    std::vector<double> ms, library_ms;
    for (int round = 0; round < rounds; ++round) {
        got = reference = nothing;
        ms.push_back(milliseconds([&] {
            const Watch watch;
            submission(in, got);
        }));
        all_back();
        library_ms.push_back(milliseconds([&] { library(in, reference); }));
    }
    const std::span<const T> result(got);
    return {worst_share(result, right), !for_all_the_same || same_on_all(result), bench::median(ms),
            bench::median(library_ms)};
}

} // namespace mpi
