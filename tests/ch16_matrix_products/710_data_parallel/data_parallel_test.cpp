#include "data_parallel_calls.hpp"

#include "judge/test.hpp"

#include <numeric>
#include <optional>

using namespace judge;
using cluster::Mode;
using FaultKind = cluster::Fault::Kind;

namespace {

using Size = std::size_t;
using Vector = std::vector<double>;
using Vectors = std::vector<Vector>;
using Replicas = std::vector<Replica>;

constexpr Mode modes[] = {Mode::eager, Mode::rendezvous};

// ---- replicas --------------------------------------------------------------------------------------------

/// Replicas with equal weights of d integers, and shards of these sizes.
Replicas integers(Random& random, const std::vector<i64>& sizes, Size d) {
    const auto vector = [&] {
        Vector result(d);
        for (double& one : result) one = random.nonzero(99);
        return result;
    };
    const Vector w = vector();
    Replicas replicas;
    for (const i64 n : sizes) replicas.push_back({w, n, vector()});
    return replicas;
}

Replicas normals(Random& random, const std::vector<i64>& sizes, Size d) {
    Replicas replicas = integers(random, sizes, d);
    for (double& one : replicas[0].w) one = random.normal();
    for (Replica& replica : replicas) {
        replica.w = replicas[0].w;
        for (double& one : replica.pull) one = random.normal();
    }
    return replicas;
}

double samples(const Replicas& replicas) {
    return std::accumulate(replicas.begin(), replicas.end(), 0.0,
                           [](double n, const Replica& replica) { return n + double(replica.n); });
}

// ---- steps, right and wrong ------------------------------------------------------------------------------

/// What is subtracted from entry i of rank r's weights, divided by eta, if the gradients are g.
using Direction = std::function<double(const Replicas&, const Vectors& g, Size r, Size i)>;

/// The sum over all ranks of factor · g_r, where g_r = 0 for an empty shard.
double total(const Replicas& replicas, const Vectors& g, Size i, bool weighted) {
    double sum = 0;
    for (Size r = 0; r < g.size(); ++r) sum += (weighted ? double(replicas[r].n) : 1) * g[r][i];
    return sum;
}

double weighted_mean(const Replicas& replicas, const Vectors& g, Size, Size i) {
    return total(replicas, g, i, true) / samples(replicas);
}

/// All weights after the steps, in doubles. With integers and sizes that add up to a power of two that is
/// exact.
Vectors after(const Training& training, Replicas replicas, const Direction& direction) {
    for (Replica& replica : replicas)
        if (training.init) replica.w = replicas[0].w;
    for (i64 step = 0; step < training.steps; ++step) {
        Vectors g;
        for (const auto& [w, n, pull] : replicas) {
            g.emplace_back(w.size());
            for (Size i = 0; i < w.size() && n > 0; ++i) g.back()[i] = training.slope * w[i] - pull[i];
        }
        for (Size r = 0; r < replicas.size(); ++r)
            for (Size i = 0; i < replicas[r].w.size(); ++i)
                replicas[r].w[i] -= training.eta * direction(replicas, g, r, i);
    }
    Vectors result;
    for (const Replica& replica : replicas) result.push_back(replica.w);
    return result;
}

Table rows(const Vectors& vectors) {
    Table result(vectors.size(), vectors.empty() ? 0 : vectors[0].size());
    for (Size r = 0; r < result.rows; ++r)
        for (Size i = 0; i < result.cols; ++i) result(r, i) = vectors[r][i];
    return result;
}

std::vector<Known> known_steps(const Training& training, const Replicas& replicas) {
    const double D = double(replicas.size()), n = samples(replicas);
    const double filled = double(std::count_if(replicas.begin(), replicas.end(),
                                               [](const Replica& replica) { return replica.n > 0; }));
    const auto form = [&](const char* id, int hint, const char* says, Direction direction) {
        return known(id, hint, says, [=] { return rows(after(training, replicas, direction)); });
    };
    const auto scaled_total = [](bool weighted, double factor) {
        return Direction([=](const Replicas& all, const Vectors& g, Size, Size i) {
            return factor * total(all, g, i, weighted);
        });
    };
    const char* mean_of_means = "You take the mean of the ranks' mean gradients. A rank with three samples "
                                "counts three times as much as one with a single sample.";
    const char* sum =
        "You add the gradients up and never divide. The loss is a mean over all samples, so the "
        "sum of all n g is divided by the sum of all n.";
    const char* twice =
        "Your step is too short: you divide by the number of all samples, and then once more.";
    return {
        form("mean_of_means", 1, mean_of_means, scaled_total(false, 1 / D)),
        form("mean_of_means", 1, mean_of_means, scaled_total(false, 1 / filled)),
        form("sum", 2, sum, scaled_total(false, 1)),
        form("sum", 2, sum, scaled_total(true, 1)),
        form("divided_twice", 2, twice, scaled_total(true, 1 / n / D)),
        form("divided_twice", 2, twice, scaled_total(true, 1 / n / n)),
        form("ascends", 2, "You go along the gradient, uphill. A descent subtracts it.",
             scaled_total(true, -1 / n)),
        form("local_step", 1,
             "Each rank makes a step with the gradient of its own shard, so they drift apart. All of them "
             "need the gradient of all samples.",
             [](const Replicas&, const Vectors& g, Size r, Size i) { return g[r][i]; })};
}

/// Rank r is named in a fault as the one that has ended, while others wait for it.
bool left(const cluster::Outcome& outcome, Size r) {
    return std::any_of(outcome.faults.begin(), outcome.faults.end(), [&](const cluster::Fault& fault) {
        return fault.kind == FaultKind::left_waiting && Size(fault.ranks.back()) == r;
    });
}

/// Why a run does not come to its end.
std::vector<Known> known_faults(const Trained& got, const Replicas& replicas) {
    const auto some = [&](auto holds) {
        for (Size r = 0; r < replicas.size(); ++r)
            if (holds(r)) return true;
        return false;
    };
    return {
        known_if(some([&](Size r) { return got.refused[r] == 1 && left(got.outcome, r); }), "throws_alone", 2,
                 "One rank throws, and the others wait for it in the all-reduce, for ever. It has to tell "
                 "them before, so that all throw."),
        known_if(some([&](Size r) { return replicas[r].n == 0 && got.sums[r] == 0 && left(got.outcome, r); }),
                 "empty_leaves", 2,
                 "A rank without samples leaves at once, and the others wait for it in the all-reduce. It "
                 "takes part, with zeros, and makes the step, too.")};
}

// ---- calls and checks ------------------------------------------------------------------------------------

std::string in_words(const Training& training, const Replicas& replicas) {
    const Size D = replicas.size();
    std::string sizes;
    for (const Replica& replica : replicas) sizes += (sizes.empty() ? "" : ", ") + std::to_string(replica.n);
    return "With " + std::to_string(D) + (D == 1 ? " rank, " : " ranks, ") + "shards of " + sizes +
           (training.mode == Mode::eager ? " and eager sends" : " and sends that wait for their receiver");
}

/// A run that comes to its end, with a replica of the right length on every rank.
std::optional<Trained> run(const Training& training, const Replicas& replicas) {
    const auto got = submit(CALL(train), training, replicas);
    const Size D = replicas.size();
    bool complete = got.w.size() == D && got.sums.size() == D && got.gradients.size() == D &&
                    got.refused.size() == D && got.outcome.ranks.size() == D;
    for (Size r = 0; complete && r < D; ++r) complete = got.w[r].size() == replicas[r].w.size();
    if (!expect_that(complete, "The call left no usable answer.")) return {};
    if (!expect_that(got.outcome.faults.empty(), in_words(training, replicas) + ": " + report(got.outcome),
                     known_faults(got, replicas)))
        return {};
    return got;
}

/// A run in which nobody refuses.
std::optional<Trained> run_well(const Training& training, const Replicas& replicas) {
    auto got = run(training, replicas);
    const auto refuses = [](i32 flag) { return flag != 0; };
    if (got && !expect_that(std::none_of(got->refused.begin(), got->refused.end(), refuses),
                            in_words(training, replicas) +
                                ", std::invalid_argument is thrown, and there is nothing to refuse."))
        return {};
    return got;
}

/// That mean_grad was not called where there are no samples.
bool expect_gradients(const Training& training, const Replicas& replicas, const Trained& got) {
    for (Size r = 0; r < replicas.size(); ++r)
        if (replicas[r].n == 0 &&
            !expect_that(got.gradients[r] == 0,
                         in_words(training, replicas) + ", mean_grad is called on rank " + std::to_string(r) +
                             ", which has no sample. There it writes NaN.",
                         {known_if(true, "counts_empty", 2,
                                   "A rank without samples has no mean gradient, so do not ask for it. What "
                                   "it contributes to the sums is 0.")}))
            return false;
    return true;
}

/// Integers, of which all must come out exactly, in both modes.
bool expect_exact(Training training, const Replicas& replicas) {
    for (const Mode mode : modes) {
        training.mode = mode;
        const auto got = run_well(training, replicas);
        if (!got || !expect_gradients(training, replicas, *got)) return false;
        Table n(replicas.size(), 1), pull(replicas.size(), replicas[0].pull.size());
        for (Size r = 0; r < replicas.size(); ++r) {
            n(r, 0) = double(replicas[r].n);
            std::copy(replicas[r].pull.begin(), replicas[r].pull.end(),
                      pull.elements.begin() + i64(r * pull.cols));
        }
        Vectors before;
        for (const Replica& replica : replicas) before.push_back(replica.w);
        const Showing inputs{
            {"eta", table(training.eta)},
            {"w before, a row for each rank", rows(before)},
            {"n, a row for each rank", n},
            {"mean of the samples, a row for each rank (the gradient is w minus that)", pull}};
        if (!expect("w after " + std::to_string(training.steps) + (training.steps == 1 ? " step" : " steps") +
                        ", a row for each rank",
                    rows(got->w), exactly(rows(after(training, replicas, weighted_mean))),
                    known_steps(training, replicas)))
            return false;
    }
    return true;
}

/// Half as many ranks with the same samples: each has the shards of two neighbours.
Replicas joined(const Replicas& replicas) {
    Replicas half;
    for (Size r = 0; r < replicas.size(); r += 2) {
        const Replica &a = replicas[r], &b = replicas[r + 1];
        Replica both{a.w, a.n + b.n, a.pull};
        for (Size i = 0; i < both.pull.size(); ++i)
            both.pull[i] = (double(a.n) * a.pull[i] + double(b.n) * b.pull[i]) / double(both.n);
        half.push_back(both);
    }
    return half;
}

/// The first entry in which two replicas differ, in words; empty if all are equal to the last bit.
std::string difference(const Vectors& w) {
    for (Size r = 1; r < w.size(); ++r)
        for (Size i = 0; i < w[r].size(); ++i)
            if (!(w[r][i] == w[0][i]))
                return "entry " + std::to_string(i) + " is " + printed(w[0][i]) + " on rank 0 and " +
                       printed(w[r][i]) + " on rank " + std::to_string(r) + ".";
    return "";
}

/// From different weights on every rank. `steps` may be 0: then all must have those of rank 0.
bool expect_same_replicas(Random& random, const std::vector<i64>& sizes, i64 steps) {
    Replicas replicas = normals(random, sizes, 7);
    Vectors before;
    for (Replica& replica : replicas) {
        for (double& one : replica.w) one = random.normal();
        before.push_back(replica.w);
    }
    for (const Mode mode : modes) {
        const Training training{mode, true, steps, 1, 0.125};
        const auto got = run_well(training, replicas);
        if (!got) return false;
        const std::string differing = difference(got->w);
        const std::string when = in_words(training, replicas) +
                                 (steps == 0 ? ", after dp_init" : ", after dp_init and some steps") + ", ";
        if (!expect_that(differing.empty(), when + differing,
                         {known_if(steps == 0 && got->w == before, "unsynchronised", 1,
                                   "Every rank keeps the weights that it began with. The step may be right: "
                                   "replicas that differ at the start differ for ever. dp_init gives all of "
                                   "them the weights of rank 0.")}))
            return false;
        if (steps == 0 &&
            !expect_that(got->w[0] == before[0], when + "all replicas are equal, but not to that of rank 0."))
            return false;
    }
    return true;
}

/// Weights and constant gradients that are normal numbers. In n_r g_r / n an entry suffers two roundings, in
/// the sum D - 1, in the product with eta and in the subtraction one each: D + 3 at most, and one to spare
/// for whoever divides eta first.
bool expect_rounding(Random& random, const std::vector<i64>& sizes) {
    const Replicas replicas = normals(random, sizes, 50);
    const Size D = sizes.size(), d = replicas[0].w.size();
    const double eta = 0.1 + random.uniform(), n = samples(replicas);
    Exact right(1, d);
    Table bound(1, d);
    for (Size i = 0; i < d; ++i) {
        DoubleDouble sum = 0;
        double size = 0;
        for (const Replica& replica : replicas) {
            sum += DoubleDouble(double(replica.n)) * -replica.pull[i];
            size += double(replica.n) * std::fabs(replica.pull[i]);
        }
        right(0, i) = DoubleDouble(replicas[0].w[i]) - DoubleDouble(eta) * sum / n;
        bound(0, i) = judge::gamma(double(D) + 4) * (eta * size / n + std::fabs(replicas[0].w[i]));
    }
    for (const Mode mode : modes) {
        const Training training{mode, false, 1, 0, eta};
        const auto got = run_well(training, replicas);
        if (!got || !expect_gradients(training, replicas, *got)) return false;
        for (Size r = 0; r < D; ++r)
            if (!expect("w on rank " + std::to_string(r) + " of " + std::to_string(D), rows({got->w[r]}),
                        within(right, bound, "gamma_{D+4} (eta sum n_r |g_r| / n + |w|)")))
                return false;
        const std::string differing = difference(got->w);
        if (!expect_that(differing.empty(),
                         in_words(training, replicas) + ", after a step from equal weights " + differing))
            return false;
    }
    return true;
}

/// Every rank throws std::invalid_argument, in both modes.
bool expect_refused(const std::string& why, const Replicas& replicas, double eta) {
    for (const Mode mode : modes) {
        const Training training{mode, false, 1, 1, eta};
        const auto got = run(training, replicas);
        if (!got) return false;
        for (Size r = 0; r < replicas.size(); ++r)
            if (!expect_that(got->refused[r] == 1, in_words(training, replicas) +
                                                       ", dp_step must throw "
                                                       "std::invalid_argument on every rank " +
                                                       why + "; rank " + std::to_string(r) + " does not."))
                return false;
    }
    return true;
}

/// The samples 1, 2, 3 on one rank, and 10 on another, from w = 0 on.
const Replicas small_example{{{0}, 3, {2}}, {{0}, 1, {10}}};

constexpr Training one_step{Mode::eager, false, 1, 1, 1};

} // namespace

