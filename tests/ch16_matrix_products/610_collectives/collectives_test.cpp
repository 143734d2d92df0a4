#include "collectives_calls.hpp"

#include "judge/test.hpp"

#include <bit>

using namespace judge;
using arma::mat;
using cluster::Mode;

namespace {

constexpr Mode both_modes[] = {Mode::rendezvous, Mode::eager};

std::string counted(i64 n, const std::string& thing) {
    return grouped(n) + " " + thing + (n == 1 ? "" : "s");
}

/// Chunk r of N numbers: where it begins, and how long it is.
i64 begin_of(i64 r, i64 D, i64 N) { return r * N / D; }
i64 length_of(i64 r, i64 D, i64 N) { return begin_of(r + 1, D, N) - begin_of(r, D, N); }

/// The lengths of all chunks, each longer by `more`.
std::vector<i64> chunks(i64 D, i64 N, i64 more = 0) {
    std::vector<i64> lengths;
    for (i64 r = 0; r < D; ++r) lengths.push_back(length_of(r, D, N) + more);
    return lengths;
}

// ---- vectors of all ranks --------------------------------------------------------------------------------

constexpr double dirt = -777; ///< what outputs hold beforehand

/// A vector for each rank. Behind it there are numbers that must stay what they are.
class Vectors {
  public:
    Vectors(const std::string& name, const std::vector<i64>& lengths)
        : memory(name, static_cast<i64>(lengths.size()), longest(lengths) + 2, longest(lengths) + 2) {
        for (std::size_t r = 0; r < lengths.size(); ++r) {
            views.push_back(memory.part(static_cast<i64>(r), 0, 1, lengths[r]));
            std::fill_n(views[r].p, lengths[r], static_cast<float>(dirt));
        }
    }
    /// One row of `values` for each.
    Vectors(const std::string& name, const mat& values)
        : Vectors(name, std::vector<i64>(values.n_rows, static_cast<i64>(values.n_cols))) {
        for (arma::uword r = 0; r < values.n_rows; ++r)
            for (arma::uword i = 0; i < values.n_cols; ++i) views[r].p[i] = static_cast<float>(values(r, i));
    }

    const std::vector<View<float>>& rows() const { return views; }
    std::vector<CView<float>> const_rows() const { return {views.begin(), views.end()}; }

    /// A row for each rank, where all have the same length.
    Table below_each_other() const {
        Table all(views.size(), static_cast<std::size_t>(views[0].cols));
        all.elements = side_by_side().elements;
        return all;
    }
    /// All in one row, in the order of the ranks.
    Table side_by_side() const {
        Table all(1, 0);
        for (const auto& view : views) all.elements.insert(all.elements.end(), view.p, view.p + view.cols);
        all.cols = all.elements.size();
        return all;
    }

  private:
    Buffer<float> memory;
    std::vector<View<float>> views;

    static i64 longest(const std::vector<i64>& lengths) {
        return *std::max_element(lengths.begin(), lengths.end());
    }
};

/// Rank r holds digits at the decimal place r: each entry of the sum shows who is in it, and how often. From
/// rank 7 on places are shared, so that a sum is 8888888 at most; below 2^24 it has no rounding in float.
mat digits(Random& random, int D, int N) {
    mat x = arma::zeros(arma::uword(D), arma::uword(N));
    for (arma::uword r = 0; r < x.n_rows; ++r)
        for (arma::uword i = 0; i < x.n_cols; ++i) x(r, i) = random.integer(1, 4) * std::pow(10, r % 7);
    return x;
}

i64 rows(const mat& x) { return static_cast<i64>(x.n_rows); }
i64 cols(const mat& x) { return static_cast<i64>(x.n_cols); }

/// The same row for every rank.
mat for_all(i64 D, const mat& row) { return arma::repmat(row, arma::uword(D), 1); }
mat total(const mat& x) { return arma::sum(x, 0); }

// ---- runs ------------------------------------------------------------------------------------------------

/// A collective operation on D ranks, and what became of it.
struct Run {
    Mode mode;
    i64 D, N;
    cluster::Outcome outcome;
    std::vector<int> refused;
    Table result;

    Run(Mode mode, const mat& x, Ran ran, Table result)
        : mode(mode), D(static_cast<i64>(x.n_rows)), N(static_cast<i64>(x.n_cols)),
          outcome(std::move(ran.outcome)), refused(std::move(ran.refused)), result(std::move(result)) {
        if (!expect_that(outcome.ranks.size() == x.n_rows && refused.size() == x.n_rows,
                         "There is no usable answer."))
            throw CaseEnded{};
    }

