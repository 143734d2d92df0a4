#include "allreduce_ring_calls.hpp"

#include "judge/test.hpp"

using namespace judge;
using arma::mat;
using cluster::Mode;

namespace {

constexpr Mode both_modes[] = {Mode::rendezvous, Mode::eager};

/// All vectors, a row for each rank, and what became of them.
struct Run {
    Mode mode;
    mat x;
    Table result;
    cluster::Outcome outcome;

    int D() const { return static_cast<int>(x.n_rows); }
    i64 N() const { return static_cast<i64>(x.n_cols); }
    i64 longest_chunk() const { return (N() + D() - 1) / D(); }

    i64 sent_in_all() const {
        i64 sum = 0;
        for (const auto& rank : outcome.ranks) sum += rank.sent.words;
        return sum;
    }
    const cluster::Rank& busiest() const {
        return *std::max_element(outcome.ranks.begin(), outcome.ranks.end(),
                                 [](const auto& a, const auto& b) { return a.sent.words < b.sent.words; });
    }
    template<class Condition> bool all_ranks(Condition condition) const {
        return std::all_of(outcome.ranks.begin(), outcome.ranks.end(), condition);
    }

    /// "With 4 ranks, vectors of 8 numbers, and rendezvous"
    std::string where() const {
        return "With " + std::to_string(D()) + (D() == 1 ? " rank" : " ranks") + ", vectors of " +
               std::to_string(N()) + (N() == 1 ? " number" : " numbers") + ", and " +
               (mode == Mode::eager ? "eager sends" : "rendezvous");
    }
};

/// Behind each rank's vector there are numbers that must stay what they are.
Run run(Mode mode, const mat& x) {
    const auto D = static_cast<i64>(x.n_rows), N = static_cast<i64>(x.n_cols);
    Buffer<float> memory("x", D, N + 2, N + 2);
    const View<float> view = memory.part(0, 0, D, N);
    for (i64 r = 0; r < D; ++r)
        for (i64 i = 0; i < N; ++i) view(r, i) = static_cast<float>(x(arma::uword(r), arma::uword(i)));
    auto outcome = submit(CALL(run_allreduce_ring), mode, view);
    if (!expect_that(outcome.ranks.size() == x.n_rows, "There is no usable answer.")) throw CaseEnded{};
    return {mode, x, table(view), std::move(outcome)};
}

// ---- vectors ---------------------------------------------------------------------------------------------

/// Rank r holds digits at the decimal place r: each entry of the sum shows who is in it, and how often. From
/// rank 7 on places are shared, so that a sum is 8888888 at most; below 2^24 it has no rounding in float.
mat digits(Random& random, int D, int N) {
    mat x = arma::zeros(arma::uword(D), arma::uword(N));
    for (arma::uword r = 0; r < x.n_rows; ++r)
        for (arma::uword i = 0; i < x.n_cols; ++i) x(r, i) = random.integer(1, 4) * std::pow(10, r % 7);
    return x;
}

mat reals(Random& random, int D, int N) {
    mat x = random.normals(arma::uword(D), arma::uword(N));
    x.transform([](double value) { return double(float(value)); });
    return x;
}

/// The same row for every rank.
mat for_all(const mat& x, const mat& row) { return arma::repmat(row, x.n_rows, 1); }
mat sum_for_all(const mat& x) { return for_all(x, arma::sum(x, 0)); }

// ---- what is well known and wrong ------------------------------------------------------------------------

enum class Gather { missing, adding, with_own_first };

/// What a ring leaves behind with a mistake in its second half.
mat ring(mat x, Gather mistake) {
    const int D = static_cast<int>(x.n_rows), N = static_cast<int>(x.n_cols);
    /// Every rank r takes chunk r + shift from the one before it.
    const auto step = [&](int shift, bool adding) {
        const mat before = x;
        for (int r = 0; r < D; ++r) {
            const int c = (r + shift + D) % D;
            for (int i = c * N / D; i < (c + 1) * N / D; ++i)
                x(arma::uword(r), arma::uword(i)) = before(arma::uword((r + D - 1) % D), arma::uword(i)) +
                                                    (adding ? before(arma::uword(r), arma::uword(i)) : 0);
        }
    };
    for (int s = 0; s < D - 1; ++s) step(-s - 1, true);
    if (mistake == Gather::missing) return x;
    for (int s = 0; s < D - 1; ++s)
        step(mistake == Gather::with_own_first ? -s - 1 : -s, mistake == Gather::adding);
    return x;
}

/// The sum where chunks of ⌊N/D⌋ entries reach, and x as it was behind them.
mat without_remainder(const mat& x) {
    const arma::uword reached = x.n_cols / x.n_rows * x.n_rows;
    mat result = sum_for_all(x);
    result.tail_cols(x.n_cols - reached) = x.tail_cols(x.n_cols - reached);
    return result;
}

std::vector<Known> wrong_sums(const Run& run) {
    std::vector<Known> mistakes{
        known("average", 1,
              "Your x is the sum divided by D, a mean over the ranks. The sum itself is asked for: who wants "
              "a mean divides afterwards, and often by something else than D.",
              [&] { return mat(sum_for_all(run.x) / run.D()); }),
        known("no_gather", 2,
              "Each rank has one complete chunk, and what passed through it in the others. The second half "
              "of the ring is missing, in which the complete chunks go round.",
              [&] { return ring(run.x, Gather::missing); }),
        known("gather_adds", 2,
              "What arrives in your all-gather is added to what is there. It is complete already: it takes "
              "the place of the old chunk.",
              [&] { return ring(run.x, Gather::adding); }),
        known("gathers_own_first", 2,
              "Chunk c is what rank c had of it at the beginning. Your all-gather sets out with chunk r from "
              "rank r; the one that is complete there is chunk r + 1.",
              [&] { return ring(run.x, Gather::with_own_first); })};
    if (run.busiest().sent.messages > 0) // or nothing was done at all
        mistakes.push_back(known("lost_remainder", 1,
                                 "The last entries are left as they were: D chunks of N/D, rounded down, do "
                                 "not reach the end of x. "
                                 "Let chunk c end where chunk c + 1 begins, at ⌊(c + 1)N/D⌋.",
                                 [&] { return without_remainder(run.x); }));
    return mistakes;
}

/// Right sums in the wrong way. With two ranks they cost as much as the ring.
Known whole_vectors(const Run& run) {
    const i64 all_of_x = (run.D() - 1) * run.N();
    const bool met =
        run.D() > 2 && run.all_ranks([&](const auto& rank) { return rank.sent.words == all_of_x; });
    return known_if(met, "whole_vectors", 2,
                    "Every rank sends (D − 1)N numbers: your vectors travel as a whole, to be added up D "
                    "times, by each rank in an order of its own. Send chunks: each is added up once, and the "
                    "sum is shared.");
}

Known through_root(const Run& run) {
    const i64 all_others = (run.D() - 1) * run.N();
    const bool met = run.D() > 2 && run.N() > 0 && run.busiest().sent.words == all_others &&
                     run.sent_in_all() == 2 * all_others;
    return known_if(met, "through_root", 1,
                    "One rank sends (D − 1)N numbers, and each of the others sends it N: everything goes "
                    "through that rank, and the others wait for it. In a ring all have the same to do.");
}

// ---- checks ----------------------------------------------------------------------------------------------

/// Why a run did not come to its end. Beside the known mistakes, the report speaks for itself.
bool expect_end(const Run& stuck) {
    const auto& faults = stuck.outcome.faults;
    if (faults.empty()) return true;
    const std::string report = cluster::report(stuck.outcome);
    const auto has_sent = [&](int rank) {
        return stuck.outcome.ranks.at(static_cast<std::size_t>(rank)).sent.messages > 0;
    };
    const bool deadlock = faults[0].kind == cluster::Fault::Kind::deadlock;
    const bool none_sent = deadlock && std::none_of(faults[0].ranks.begin(), faults[0].ranks.end(), has_sent);
    const bool only_here =
        deadlock && stuck.mode == Mode::rendezvous && run(Mode::eager, stuck.x).outcome.faults.empty();
    return expect_that(
        false, stuck.where() + ".",
        {known_if(none_sent, "recv_first", 2,
                  report + " All of them receive before they send, so nothing is ever sent. Let each step "
                           "send and receive at once, with sendrecv."),
         known_if(only_here, "send_then_recv", 2,
                  report + " All of them send before they receive. That works if a send returns at once, and "
                           "MPI_Send may do so; here it waits until its message has been received, and "
                           "MPI_Send may do that as well. Let each step send and receive at once, with "
                           "sendrecv."),
         known_if(true, "", 0, report)});
}

bool expect_result(const Run& run, const Expected& right) {
    const Showing inputs{{"x before, a row for each rank", table(run.x)}};
    return expect_end(run) && expect("x", run.result, right, wrong_sums(run));
}

bool expect_sum(const Run& run) { return expect_result(run, exactly(sum_for_all(run.x))); }

/// A sum of D terms has D - 1 additions, in any order: Higham, section 4.2.
Expected rounded_sum(const mat& x) {
    Exact value(x.n_rows, x.n_cols);
    for (arma::uword i = 0; i < x.n_cols; ++i) {
        DoubleDouble sum;
        for (const double term : x.col(i)) sum += term;
        for (arma::uword r = 0; r < x.n_rows; ++r) value(r, i) = sum;
    }
    const mat magnitudes = sum_for_all(arma::abs(x));
    const double factor = gamma(static_cast<double>(x.n_rows) - 1, unit_roundoff<float>);
    return within(value, scaled(factor, table(magnitudes)), "gamma_{D-1} times the sum of magnitudes");
}

bool expect_same_bits(const Run& run) {
    const Table& x = run.result;
    for (std::size_t r = 1; r < x.rows; ++r)
        for (std::size_t i = 0; i < x.cols; ++i)
            if (x(r, i) != x(0, i))
                return expect_that(false,
                                   run.where() + ", entry " + std::to_string(i) + " of the sum is " +
                                       printed(x(0, i), 9) + " on rank 0 and " + printed(x(r, i), 9) +
                                       " on rank " + std::to_string(r) +
                                       ". Both are near enough, but all ranks must have the same bits.",
                                   {whole_vectors(run)});
    return true;
}

bool expect_few_words(const Run& run) {
    const i64 all = 2 * (run.D() - 1) * run.N(), share = 2 * (run.D() - 1) * run.longest_chunk();
    if (!expect_that(run.sent_in_all() == all,
                     run.where() + ", your ranks send " + grouped(run.sent_in_all()) +
                         " numbers in all; the ring sends 2(D − 1)N = " + grouped(all) + ".",
                     {whole_vectors(run)}))
        return false;
    const auto& busiest = run.busiest();
    return expect_that(busiest.sent.words <= share,
                       run.where() + ", rank " + std::to_string(&busiest - run.outcome.ranks.data()) +
                           " sends " + grouped(busiest.sent.words) +
                           " numbers; 2(D − 1)⌈N/D⌉ = " + grouped(share) + " are enough for each.",
                       {through_root(run)});
}

/// The next rank for all, or the previous one for all.
bool expect_one_neighbour(const Run& run) {
    const int D = run.D();
    for (const int step : {1, D - 1})
        if (std::all_of(run.outcome.timeline.begin(), run.outcome.timeline.end(),
                        [&](const auto& message) { return message.to == (message.from + step) % D; }))
            return true;
    return expect_that(false, run.where() +
                                  ", not all messages go from a rank to the next one: your messages "
                                  "do not go around a ring.");
}

bool expect_time(const Run& run) {
    const double most = 2 * (run.D() - 1) * (alpha + 4 * beta * static_cast<double>(run.longest_chunk()));
    const bool takes_turns = run.all_ranks(
        [](const auto& rank) { return rank.rounds == rank.sent.messages + rank.received.messages; });
    return expect_that(
        run.outcome.makespan <= most,
        run.where() + ", your ranks are ready after " + printed(run.outcome.makespan, 6) +
            " s; 2(D − 1)(α + 4β⌈N/D⌉) = " + printed(most, 6) + " s are enough, with α = 1 s and β = 0.25 s.",
        {through_root(run), whole_vectors(run),
         known_if(takes_turns, "takes_turns", 2,
                  "Your ranks send and receive in turn, and never at once. No one waits for ever, but every "
                  "step takes the time of two messages or more: sendrecv does both in the time of one.")});
}

struct Size {
    int D, N;
};

void expect_sums(Mode mode, Random& random) {
    for (const auto& [D, N] :
         {Size{4, 4}, {3, 4}, {4, 10}, {5, 14}, {6, 41}, {7, 22}, {2, 5}, {8, 29}, {9, 30}})
        if (!expect_sum(run(mode, digits(random, D, N)))) return;
}

} // namespace

