#include "allreduce_doubling_calls.hpp"

#include "judge/test.hpp"

#include <bit>
#include <optional>

using namespace judge;
using cluster::Mode;
using FaultKind = cluster::Fault::Kind;

namespace {

using Size = std::size_t;
using Vectors = std::vector<std::vector<float>>;

constexpr Mode modes[] = {Mode::eager, Mode::rendezvous};
constexpr double alpha = 3, beta = 0.5; // s: times are sums and multiples of these, without rounding

// ---- a cluster of so many ranks --------------------------------------------------------------------------

/// How many ranks double, and how many are too many for that.
struct Ranks {
    Size D, P = std::bit_floor(D), surplus = D - P;
    Size doublings = Size(std::bit_width(D)) - 1;

    explicit Ranks(Size D) : D(D) {}

    bool power_of_two() const { return surplus == 0; }
    Size rounds() const { return doublings + (power_of_two() ? 0 : 2); }
    Size messages() const { return P * doublings + 2 * surplus; }
};

// ---- vectors of which a sum tells what is in it ----------------------------------------------------------

/// [r][q]: how often rank r has added the numbers of rank q.
using Counts = std::vector<std::vector<int>>;

/// A float has 24 bits: eight digits to base 8. So many ranks are counted in one entry.
constexpr Size per_entry = 8;

Size tallies(Size D) { return (D + per_entry - 1) / per_entry; }

/// At first entries of a digit for each rank: rank q has 8^(q mod 8) in entry q / 8. Then random integers, so
/// that N entries remain all in all.
Vectors numbered(Random& random, Size D, Size N) {
    Vectors x(D, std::vector<float>(N));
    for (Size q = 0; q < D; ++q) {
        x[q][q / per_entry] = std::ldexp(1.0f, int(3 * (q % per_entry)));
        for (Size i = tallies(D); i < N; ++i) x[q][i] = static_cast<float>(random.nonzero(99));
    }
    return x;
}

/// What has been added up, if all that is there is a sum of the vectors, each at most seven times.
std::optional<std::vector<int>> count_terms(const std::vector<float>& sum, const Vectors& x) {
    std::vector<int> counts;
    for (Size q = 0; q < x.size(); ++q) {
        const float tally = sum[q / per_entry];
        if (!(tally >= 0 && tally < 0x1p24f && tally == std::floor(tally))) return {};
        counts.push_back(int(unsigned(tally) >> (3 * (q % per_entry)) & 7));
    }
    for (Size i = 0; i < sum.size(); ++i) {
        double exact = 0;
        for (Size q = 0; q < x.size(); ++q) exact += counts[q] * double(x[q][i]);
        if (exact != double(sum[i])) return {};
    }
    return counts;
}

std::optional<Counts> count_terms(const Vectors& got, const Vectors& x) {
    Counts counts;
    for (const auto& sum : got) {
        const auto row = count_terms(sum, x);
        if (!row) return {};
        counts.push_back(*row);
    }
    return counts;
}

std::vector<float> sum_of(const Vectors& x) {
    std::vector<double> sum(x[0].size());
    for (const auto& one : x)
        for (Size i = 0; i < sum.size(); ++i) sum[i] += double(one[i]);
    return {sum.begin(), sum.end()};
}

// ---- what is well known and wrong ------------------------------------------------------------------------

using Row = std::vector<int>;

Row unit(Size D, Size q) {
    Row row(D);
    row[q] = 1;
    return row;
}

Row plus(Row a, const Row& b) {
    std::transform(a.begin(), a.end(), b.begin(), a.begin(), std::plus<>());
    return a;
}

/// Partners that there are not are left out.
Counts without_missing_partners(Size D) {
    Counts counts;
    for (Size r = 0; r < D; ++r) counts.push_back(unit(D, r));
    for (Size step = 1; step < D; step *= 2) {
        const Counts before = counts;
        for (Size r = 0; r < D; ++r)
            if ((r ^ step) < D) counts[r] = plus(before[r], before[r ^ step]);
    }
    return counts;
}

/// Each round a message from the rank that is 2^s before or behind, around the circle.
Counts around_the_circle(Size D, Size sign) {
    Counts counts;
    for (Size r = 0; r < D; ++r) counts.push_back(unit(D, r));
    for (Size step = 1; step < D; step *= 2) {
        const Counts before = counts;
        for (Size r = 0; r < D; ++r) counts[r] = plus(before[r], before[(r + sign * step) % D]);
    }
    return counts;
}

/// The sum over P ranks, and they have it: nobody else is in it.
bool drops_surplus(const Counts& counts, const Ranks& ranks) {
    return std::any_of(counts.begin(), counts.end(), [&](const Row& row) {
        const auto members = std::count(row.begin(), row.end(), 1);
        if (Size(members) != ranks.P || Size(std::count(row.begin(), row.end(), 0)) != ranks.surplus)
            return false;
        for (Size r = 0; r < ranks.D; ++r)
            if (row[r] == 1 && counts[r] != row) return false;
        return true;
    });
}

/// Why a rank has not the sum, from what each of them has added up.
std::vector<Known> known_sums(const Counts& counts, const Ranks& ranks) {
    const Size D = ranks.D;
    const Row all(D, 1), twice(D, 2);
    const auto rows = [&](auto holds) {
        Size n = 0;
        for (Size r = 0; r < D; ++r) n += holds(r) ? 1 : 0;
        return n;
    };
    const Size right = rows([&](Size r) { return counts[r] == all; });
    const Size own = rows([&](Size r) { return counts[r] == unit(D, r); });
    const Size others =
        rows([&](Size r) { return std::count(counts[r].begin(), counts[r].end(), 0) == i64(D) - 1; });
    const Size at_least_once = rows([&](Size r) {
        return std::all_of(counts[r].begin(), counts[r].end(), [](int n) { return n == 1 || n == 2; });
    });
    const bool surplus = !ranks.power_of_two();

    return {
        known_if(surplus && counts == without_missing_partners(D), "missing_partner", 2,
                 "Where rank ^ step is no rank, you go without a partner, and never hear of what it should "
                 "have collected. Make the number of ranks a power of two first."),
        known_if(surplus && (counts == around_the_circle(D, 1) || counts == around_the_circle(D, D - 1)),
                 "dissemination", 2,
                 "You send to rank + step and receive from rank - step, around the circle. That adds up "
                 "step after step the numbers of 1, 2, 4, … ranks, and where D is no power of two it goes "
                 "all around: the last ones are added twice."),
        known_if(!surplus && counts == Counts(D, twice), "extra_round", 1,
                 "Everything is there twice: you add what you have once more. log2 D rounds are enough, so "
                 "the last step is D / 2."),
        known_if(others == D && own < D, "overwrites", 1,
                 "A rank has the numbers of another one: what a partner sends has to be added to your own, "
                 "not to replace them."),
        known_if(surplus && drops_surplus(counts, ranks), "surplus_dropped", 2,
                 "The ranks beyond the power of two are not in the sum. Their numbers have to come in "
                 "before the first round."),
        known_if(surplus && own == ranks.surplus && right == ranks.P, "surplus_forgotten", 2,
                 "The ranks beyond the power of two still have their own numbers: when the sum is there, it "
                 "has to be sent to them."),
        known_if(surplus && at_least_once == D && right < D, "surplus_doubled", 2,
                 "The ranks beyond the power of two are in the sum twice. What they get in the end has "
                 "their numbers in it: it replaces what they have."),
        known_if(right == 1, "root_only", 1,
                 "One rank has the sum, the others have a part of it. You add towards a root; in an "
                 "all-reduce both partners add, so that all know the sum in the end.")};
}

/// Every number is divided by the number of ranks.
bool averages(const Vectors& got, const std::vector<float>& sum) {
    const auto D = double(got.size());
    for (const auto& one : got)
        for (Size i = 0; i < sum.size(); ++i)
            if (!(std::fabs(double(one[i]) * D - double(sum[i])) <= 1e-6 * std::fabs(double(sum[i]))))
                return false;
    return got.size() > 1;
}

bool no_call_does_both(const cluster::Outcome& outcome) {
    return std::all_of(outcome.ranks.begin(), outcome.ranks.end(), [](const cluster::Rank& rank) {
        return rank.rounds == rank.sent.messages + rank.received.messages;
    });
}

bool has(const cluster::Outcome& outcome, FaultKind kind) {
    return std::any_of(outcome.faults.begin(), outcome.faults.end(),
                       [&](const auto& fault) { return fault.kind == kind; });
}

/// A circle of ranks that are all in a recv: a sendrecv would have sent its part.
bool all_receive(const cluster::Outcome& outcome) {
    return std::any_of(outcome.faults.begin(), outcome.faults.end(), [&](const cluster::Fault& fault) {
        return fault.kind == FaultKind::deadlock &&
               std::all_of(fault.ranks.begin(), fault.ranks.end(), [&](int r) {
                   const auto& rank = outcome.ranks.at(Size(r));
                   return rank.rounds == rank.sent.messages + rank.received.messages + 1;
               });
    });
}

/// A message to or from the rank whose number differs in this bit and nowhere else.
bool asks_for_partner(const cluster::Outcome& outcome, Size step) {
    return std::any_of(outcome.faults.begin(), outcome.faults.end(), [&](const cluster::Fault& fault) {
        return fault.kind == FaultKind::no_such_rank && Size(fault.ranks[0] ^ fault.ranks[1]) == step;
    });
}

/// Why a run does not come to its end. `relies_on_eager`: with eager sends it does.
std::vector<Known> known_faults(const cluster::Outcome& outcome, const Ranks& ranks, bool relies_on_eager) {
    const bool two = ranks.power_of_two();
    return {
        known_if(relies_on_eager && has(outcome, FaultKind::deadlock), "send_then_recv", 2,
                 "You send, and receive afterwards. That ends well only where a send does not wait for its "
                 "receiver: here everybody waits to be received, and nobody receives. sendrecv does both "
                 "at once."),
        known_if(all_receive(outcome), "recv_first", 2,
                 "You receive, and send afterwards: everybody waits for somebody who has not sent yet. "
                 "sendrecv does both at once."),
        known_if(has(outcome, FaultKind::overlap), "in_place", 1,
                 "What arrives may not be written where you still send from: receive it into a vector of "
                 "its own, and add it to x."),
        known_if(two && asks_for_partner(outcome, ranks.D), "extra_round", 1,
                 "There are log2 D rounds, and you go on to one more: with step = D the partner would be no "
                 "rank of the cluster. The last step is D / 2."),
        known_if(!two && asks_for_partner(outcome, ranks.P), "missing_partner", 2,
                 "Where D is no power of two, rank ^ step may be no rank. Make the number of ranks a power "
                 "of two first: those that are too many hand their numbers over.")};
}

// ---- calls and checks ------------------------------------------------------------------------------------

std::string in_words(Size D, Mode mode) {
    return "With " + std::to_string(D) + (D == 1 ? " rank" : " ranks") +
           (mode == Mode::eager ? " and eager sends" : " and sends that wait for their receiver");
}

/// "x_0, x_3 and 5 more"
std::string listed(const std::vector<std::string>& terms, const std::string& between) {
    constexpr Size shown = 8;
    std::string text;
    for (Size i = 0; i < std::min(shown, terms.size()); ++i) text += (i == 0 ? "" : between) + terms[i];
    return terms.size() <= shown ? text : text + between + "… (" + std::to_string(terms.size()) + " in all)";
}

/// "x_0 + 2 x_3, without x_1, x_2"
std::string in_words(const Row& counts) {
    std::vector<std::string> terms, missing;
    for (Size q = 0; q < counts.size(); ++q) {
        const std::string name = "x_" + std::to_string(q);
        if (counts[q] == 0) missing.push_back(name);
        if (counts[q] > 0) terms.push_back((counts[q] == 1 ? "" : std::to_string(counts[q]) + " ") + name);
    }
    return (terms.empty() ? "0" : listed(terms, " + ")) +
           (missing.empty() ? "" : ", without " + listed(missing, ", "));
}

/// What rank r has, as the end of a sentence.
std::string what_is_there(const Vectors& got, const Vectors& x, const std::vector<float>& sum, Size r) {
    const auto counts = count_terms(got[r], x);
    const std::string rank = "rank " + std::to_string(r) + " ends with ";
    if (counts) return rank + in_words(*counts) + ".";
    Size i = 0;
    while (got[r][i] == sum[i]) ++i;
    return rank + printed(double(got[r][i]), 9) + " in entry " + std::to_string(i) + ", where the sum is " +
           printed(double(sum[i]), 9) + ".";
}

/// The run must come to its end; of the results only the shape is looked at.
std::optional<Summed> run(Mode mode, const Vectors& x) {
    const auto got = submit(CALL(allreduce), mode, alpha, beta, x);
    const bool complete =
        got.outcome.ranks.size() == x.size() && got.x.size() == x.size() &&
        std::all_of(got.x.begin(), got.x.end(), [&](const auto& one) { return one.size() == x[0].size(); });
    if (!expect_that(complete, "The call left no usable answer.")) return {};
    if (!expect_that(got.outcome.faults.empty(), in_words(x.size(), mode) + ": " + report(got.outcome),
                     known_faults(got.outcome, Ranks(x.size()), mode == Mode::rendezvous)))
        return {};
    return got;
}

bool expect_sum(Mode mode, const Vectors& got, const Vectors& x) {
    const auto sum = sum_of(x);
    const auto wrong = std::find_if(got.begin(), got.end(), [&](const auto& one) { return one != sum; });
    if (wrong == got.end()) return true;
    const auto counts = count_terms(got, x);
    auto mistakes = counts ? known_sums(*counts, Ranks(x.size())) : std::vector<Known>{};
    mistakes.push_back(known_if(averages(got, sum), "average", 1,
                                "Your result is the mean, the sum divided by D. All-reduce is the sum; who "
                                "wants a mean divides afterwards."));
    return expect_that(false,
                       in_words(x.size(), mode) + ", " +
                           what_is_there(got, x, sum, Size(wrong - got.begin())) +
                           " It must be the sum over all ranks.",
                       mistakes);
}

/// What integers on the ranks come to in both modes; nothing, if that is not their sum.
std::vector<Summed> summed(const Vectors& x) {
    std::vector<Summed> runs;
    for (const Mode mode : modes) {
        auto got = run(mode, x);
        if (!got || !expect_sum(mode, got->x, x)) return {};
        runs.push_back(std::move(*got));
    }
    return runs;
}

bool expect_sums(Random& random, Size D, Size N) { return !summed(numbered(random, D, N)).empty(); }

cluster::Traffic all_sent(const cluster::Outcome& outcome) {
    cluster::Traffic all;
    for (const auto& rank : outcome.ranks) {
        all.messages += rank.sent.messages;
        all.words += rank.sent.words;
    }
    return all;
}

/// Why a sum that is right takes too long.
std::vector<Known> known_delays(const cluster::Outcome& outcome, const Ranks& ranks, Size N) {
    const auto sent = all_sent(outcome);
    const i64 others = i64(ranks.D) - 1;
    return {
        known_if(sent.messages == 2 * others, "through_root", 1,
                 "You add towards one rank and send the sum back from there. While one half of the ranks "
                 "sends, the other can only wait. If both partners send, and both add, the way back is "
                 "spared."),
        known_if(sent.words == 2 * others * i64(N), "in_chunks", 1,
                 "You send x in parts. That takes fewer numbers, but more rounds, so it is for long "
                 "vectors (630_allreduce_ring). Here every message is the whole x."),
        known_if(sent.messages == i64(ranks.messages()) && no_call_does_both(outcome), "half_duplex", 2,
                 "Your messages are the right ones, but a rank sends and receives in turns. A rank can do "
                 "both at once: sendrecv takes the time of one message.")};
}

/// The sum of integers, the time that it takes and what is sent, in both modes.
bool expect_rounds(Random& random, Size D) {
    const Ranks ranks(D);
    const Size N = tallies(D) + 3;
    const double message = alpha + 4 * beta * double(N), limit = double(ranks.rounds()) * message;
    const auto count = [](auto messages, auto numbers) {
        return std::to_string(messages) + " messages with " + std::to_string(numbers) + " numbers";
    };
    const auto runs = summed(numbered(random, D, N));
    for (Size i = 0; i < runs.size(); ++i) {
        const auto& outcome = runs[i].outcome;
        const auto known = known_delays(outcome, ranks, N);
        if (!expect_that(outcome.makespan <= limit,
                         in_words(D, modes[i]) + ", the sum takes as long as " +
                             printed(outcome.makespan / message, 4) +
                             " messages of all numbers, one after "
                             "the other. " +
                             std::to_string(ranks.rounds()) + " are enough.",
                         known))
            return false;
        const auto sent = all_sent(outcome);
        if (!expect_that(sent.messages <= i64(ranks.messages()) && sent.words <= i64(ranks.messages() * N),
                         in_words(D, modes[i]) + ", you send " + count(sent.messages, sent.words) + "; " +
                             count(ranks.messages(), ranks.messages() * N) + " are enough.",
                         known))
            return false;
    }
    return !runs.empty();
}

/// Normal numbers: each rank within the bound, and all ranks with the same bits. However D numbers are added
/// up, each goes through D - 1 additions at most, so the relative error of its share is gamma_{D-1} at most.
bool expect_rounding(Random& random, Size D) {
    constexpr Size N = 61;
    Vectors x(D, std::vector<float>(N));
    for (auto& one : x)
        for (float& entry : one) entry = static_cast<float>(random.normal());
    Exact sum(1, N);
    Table magnitudes(1, N);
    for (const auto& one : x)
        for (Size i = 0; i < N; ++i) {
            sum(0, i) += double(one[i]);
            magnitudes(0, i) += std::fabs(double(one[i]));
        }
    const auto right = within(sum, scaled(judge::gamma(double(D) - 1, unit_roundoff<float>), magnitudes),
                              "gamma_{D-1} times the sum of all |x_r|");
    for (const Mode mode : modes) {
        const auto got = run(mode, x);
        if (!got) return false;
        for (Size r = 0; r < D; ++r) {
            Table row(1, N);
            std::copy(got->x[r].begin(), got->x[r].end(), row.elements.begin());
            if (!expect("x on rank " + std::to_string(r) + " of " + std::to_string(D), row, right))
                return false;
            Size i = 0;
            while (i < N && got->x[r][i] == got->x[0][i]) ++i;
            if (i == N) continue;
            return expect_that(
                false,
                in_words(D, mode) + ", entry " + std::to_string(i) + " of the sum is " +
                    printed(double(got->x[0][i]), 9) + " on rank 0, and " + printed(double(got->x[r][i]), 9) +
                    " on rank " + std::to_string(r) + ". Both are right but for rounding, yet not the same.",
                {known_if(Ranks(D).power_of_two(), "dissemination", 2,
                          "Each rank adds along a tree of its own, as it does if it sends to one rank and "
                          "receives from another. Partners that exchange what they have compute a + b and "
                          "b + a, which are equal to the last bit.")});
        }
    }
    return true;
}

} // namespace