    i64 sent_in_all() const {
        i64 words = 0;
        for (const auto& rank : outcome.ranks) words += rank.sent.words;
        return words;
    }
    i64 most_messages_sent() const {
        i64 most = 0;
        for (const auto& rank : outcome.ranks) most = std::max(most, rank.sent.messages);
        return most;
    }
    template<class Condition> i64 count_ranks(Condition condition) const {
        return std::count_if(outcome.ranks.begin(), outcome.ranks.end(), condition);
    }

    /// "With 4 ranks, N = 8, and rendezvous"
    std::string where() const {
        return "With " + counted(D, "rank") + ", N = " + std::to_string(N) + ", and " +
               (mode == Mode::eager ? "eager sends" : "rendezvous");
    }
};

/// x afterwards, a row for each rank.
Run broadcast_from(int root, Mode mode, const mat& x) {
    const Vectors vectors("x", x);
    auto ran = submit(CALL(run_broadcast), mode, vectors.rows(), root);
    return {mode, x, std::move(ran), vectors.below_each_other()};
}

/// All chunks of the sum in one row. Those who are to be refused get room that is too long or too short.
Run reduce_scatter_of(Mode mode, const mat& x, i64 too_long = 0) {
    const Vectors in("in", x), out("out", chunks(rows(x), cols(x), too_long));
    auto ran = submit(CALL(run_reduce_scatter), mode, in.const_rows(), out.rows());
    return {mode, x, std::move(ran), out.side_by_side()};
}

/// What all ranks have gathered, a row for each, if rank r comes with its chunk of row r of x.
Run all_gather_of(Mode mode, const mat& x, i64 too_long = 0) {
    const Vectors mine("mine", chunks(rows(x), cols(x), too_long)),
        all("all", std::vector<i64>(x.n_rows, cols(x)));
    for (i64 r = 0; r < rows(x); ++r)
        for (i64 i = 0; i < length_of(r, rows(x), cols(x)); ++i)
            if (i < mine.rows()[std::size_t(r)].cols)
                mine.rows()[std::size_t(r)].p[i] =
                    float(x(arma::uword(r), arma::uword(begin_of(r, rows(x), cols(x)) + i)));
    auto ran = submit(CALL(run_all_gather), mode, mine.const_rows(), all.rows());
    return {mode, x, std::move(ran), all.below_each_other()};
}

/// Why a run did not come to its end. Beside the known mistakes, the report speaks for itself.
/// @param again  makes the same run in another mode
bool expect_end(const Run& run, const std::function<Run(Mode)>& again) {
    const auto& faults = run.outcome.faults;
    if (faults.empty()) return true;
    const std::string report = cluster::report(run.outcome);
    const auto has_sent = [&](int rank) {
        return run.outcome.ranks.at(static_cast<std::size_t>(rank)).sent.messages > 0;
    };
    const bool deadlock = faults[0].kind == cluster::Fault::Kind::deadlock;
    const bool none_sent = deadlock && std::none_of(faults[0].ranks.begin(), faults[0].ranks.end(), has_sent);
    const bool only_here =
        deadlock && run.mode == Mode::rendezvous && again(Mode::eager).outcome.faults.empty();
    const bool refuses = std::count(run.refused.begin(), run.refused.end(), 1) > 0;
    return expect_that(
        false, run.where() + ".",
        {known_if(refuses && run.N % run.D != 0, "equal_chunks", 1,
                  report + " But the length is right. Where D does not divide N, the lengths differ: chunk r "
                           "goes from ⌊rN/D⌋ to ⌊(r + 1)N/D⌋."),
         known_if(none_sent, "recv_first", 2,
                  report + " All of them receive before they send, so nothing is ever sent. Let each step "
                           "send and receive at once, with sendrecv."),
         known_if(only_here, "send_first", 2,
                  report + " All of them send before they receive. That works if a send returns at once, and "
                           "MPI_Send may do so; here it waits until its message has been received, and "
                           "MPI_Send may do that as well. Let each step send and receive at once, with "
                           "sendrecv."),
         known_if(true, "", 0, report)});
}

// ---- broadcast -------------------------------------------------------------------------------------------

bool expect_broadcast(const Run& run, const mat& x, int root) {
    const Showing inputs{{"root", table(root)}, {"x before, a row for each rank", table(x)}};
    const auto row_of = [&](int rank) { return for_all(run.D, x.row(arma::uword(rank))); };
    return expect_end(run, [&](Mode mode) { return broadcast_from(root, mode, x); }) &&
           expect(
               "x", run.result, exactly(row_of(root)),
               {known("root_zero", 1,
                      "Every rank has the vector of rank 0, whatever the root is. Number the ranks from the "
                      "root on, and back again to send.",
                      [&] { return row_of(0); })});
}

bool expect_tree(const Run& run, int root) {
    const Showing inputs{{"root", table(root)}};
    for (std::size_t r = 0; r < run.outcome.ranks.size(); ++r) {
        const auto& received = run.outcome.ranks[r].received;
        const i64 once = static_cast<int>(r) == root ? 0 : 1;
        if (!expect_that(received.messages == once && received.words == once * run.N,
                         run.where() + ", rank " + std::to_string(r) + " receives " +
                             counted(received.messages, "message") + " with " +
                             counted(received.words, "number") +
                             "; every rank but the root receives one message, of N numbers."))
            return false;
    }
    const int rounds = std::bit_width(static_cast<unsigned>(run.D - 1)); // log2 D, rounded up
    const double most = rounds * (alpha + 4 * beta * static_cast<double>(run.N));
    const i64 sent_by_root = run.outcome.ranks[static_cast<std::size_t>(root)].sent.messages;
    return expect_that(
        run.outcome.makespan <= most,
        run.where() + ", a broadcast takes " + printed(run.outcome.makespan, 6) + " s; " +
            std::to_string(rounds) + " rounds are enough, and take " + printed(most, 6) +
            " s, with α = 1 s and β = 0.25 s.",
        {known_if(
             sent_by_root == run.D - 1, "linear_broadcast", 2,
             "Your root sends D − 1 messages, one after the other, and all others only listen. Let those "
             "who know x tell others: twice as many know it after each round."),
         known_if(run.most_messages_sent() == 1, "chain_broadcast", 2,
                  "Each of your ranks tells one other, so the last one has to wait for D − 1 messages. Who "
                  "knows x can tell another rank in every round: twice as many know it after each.")});
}

// ---- reduce-scatter and all-gather -----------------------------------------------------------------------

/// `values` has chunks of ⌊N/D⌋ numbers one after the other, and they stand at the beginning of the places
/// for the right ones. What is left of those is as it was.
mat equal_chunks_in(const mat& values, i64 D) {
    const i64 N = cols(values), length = N / D;
    mat result(1, values.n_cols, arma::fill::value(dirt));
    for (i64 r = 0; r < D; ++r)
        for (i64 i = 0; i < length; ++i)
            result(arma::uword(begin_of(r, D, N) + i)) = values(arma::uword(r * length + i));
    return result;
}

/// The other way round: the beginnings of the right chunks, without room between them.
mat equal_chunks_of(const mat& values, i64 D) {
    const i64 N = cols(values), length = N / D;
    mat result(1, values.n_cols, arma::fill::value(dirt));
    for (i64 r = 0; r < D; ++r)
        for (i64 i = 0; i < length; ++i)
            result(arma::uword(r * length + i)) = values(arma::uword(begin_of(r, D, N) + i));
    return result;
}

/// What each rank has of its own chunk beforehand, in the order of the ranks.
mat own_chunks(const mat& x) {
    mat row(1, x.n_cols);
    for (i64 r = 0; r < rows(x); ++r)
        for (i64 i = begin_of(r, rows(x), cols(x)); i < begin_of(r + 1, rows(x), cols(x)); ++i)
            row(arma::uword(i)) = x(arma::uword(r), arma::uword(i));
    return row;
}

const char* const remainder_lost = "Your chunks have N/D numbers each, rounded down. They do not reach the "
                                   "end of the vector, and most of them "
                                   "begin too early: chunk r goes from ⌊rN/D⌋ to ⌊(r + 1)N/D⌋.";

bool expect_scattered(const Run& run, const mat& x, const Expected& right) {
    const Showing inputs{{"in, a row for each rank; what they have in out stands side by side", table(x)}};
    return expect_end(run, [&](Mode mode) { return reduce_scatter_of(mode, x); }) &&
           expect(
               "out", run.result, right,
               {known("remainder_lost", 1, remainder_lost, [&] { return equal_chunks_in(total(x), run.D); }),
                known("next_chunk", 2,
                      "Rank r ends with chunk r + 1, which belongs to the next one. Let each chunk set out "
                      "one rank later: the last one that adds to chunk r has to be rank r.",
                      [&] {
                          if (run.N % run.D != 0) return mat();
                          const auto length = arma::uword(run.N / run.D);
                          const mat right = total(x);
                          return mat(arma::join_rows(right.tail_cols(right.n_cols - length),
                                                     right.head_cols(length)));
                      }),
                known("without_own", 2,
                      "What rank r has of chunk r itself is missing in the sum. In the last step it is "
                      "added to what arrives.",
                      [&] { return mat(total(x) - own_chunks(x)); })});
}

bool expect_scattered(const Run& run, const mat& x) { return expect_scattered(run, x, exactly(total(x))); }

bool expect_gathered(const Run& run, const mat& x) {
    const mat row = own_chunks(x);
    const Showing inputs{{"mine of all ranks, side by side; all has a row for each", table(row)}};
    return expect_end(run, [&](Mode mode) { return all_gather_of(mode, x); }) &&
           expect("all", run.result, exactly(for_all(run.D, row)),
                  {known("remainder_lost", 1, remainder_lost,
                         [&] { return for_all(run.D, equal_chunks_of(row, run.D)); })});
}

bool expect_cheap(const std::string& what, const Run& run, bool through_root) {
    const i64 words = (run.D - 1) * run.N, longest = (run.N + run.D - 1) / run.D;
    const double most = static_cast<double>(run.D - 1) * (alpha + 4 * beta * static_cast<double>(longest));
    const auto root = known_if(through_root, "through_root", 2,
                               "One rank gets everything and hands out the results, and the others wait for "
                               "it. On a ring all ranks send and receive as much.");
    const bool never_both = run.count_ranks([](const auto& rank) {
        return rank.rounds == rank.sent.messages + rank.received.messages;
    }) == run.D;
    return expect_that(run.most_messages_sent() < run.D,
                       run.where() + ", a rank sends " + counted(run.most_messages_sent(), "message") +
                           " in " + what + "; D − 1 are enough.",
                       {root}) &&
           expect_that(run.sent_in_all() <= words,
                       run.where() + ", the ranks send " + counted(run.sent_in_all(), "number") + " in " +
                           what + "; (D − 1)N = " + grouped(words) + " are enough.",
                       {root}) &&
           expect_that(
               run.outcome.makespan <= most,
               run.where() + ", " + what + " takes " + printed(run.outcome.makespan, 6) +
                   " s; (D − 1)(α + 4β⌈N/D⌉) = " + printed(most, 6) +
                   " s are enough, with α = 1 s and β = 0.25 s.",
               {root, known_if(never_both, "takes_turns", 2,
                               "Your ranks send and receive in turn, and never at once. No one waits "
                               "for ever, but a step takes the time of two messages or more: sendrecv "
                               "does both in the time of one.")});
}

/// A sum of D terms has D - 1 additions, in any order: Higham, section 4.2.
Expected rounded_sum(const mat& x) {
    Exact value(1, x.n_cols);
    for (arma::uword i = 0; i < x.n_cols; ++i)
        for (const double term : x.col(i)) value(0, i) += term;
    const double factor = gamma(static_cast<double>(x.n_rows) - 1, unit_roundoff<float>);
    return within(value, scaled(factor, table(total(arma::abs(x)))),
                  "gamma_{D-1} times the sum of magnitudes");
}

mat reals(Random& random, int D, int N) {
    mat x = random.normals(arma::uword(D), arma::uword(N));
    x.transform([](double value) { return double(float(value)); });
    return x;
}

// ---- bad input -------------------------------------------------------------------------------------------

bool expect_refused(const Run& run, const std::string& why) {
    for (std::size_t r = 0; r < run.refused.size(); ++r)
        if (!expect_that(run.refused[r] == 1 && run.outcome.ranks[r].sent.messages == 0,
                         run.where() + ", every rank must throw std::invalid_argument " + why +
                             ", before it sends anything. Rank " + std::to_string(r) + " does not.",
                         {}, cluster::report(run.outcome)))
            return false;
    return true;
}

struct Size {
    int D, N;
};

} // namespace

