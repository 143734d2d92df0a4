#pragma once
/// @file
/// Rounds on a problem: new inputs, the submission, the library; and whether both say the same.

#include "bench/bench.hpp"

#include <random>
#include <string>
#include <vector>

namespace bench {

/// What the outputs hold, each as numbers in its order.
using Result = std::vector<std::vector<double>>;

/// The rounds that were done on one problem.
class Rounds {
  public:
    Rounds(Problem& problem, std::mt19937_64& random) : problem(problem), random(random) {}

    /// One more, with new inputs. They are written right before either call, so both find the caches alike.
    void next();

    int count() const { return static_cast<int>(submission.times.size()); }
    double submission_seconds() const; ///< the median
    double library_seconds() const;

    /// The entry in which both differ most in the last round, in words, if by more than they may; otherwise
    /// empty.
    std::string difference() const;

  private:
    struct Side {
        std::vector<double> times;
        Result last;
    };

    Problem& problem;
    std::mt19937_64& random;
    Side submission, library;

    void let(const std::function<void()>& call, Side& side, std::uint64_t seed);
};

/// One round in which the submission's call is made by `enter`. Returns the difference, as above.
std::string one_round(Problem& problem, std::uint64_t seed,
                      const std::function<void(const std::function<void()>&)>& enter);

} // namespace bench