// ---- what is tested --------------------------------------------------------------------------------------

TEST_CASE("two, four, eight or sixteen ranks have the sum, whether a send waits or not", "[points:2]") {
    Random random(seed());
    expect_sums(random, 4, 7) && expect_sums(random, 2, 4) && expect_sums(random, 8, 5) &&
        expect_sums(random, 16, 6) && expect_sums(random, 2, 1) && expect_sums(random, 8, 1);
}

TEST_CASE("so have three, five, … seventeen, although some of them are too many", "[points:2]") {
    Random random(seed());
    if (!expect_sums(random, 4, 5)) return;
    for (const Size D : {5, 3, 6, 7, 9, 10, 11, 12, 13, 14, 15, 17})
        if (!expect_sums(random, D, tallies(D) + D % 4)) return;
}

TEST_CASE("for a power of two it takes the time of log2 D messages", "[points:1]") {
    Random random(seed());
    for (const Size D : {8, 4, 2, 16, 32, 128})
        if (!expect_rounds(random, D)) return;
}

TEST_CASE("for other numbers of ranks it takes two messages more, and no rank is left out", "[points:1]") {
    Random random(seed());
    for (const Size D : {8, 7, 12, 3, 5, 9, 31, 33, 100})
        if (!expect_rounds(random, D)) return;
}

TEST_CASE("rounding stays within its bound, and all ranks have the same bits", "[points:1]") {
    Random random(seed());
    if (!expect_sums(random, 8, 5) || !expect_sums(random, 7, 5)) return;
    for (const Size D : {8, 7, 4, 13, 16})
        if (!expect_rounding(random, D)) return;
}

TEST_CASE("a rank that is alone sends nothing, and vectors may be empty", "[points:1]") {
    Random random(seed());
    if (!expect_sums(random, 8, 2) || !expect_sums(random, 5, 3) || !expect_sums(random, 1, 3)) return;
    for (const Mode mode : modes)
        for (const Size D : {4, 7, 1}) {
            const auto got = run(mode, Vectors(D));
            if (!got) return;
        }
    const auto alone = run(Mode::eager, numbered(random, 1, 3));
    if (alone)
        expect_that(alone->outcome.ranks[0].rounds == 0, "A rank that is alone makes " +
                                                             std::to_string(alone->outcome.ranks[0].rounds) +
                                                             " calls of its Comm; it has the sum already.");
}