TEST_CASE("a broadcast gives every rank what the root has, whoever that is", "[points:2]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] :
             {Size{4, 4}, {5, 3}, {3, 7}, {6, 1}, {8, 2}, {9, 5}, {7, 4}, {2, 6}, {3, 0}, {1, 5}})
            for (int root = 0; root < D; ++root) {
                const mat x = digits(random, D, N);
                if (!expect_broadcast(broadcast_from(root, mode, x), x, root)) return;
            }
}

TEST_CASE("a broadcast takes log₂ D rounds, rounded up, and tells everyone once", "[points:1]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] :
             {Size{8, 10}, {5, 3}, {9, 4}, {4, 100}, {6, 2}, {7, 5}, {3, 6}, {2, 7}, {1, 3}, {300, 1}})
            for (const int root : {0, D / 2, D - 1}) {
                const mat x = digits(random, D, N);
                const Run run = broadcast_from(root, mode, x);
                if (!expect_broadcast(run, x, root) || !expect_tree(run, root)) return;
                if (D == 300 && root == 0 && mode == Mode::eager)
                    remark(
                        "Your broadcast to 300 ranks took 9 rounds. One message after the other would have "
                        "been 299.");
            }
}

TEST_CASE("after a reduce-scatter rank r has chunk r of the sum, also where chunks differ or are empty",
          "[points:1]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] : {Size{4, 4},
                                   {3, 6},
                                   {4, 10},
                                   {5, 14},
                                   {6, 41},
                                   {7, 22},
                                   {2, 5},
                                   {8, 29},
                                   {9, 30},
                                   {5, 3},
                                   {9, 1},
                                   {3, 0},
                                   {1, 4}}) {
            const mat x = digits(random, D, N);
            if (!expect_scattered(reduce_scatter_of(mode, x), x)) return;
        }
}