// ---- what is tested --------------------------------------------------------------------------------------

TEST_CASE("a step goes to the mean of all samples, not to the mean of the shards' means", "[points:2]") {
    Random random(seed());
    if (!expect_exact(one_step, small_example)) return;
    for (const auto& sizes : {std::vector<i64>{5, 3}, {1, 2, 5}, {1, 6, 4, 5}, {4}, {9, 1, 1, 2, 3}})
        if (!expect_exact({Mode::eager, false, 1, 1, 0.5}, integers(random, sizes, 6))) return;
}

TEST_CASE("step after step, four ranks do what two do, and what one does alone", "[points:1]") {
    Random random(seed());
    for (const auto& sizes : {std::vector<i64>{3, 1, 2, 2}, {3, 1, 0, 4}, {1, 7, 5, 3}}) {
        const Replicas four = integers(random, sizes, 6), two = joined(four), one = joined(two);
        for (const Replicas& replicas : {four, two, one})
            if (!expect_exact({Mode::eager, true, 7, 1, 0.25}, replicas)) return;
    }
}

TEST_CASE("a rank without samples is not asked for a gradient, and makes the step", "[points:1]") {
    Random random(seed());
    for (const auto& sizes : {std::vector<i64>{3, 1}, {3, 0, 5}, {0, 0, 4}, {0, 2}, {8, 0}, {3, 1, 0, 4, 0}})
        if (!expect_exact({Mode::eager, false, 3, 1, 0.5}, integers(random, sizes, 6))) return;
}

