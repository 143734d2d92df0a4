#include "comm_model.hpp"

#include "judge/test.hpp"

#include <bit>
#include <cstdio>

using namespace judge;

namespace {

// ---- what is right ---------------------------------------------------------------------------------------

int floor_log2(i64 D) { return std::bit_width(std::uint64_t(D)) - 1; }
bool power_of_two(i64 D) { return std::has_single_bit(std::uint64_t(D)); }
int doubling_rounds(i64 D) { return floor_log2(D) + (power_of_two(D) ? 0 : 2); }

/// Messages of a ring, one after the other; exact, as D is far below 2^52.
double ring_messages(i64 D) { return 2 * double(D - 1); }

struct Network {
    double alpha, beta;
};

DoubleDouble ring(i64 D, DoubleDouble bytes, Network network) {
    const DoubleDouble messages = ring_messages(D);
    return messages * network.alpha + messages / double(D) * bytes * network.beta;
}

DoubleDouble doubling(double rounds, DoubleDouble bytes, Network network) {
    return DoubleDouble(rounds) * (DoubleDouble(network.alpha) + bytes * network.beta);
}

DoubleDouble crossover(i64 D, double rounds, Network network) {
    const DoubleDouble messages = ring_messages(D);
    return (messages - rounds) / (DoubleDouble(rounds) - messages / double(D)) * network.alpha / network.beta;
}

/// At most 16 roundings. All terms are positive, so errors of terms are not amplified, and none of the
/// formulas takes more than 13 operations: 5 for `compute`, 7 for `comm`, one for their ratio. The crossover
/// has a difference, of R and q = 2 (D - 1) / D, and a relative error of q is amplified by q / (R - q): by 3
/// if D = 4, where q is exact, and by less than 2 otherwise. q takes two roundings, the rest five.
Expected rounded(DoubleDouble right) {
    Exact value(1, 1);
    value(0, 0) = right;
    return within(value, Table(1, 1, judge::gamma(16) * std::fabs(double(right))),
                  "gamma_16 times the exact value");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

/// A result that is well known and wrong.
struct Mistake {
    std::string id;
    int hint;
    std::string says;
    double value;
};
using Mistakes = std::vector<Mistake>;

/// The mistakes whose value this is; times differ by orders of magnitude, so they are compared relatively.
bool expect_number(const std::string& name, double got, DoubleDouble right, const Mistakes& mistakes) {
    const auto equal = [](double a, double b) { return std::fabs(a - b) <= 1e-9 * std::fabs(b); };
    std::vector<Known> known;
    for (const auto& [id, hint, says, value] : mistakes)
        known.push_back(known_if(equal(got, value) && !equal(double(right), value), id, hint, says));
    return expect(name, got, rounded(right), known);
}

const std::string is_bits =
    "You count 8 bits for a byte. β is seconds for each byte, and sizes are in bytes, too.";
const std::string is_no_alpha = "α is missing: every message takes it, however short it is.";
const std::string is_integer_division =
    "2(D - 1)/D was divided as integers, where nothing remains of what comes after the point.";

/// The rounds of whoever takes D for another number than it is.
Mistakes wrong_rounds(i64 D, const std::function<double(double rounds)>& result) {
    const int floor = floor_log2(D);
    if (power_of_two(D))
        return {{"extra_round", 1,
                 "You count one round too many: for a power of two there are log2 D, and none at all if "
                 "D = 1.",
                 result(floor + 1)}};
    const std::string says = "D is no power of two. The ranks that are too many hand their numbers over "
                             "before, and get the sum after: that makes two rounds more than floor(log2 D).";
    return {{"no_surplus", 1, says, result(floor)}, {"no_surplus", 1, says, result(floor + 1)}};
}

// ---- calls and checks ------------------------------------------------------------------------------------

bool expect_ring(i64 D, double bytes, Network network) {
    const auto [alpha, beta] = network;
    const Showing inputs{
        {"D", table(D)}, {"bytes", table(bytes)}, {"alpha", table(alpha)}, {"beta", table(beta)}};
    const double messages = ring_messages(D), ranks = double(D), sent = messages / ranks * bytes * beta;
    return expect_number(
        "the time of the ring", submit(CALL(t_ring), D, bytes, alpha, beta), ring(D, bytes, network),
        {{"no_alpha", 1, is_no_alpha, sent},
         {"bits", 1, is_bits, messages * alpha + 8 * sent},
         {"one_way", 1,
          "You count D - 1 messages. Those make each rank know a D-th of the sum; as many "
          "again are needed until all know all of it.",
          (messages * alpha + sent) / 2},
         {"whole_vector", 1, "You let each message have all the bytes. In a ring it has a D-th of them.",
          messages * (alpha + bytes * beta)},
         {"integer_division", 1, is_integer_division, messages * alpha + bytes * beta},
         {"integer_division", 1, is_integer_division, messages * alpha}});
}

bool expect_doubling(i64 D, double bytes, Network network) {
    const auto [alpha, beta] = network;
    const Showing inputs{
        {"D", table(D)}, {"bytes", table(bytes)}, {"alpha", table(alpha)}, {"beta", table(beta)}};
    const double R = doubling_rounds(D);
    auto mistakes = wrong_rounds(D, [=](double rounds) { return double(doubling(rounds, bytes, network)); });
    mistakes.push_back({"no_alpha", 1, is_no_alpha, R * bytes * beta});
    mistakes.push_back({"bits", 1, is_bits, R * (alpha + 8 * bytes * beta)});
    return expect_number("the time of recursive doubling", submit(CALL(t_doubling), D, bytes, alpha, beta),
                         doubling(R, bytes, network), mistakes);
}

bool expect_crossover(i64 D, Network network) {
    const auto [alpha, beta] = network;
    const Showing inputs{{"D", table(D)}, {"alpha", table(alpha)}, {"beta", table(beta)}};
    const auto value = [=](double rounds) { return double(crossover(D, rounds, network)); };
    const double R = doubling_rounds(D), messages = ring_messages(D);
    auto mistakes = wrong_rounds(D, value);
    mistakes.push_back({"bits", 1, is_bits, value(R) / 8});
    mistakes.push_back({"crossover_inverted", 2,
                        "You have β/α where α/β belongs: the dearer a message, the longer doubling wins.",
                        value(R) * beta / alpha * beta / alpha});
    for (const double quotient : {1.0, 0.0})
        mistakes.push_back(
            {"integer_division", 1, is_integer_division, (messages - R) / (R - quotient) * alpha / beta});
    return expect_number("the crossover", submit(CALL(crossover_bytes), D, alpha, beta),
                         crossover(D, R, network), mistakes);
}

DoubleDouble compute_time(const Setup& setup, Model model, double samples) {
    const DoubleDouble flops =
        DoubleDouble(model == Model::Book ? 2 : 6) * samples * setup.hidden * setup.hidden;
    return flops / setup.flops_per_s;
}

bool expect_compute(const Setup& setup, Model model, double got) {
    const double samples = std::floor(setup.batch / double(setup.D));
    const auto value = [&](Model which, double n) { return double(compute_time(setup, which, n)); };
    Mistakes mistakes{{"full_batch", 2, "You let each rank compute the whole batch. It has a D-th of it.",
                       value(model, setup.batch)},
                      {"parts_of_samples", 2,
                       "You let each rank have batch/D samples, with a fraction. It has floor(batch/D).",
                       value(model, setup.batch / double(setup.D))}};
    if (model == Model::Corrected)
        mistakes.push_back({"forward_only", 2,
                            "You count the way forward only. Going back takes two products more.",
                            value(Model::Book, samples)});
    else
        mistakes.push_back(
            {"book_corrected", 2,
             "That is right, but Model::Book asks for the book's formula, which leaves the way "
             "back out.",
             value(Model::Corrected, samples)});
    return expect_number("compute", got, compute_time(setup, model, samples), mistakes);
}

bool expect_book_comm(const Setup& setup, double got) {
    const double rounds = floor_log2(setup.D) + 1, h = setup.hidden, alpha = setup.alpha, beta = setup.beta;
    const std::string corrected =
        "Model::Book asks for the book's formula, mistakes included: floor(log2 D) + 1 rounds of 4 hidden "
        "bytes, without α.";
    return expect_number("comm", got, DoubleDouble(rounds) * 4 * h * beta,
                         {{"bits", 1, is_bits, rounds * 32 * h * beta},
                          {"book_corrected", 2, corrected, rounds * 4 * h * h * beta},
                          {"book_corrected", 2, corrected, rounds * (alpha + 4 * h * beta)},
                          {"book_corrected", 2, corrected, doubling_rounds(setup.D) * 4 * h * beta}});
}

bool expect_corrected_comm(const Setup& setup, double got) {
    const Network network{setup.alpha, setup.beta}, free{0, setup.beta};
    const double h = setup.hidden, bytes = 4 * h * h;
    const auto value = [&](double size, Network which) { return double(ring(setup.D, size, which)); };
    const double messages = ring_messages(setup.D), latency = messages * setup.alpha;
    Mistakes mistakes{
        {"vector_gradient", 2,
         "You send hidden numbers. There is a gradient for every weight, and hidden² weights.",
         value(4 * h, network)},
        {"no_alpha", 1, is_no_alpha, value(bytes, free)},
        {"bits", 1, is_bits, value(8 * bytes, network)},
        {"one_way", 1, "You count D - 1 messages; the ring takes 2(D - 1).", value(bytes, network) / 2},
        {"whole_vector", 1, "You let each message have all the bytes. In a ring it has a D-th of them.",
         latency + messages * bytes * setup.beta},
        {"doubling_for_ring", 2, "You add up by recursive doubling; the model says: by a ring.",
         double(doubling(doubling_rounds(setup.D), bytes, network))}};
    for (const double quotient : {1.0, 0.0})
        mistakes.push_back(
            {"integer_division", 1, is_integer_division, latency + quotient * bytes * setup.beta});
    return expect_number("comm", got, ring(setup.D, bytes, network), mistakes);
}

bool expect_step(const Setup& setup, Model model) {
    const Showing inputs{{"D", table(setup.D)},           {"batch", table(setup.batch)},
                         {"hidden", table(setup.hidden)}, {"flops_per_s", table(setup.flops_per_s)},
                         {"alpha", table(setup.alpha)},   {"beta", table(setup.beta)}};
    const bool book = model == Model::Book;
    const Step got = submit(CALL(dp_step_time), setup, model);
    if (!expect_compute(setup, model, got.compute)) return false;
    if (!(book ? expect_book_comm(setup, got.comm) : expect_corrected_comm(setup, got.comm))) return false;
    if (got.comm == 0)
        return expect_that(got.ratio == arma::datum::inf,
                           "Where nothing has to be sent the ratio is +inf; yours is " + printed(got.ratio) +
                               ".");
    return expect_number("ratio", got.ratio, DoubleDouble(got.compute) / DoubleDouble(got.comm),
                         {{"ratio_inverted", 3, "You return comm / compute; the ratio is compute / comm.",
                           got.comm / got.compute}});
}

/// "32 0.671 1.97 341.3x", as the book prints a step.
std::string as_printed(i64 D, const Step& step) {
    char text[80];
    std::snprintf(text, sizeof text, "%2d %6.3f %4.2f %7.1fx", int(D), step.compute * 1e3, step.comm * 1e6,
                  step.ratio);
    return text;
}

/// "32 0.0128 1.300 0.0099": ms, ms, and the ratio.
std::string corrected_row(i64 D, const Step& step) {
    char text[80];
    std::snprintf(text, sizeof text, "%2d %6.4f %5.3f %.4f", int(D), step.compute * 1e3, step.comm * 1e3,
                  step.ratio);
    return text;
}

Setup setup_of_the_book(i64 D) { return {D, 256, 2048, 100e9, 5e-6, 1 / 25e9}; }
Setup setup_of_a_v100(i64 D, double alpha = 0) { return {D, 256, 2048, 15.7e12, alpha, 1 / 25e9}; }

Network any_network(Random& random) {
    return {1e-6 * (1 + 20 * random.uniform()), 1 / (1e9 * (1 + 99 * random.uniform()))};
}

Setup any_setup(Random& random, i64 D) {
    const auto [alpha, beta] = any_network(random);
    return {D,
            double(D) * random.integer(1, 40) + random.integer(0, int(D) - 1),
            double(random.integer(100, 9999)),
            1e12 * (1 + 99 * random.uniform()),
            alpha,
            beta};
}

} // namespace

// ---- what is tested --------------------------------------------------------------------------------------

TEST_CASE("a ring takes 2(D - 1) messages of a D-th, and doubling takes R messages of all", "[points:1]") {
    Random random(seed());
    for (const i64 D : {4, 8, 5, 3, 2, 16, 7, 12, 32, 1000, 1024, 1})
        for (const Network network : {Network{1, 0.25}, any_network(random), Network{0, 4e-11}})
            for (const double bytes : {24.0, 4.0 * random.integer(1000, 99999999), 0.0})
                if (!expect_ring(D, bytes, network) || !expect_doubling(D, bytes, network)) return;
    for (int k = 5; k <= 40; k += 7) {
        const i64 power = i64(1) << k;
        for (const i64 D : {power - 1, power, power + 1})
            if (!expect_ring(D, 1e9, {1e-5, 4e-11}) || !expect_doubling(D, 1e9, {1e-5, 4e-11})) return;
    }
}

TEST_CASE("the book's model gives the book's table, to every digit that is printed", "[points:1]") {
    Random random(seed());
    const std::pair<i64, std::string> table_16_5[] = {{32, "32  0.671 1.97   341.3x"},
                                                      {16, "16  1.342 1.64   819.2x"},
                                                      {8, " 8  2.684 1.31  2048.0x"},
                                                      {4, " 4  5.369 0.98  5461.3x"},
                                                      {1, " 1 21.475 0.33 65536.0x"}};
    for (const auto& [D, row] : table_16_5) {
        if (!expect_step(setup_of_the_book(D), Model::Book)) return;
        const auto yours = as_printed(D, submit(CALL(dp_step_time), setup_of_the_book(D), Model::Book));
        if (!expect_that(yours == row,
                         "The book prints " + row + ", and your numbers print as " + yours + "."))
            return;
    }
    for (const i64 D : {6, 2, 3, 48, 100})
        if (!expect_step(any_setup(random, D), Model::Book)) return;
}

TEST_CASE("corrected: forward and backward, a gradient for every weight, and a ring", "[points:1]") {
    Random random(seed());
    for (const i64 D : {32, 16, 8, 4, 2})
        for (const double alpha : {5e-6, 0.0})
            if (!expect_step(setup_of_a_v100(D, alpha), Model::Corrected)) return;
    for (const i64 D : {6, 2, 3, 48, 100, 1})
        if (!expect_step(any_setup(random, D), Model::Corrected)) return;
    const std::pair<i64, std::string> table_16_5[] = {{32, "32 0.0128 1.300 0.0099"},
                                                      {16, "16 0.0256 1.258 0.0204"},
                                                      {8, " 8 0.0513 1.174 0.0437"},
                                                      {4, " 4 0.1026 1.007 0.1019"},
                                                      {1, " 1 0.4103 0.000 inf"}};
    for (const auto& [D, row] : table_16_5) {
        const auto yours = corrected_row(D, submit(CALL(dp_step_time), setup_of_a_v100(D), Model::Corrected));
        if (!expect_that(yours == row,
                         "The corrected table has " + row + ", and your numbers print as " + yours + "."))
            return;
    }
}

TEST_CASE("a thousand devices: about 100 µs are the latency, and not the gradient", "[points:0]") {
    const double alpha = 10e-6, beta = 1 / 25e9, gradient = 4.0 * 2048 * 2048;
    if (!expect_doubling(4, 24, {1, 0.25}) || !expect_doubling(1000, 0, {alpha, beta}) ||
        !expect_doubling(1000, gradient, {alpha, beta}))
        return;
    const auto in_ms = [&](double bytes) {
        char text[40];
        std::snprintf(text, sizeof text, "%.2f", submit(CALL(t_doubling), 1000, bytes, alpha, beta) * 1e3);
        return std::string(text);
    };
    expect_that(in_ms(0) == "0.11" && in_ms(gradient) == "7.49",
                "11 rounds of 10 µs are 0.11 ms, and with 16.78 MB in each of them 7.49 ms; yours are " +
                    in_ms(0) + " ms and " + in_ms(gradient) + " ms.");
}

TEST_CASE("from the crossover on the ring is faster, and what makes no sense is refused", "[points:1]") {
    Random random(seed());
    for (const i64 D : {4, 8, 32, 3, 5, 6, 7, 12, 33, 100, 1000, 1024})
        for (const Network network : {Network{1, 0.25}, any_network(random)})
            if (!expect_crossover(D, network)) return;
    if (!expect_crossover(7, {0, 4e-11})) return; // without latency the ring is always faster
    for (const i64 D : {4, 7}) {
        if (!expect_ring(D, 24, {1, 0.25}) || !expect_doubling(D, 24, {1, 0.25})) return;
        if (!expect_step(setup_of_the_book(D), Model::Book) ||
            !expect_step(setup_of_a_v100(D), Model::Corrected))
            return;
    }

    const double nan = arma::datum::nan;
    const auto refused = [](const std::string& why, auto callee, const auto&... arguments) {
        return expect_throw<std::invalid_argument>(why, callee, arguments...);
    };
    for (const i64 D : {0, -1, -4})
        if (!refused("if D = " + std::to_string(D), CALL(t_ring), D, 8, 1, 1) ||
            !refused("if D = " + std::to_string(D), CALL(t_doubling), D, 8, 1, 1) ||
            !refused("if D = " + std::to_string(D), CALL(crossover_bytes), D, 1, 1))
            return;
    for (const double bad : {-1.0, nan})
        if (!refused("if bytes is " + printed(bad), CALL(t_ring), 4, bad, 1, 1) ||
            !refused("if bytes is " + printed(bad), CALL(t_doubling), 4, bad, 1, 1) ||
            !refused("if alpha is " + printed(bad), CALL(t_ring), 4, 8, bad, 1) ||
            !refused("if alpha is " + printed(bad), CALL(t_doubling), 4, 8, bad, 1) ||
            !refused("if alpha is " + printed(bad), CALL(crossover_bytes), 4, bad, 1))
            return;
    for (const double bad : {0.0, -1.0, nan})
        if (!refused("if beta is " + printed(bad), CALL(t_ring), 4, 8, 1, bad) ||
            !refused("if beta is " + printed(bad), CALL(t_doubling), 4, 8, 1, bad) ||
            !refused("if beta is " + printed(bad), CALL(crossover_bytes), 4, 1, bad))
            return;
    for (const Model model : {Model::Book, Model::Corrected}) {
        const auto expect_refused = [&](const std::string& why, auto change) {
            Setup bad = setup_of_the_book(4);
            change(bad);
            return refused(why, CALL(dp_step_time), bad, model);
        };
        if (!expect_refused("if D = 0", [](Setup& s) { s.D = 0; }) ||
            !expect_refused("if D = -4", [](Setup& s) { s.D = -4; }) ||
            !expect_refused("if three samples are for four ranks", [](Setup& s) { s.batch = 3; }) ||
            !expect_refused("if batch is NaN", [&](Setup& s) { s.batch = nan; }) ||
            !expect_refused("if hidden is 0", [](Setup& s) { s.hidden = 0; }) ||
            !expect_refused("if hidden is -2", [](Setup& s) { s.hidden = -2; }) ||
            !expect_refused("if flops_per_s is 0", [](Setup& s) { s.flops_per_s = 0; }) ||
            !expect_refused("if flops_per_s is NaN", [&](Setup& s) { s.flops_per_s = nan; }) ||
            !expect_refused("if alpha is -1", [](Setup& s) { s.alpha = -1; }) ||
            !expect_refused("if beta is 0", [](Setup& s) { s.beta = 0; }) ||
            !expect_refused("if beta is NaN", [&](Setup& s) { s.beta = nan; }))
            return;
    }
    for (const i64 D : {1, 2})
        if (!expect_throw<std::domain_error>("if D = " + std::to_string(D) +
                                                 ", where the ring is never faster than doubling",
                                             CALL(crossover_bytes), D, 1, 1))
            return;
}

// ---- shown -----------------------------------------------------------------------------------------------

namespace {

std::string fixed(double value, int width, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%*.*f", width, digits, value);
    return text;
}

/// Whether everything that is shown is right. Unlike a check, it leaves no trace if not.
bool all_right() {
    const auto near = [](double got, DoubleDouble right) {
        return std::fabs(got - double(right)) <= judge::gamma(16) * double(right);
    };
    if (!thrown_by(CALL(dp_step_time), setup_of_the_book(32), Model::Book).empty() ||
        !thrown_by(CALL(dp_step_time), setup_of_a_v100(32), Model::Corrected).empty() ||
        !thrown_by(CALL(t_ring), 1000, 8, 1, 1).empty() ||
        !thrown_by(CALL(t_doubling), 1000, 8, 1, 1).empty() ||
        !thrown_by(CALL(crossover_bytes), 1000, 1, 1).empty())
        return false;
    return as_printed(32, submit(CALL(dp_step_time), setup_of_the_book(32), Model::Book)) ==
               "32  0.671 1.97   341.3x" &&
           near(submit(CALL(dp_step_time), setup_of_a_v100(32, 1), Model::Corrected).comm,
                ring(32, 4.0 * 2048 * 2048, {1, 1 / 25e9})) &&
           near(submit(CALL(dp_step_time), setup_of_a_v100(32), Model::Corrected).compute,
                compute_time(setup_of_a_v100(32), Model::Corrected, 8)) &&
           near(submit(CALL(t_ring), 1000, 8, 1, 1), ring(1000, 8, {1, 1})) &&
           near(submit(CALL(t_doubling), 1000, 8, 1, 1), doubling(11, 8, {1, 1})) &&
           near(submit(CALL(crossover_bytes), 1000, 1, 1), crossover(1000, 11, {1, 1}));
}

} // namespace

TEST_CASE("shown: the book's table and the corrected one, and a thousand devices", "[points:0]") {
    if (!all_right()) return;
    std::string rows;
    for (const i64 D : {1, 4, 8, 16, 32}) {
        const Step book = submit(CALL(dp_step_time), setup_of_the_book(D), Model::Book);
        const Step step = submit(CALL(dp_step_time), setup_of_a_v100(D), Model::Corrected);
        rows += "\n" + fixed(double(D), 4, 0) + " | " + fixed(book.compute * 1e3, 7, 3) + "  " +
                fixed(book.comm * 1e3, 7, 5) + "  " + fixed(book.ratio, 7, 1) + " | " +
                fixed(step.compute * 1e3, 7, 4) + "  " + fixed(step.comm * 1e3, 6, 3) + "  " +
                fixed(step.ratio, 6, 4);
    }
    remark("A batch of 256 through 2048 x 2048 weights, over 25 GB/s, in ms. On the left as the book prints "
           "it, at 100 GFLOP/s; on the right corrected, at the 15.7 TFLOP/s of a V100, with α = 0:\n"
           "   D | compute     comm    ratio | compute    comm   ratio" +
           rows);

    const Network network{10e-6, 1 / 25e9};
    const auto in_ms = [](double seconds) { return fixed(seconds * 1e3, 0, 2) + " ms"; };
    const auto of = [&](auto callee, double bytes) {
        return submit(callee, 1000, bytes, network.alpha, network.beta);
    };
    const double gradient = 4.0 * 2048 * 2048;
    remark("A thousand devices, with α = 10 µs: the book says that an all-reduce takes about 100 µs. That is "
           "the latency of recursive doubling alone, " +
           in_ms(of(CALL(t_doubling), 0)) + ". The gradient has " + fixed(gradient / 1e6, 0, 2) +
           " MB: doubling takes " + in_ms(of(CALL(t_doubling), gradient)) + ", a ring " +
           in_ms(of(CALL(t_ring), gradient)) + ". The ring is faster from " +
           fixed(submit(CALL(crossover_bytes), 1000, network.alpha, network.beta) / 1e6, 0, 0) +
           " MB on; on 32 devices it is from " +
           fixed(submit(CALL(crossover_bytes), 32, network.alpha, network.beta) / 1e6, 0, 1) + " MB.");

    const auto ratio = [](i64 D, double samples) {
        Setup setup = setup_of_a_v100(D);
        setup.batch = samples * double(D);
        return fixed(submit(CALL(dp_step_time), setup, Model::Corrected).ratio, 0, 2);
    };
    remark("Weak scaling: with 256 samples for each device the ratio is " + ratio(4, 256) +
           " on 4 devices, " + ratio(32, 256) + " on 32 and " + ratio(1000, 256) +
           " on 1000 (α = 0). It does not depend on the size of the layer, only on the samples of a device: "
           "with 837 of them, and many devices, computing takes as long as adding up.");
}