TEST_CASE("after an all-gather every rank has all chunks, also where they differ or are empty",
          "[points:1]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] : {Size{4, 4},
                                   {3, 6},
                                   {4, 10},
                                   {5, 14},
                                   {6, 41},
                                   {7, 22},
                                   {2, 5},
                                   {8, 29},
                                   {9, 30},
                                   {5, 3},
                                   {9, 1},
                                   {3, 0},
                                   {1, 4}}) {
            const mat x = digits(random, D, N);
            if (!expect_gathered(all_gather_of(mode, x), x)) return;
        }
}

TEST_CASE("a reduce-scatter and an all-gather make a sum of real numbers that is right to rounding",
          "[points:1]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] : {Size{4, 16}, {9, 100}, {5, 3}, {2, 7}, {33, 65}}) {
            const mat x = reals(random, D, N);
            const Run scattered = reduce_scatter_of(mode, x);
            if (!expect_scattered(scattered, x, rounded_sum(x))) return;
            // Rank r comes with its chunk.
            const mat chunks_of_sum = for_all(D, arma::rowvec(scattered.result.elements));
            if (!expect_gathered(all_gather_of(mode, chunks_of_sum), chunks_of_sum)) return;
        }
}

TEST_CASE("in a reduce-scatter and in an all-gather (D − 1)N numbers are sent, and all ranks work at once",
          "[points:1]") {
    Random random(seed());
    for (const Mode mode : both_modes)
        for (const auto& [D, N] : {Size{4, 8}, {5, 14}, {8, 100}, {9, 30}, {3, 2}, {2, 7}, {1, 4}}) {
            const mat x = digits(random, D, N);
            const i64 everything = (D - 1) * N;
            const Run scattered = reduce_scatter_of(mode, x);
            const bool at_one = scattered.count_ranks(
                                    [&](const auto& rank) { return rank.received.words == everything; }) == 1;
            if (!expect_scattered(scattered, x) || !expect_cheap("a reduce-scatter", scattered, at_one))
                return;
            const Run gathered = all_gather_of(mode, x);
            const bool from_one =
                gathered.count_ranks([&](const auto& rank) { return rank.sent.words == everything; }) == 1;
            if (!expect_gathered(gathered, x) || !expect_cheap("an all-gather", gathered, from_one)) return;
        }
}

TEST_CASE("a root that there is not, and lengths that are not those of the chunks, are refused",
          "[points:1]") {
    Random random(seed());
    for (const Mode mode : both_modes) {
        for (const auto& [D, N] : {Size{4, 8}, {4, 10}}) {
            const mat x = digits(random, D, N);
            for (const int root : {0, D - 1})
                if (!expect_broadcast(broadcast_from(root, mode, x), x, root)) return;
            if (!expect_scattered(reduce_scatter_of(mode, x), x)) return;
            if (!expect_gathered(all_gather_of(mode, x), x)) return;
            for (const int root : {D, -1, D + 9})
                if (!expect_refused(broadcast_from(root, mode, x), "if the root is " + std::to_string(root)))
                    return;
            for (const i64 too_long : {1, -1}) {
                const std::string by_one = too_long > 0 ? " is too long by 1" : " is too short by 1";
                if (!expect_refused(reduce_scatter_of(mode, x, too_long), "if out" + by_one)) return;
                if (!expect_refused(all_gather_of(mode, x, too_long), "if mine" + by_one)) return;
            }
        }
        if (!expect_refused(broadcast_from(1, mode, digits(random, 1, 3)), "if the root is 1")) return;
    }
}