TEST_CASE("all replicas begin with the weights of rank 0, and never differ by a bit", "[points:1]") {
    Random random(seed());
    if (!expect_exact(one_step, small_example)) return;
    for (const Size D : {2, 5, 1, 3, 4, 8, 9}) {
        std::vector<i64> sizes(D);
        for (i64& n : sizes) n = random.integer(1, 9);
        if (!expect_same_replicas(random, sizes, 0) || !expect_same_replicas(random, sizes, 5)) return;
    }
}

TEST_CASE("rounding stays within its bound", "[points:1]") {
    Random random(seed());
    if (!expect_exact(one_step, small_example)) return;
    for (const auto& sizes : {std::vector<i64>{3, 1, 0, 5}, {7, 11}, {1, 2, 3, 4, 5, 6, 7}, {13}})
        if (!expect_rounding(random, sizes)) return;
}

TEST_CASE("a step calls the all-reduce at most twice", "[points:1]") {
    Random random(seed());
    for (const Size d : {6, 40, 1}) {
        const Replicas replicas = integers(random, {3, 1, 4}, d);
        const Training training{Mode::eager, false, 3, 1, 0.5};
        if (!expect_exact(training, replicas)) return;
        const auto got = run_well(training, replicas);
        if (!got) return;
        for (const i64 calls : got->sums)
            if (!expect_that(calls <= 2 * training.steps,
                             std::to_string(d) + " weights and " + std::to_string(training.steps) +
                                 " steps take " + std::to_string(calls) + " calls of the all-reduce.",
                             {known_if(calls > 2 * training.steps, "one_by_one", 2,
                                       "You have the numbers summed up one by one, and each call costs its "
                                       "latencies. Put them into one vector.")}))
                return;
    }
}

TEST_CASE("what makes a step impossible on one rank is refused by all", "[points:1]") {
    Random random(seed());
    if (!expect_exact(one_step, small_example)) return;
    if (!expect_exact({Mode::eager, false, 1, 1, 0.5}, integers(random, {3, 0, 5}, 6))) return;
    for (const auto& sizes : {std::vector<i64>{2, -1, 3}, {-1, 2, 7}, {8, 4, 1, -5}, {-3, 3}, {0, -2}, {-1}})
        if (!expect_refused("if one of them has a negative number of samples", integers(random, sizes, 2), 1))
            return;
    for (const auto& sizes : {std::vector<i64>{0, 0, 0}, {0}})
        if (!expect_refused("if there is no sample anywhere", integers(random, sizes, 2), 1)) return;
    for (const double eta : {0.0, -0.5, arma::datum::nan})
        if (!expect_refused("if eta is " + printed(eta), integers(random, {3, 1}, 2), eta)) return;
}