TEST_CASE("with eager sends every rank ends with the sum", "[points:2]") {
    Random random(seed());
    expect_sums(Mode::eager, random);
}

TEST_CASE("with rendezvous, where a send waits until it is received, every rank does too", "[points:1]") {
    Random random(seed());
    expect_sums(Mode::rendezvous, random);
}

TEST_CASE("vectors may be shorter than the ring, and empty, and a ring may have a single rank",
          "[points:1]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] :
             {Size{4, 3}, {5, 1}, {9, 2}, {8, 7}, {3, 0}, {9, 0}, {1, 6}, {1, 0}, {2, 1}})
            if (!expect_sum(run(mode, digits(random, D, N)))) return;
}

TEST_CASE("the sum of real numbers is right to rounding, with the same bits on every rank", "[points:1]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] : {Size{4, 32}, {9, 100}, {5, 3}, {2, 7}, {33, 65}, {1, 5}}) {
            const Run reached = run(mode, reals(random, D, N));
            if (!expect_result(reached, rounded_sum(reached.x)) || !expect_same_bits(reached)) return;
        }
}

TEST_CASE("2(D − 1)N numbers are sent in all, none by one rank for the others, all to one neighbour",
          "[points:2]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] : {Size{4, 8}, {4, 10}, {8, 1000}, {9, 100}, {5, 3}, {3, 16}, {2, 7}}) {
            const Run reached = run(mode, digits(random, D, N));
            if (!expect_sum(reached) || !expect_few_words(reached) || !expect_one_neighbour(reached)) return;
        }
}

TEST_CASE("a ring takes the time of 2(D − 1) chunks, one after the other", "[points:1]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] : {Size{4, 8}, {8, 3}, {5, 14}, {9, 100}, {2, 7}, {8, 1}, {8, 1000}}) {
            const Run reached = run(mode, digits(random, D, N));
            if (!expect_sum(reached) || !expect_time(reached)) return;
            if (D == 8 && N != 3 && mode == Mode::eager)
                remark(reached.where() + ", α = 1 s and 4β = 1 s, your ring takes " +
                       printed(reached.outcome.makespan, 6) + " s. Recursive doubling would take " +
                       printed(3 * (1.0 + N), 6) + " s, and one rank that adds up for all " +
                       printed(14 * (1.0 + N), 6) + " s.");
        }
    remark("2(D − 1) messages of N/D numbers, or log₂ D of N: the ring wins if vectors are long, recursive "
           "doubling if they are short. \"All-reduce takes O(log D)\" is about the second (erratum E22).");
}
