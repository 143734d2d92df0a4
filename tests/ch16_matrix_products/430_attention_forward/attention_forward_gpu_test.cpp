#include "attention_forward_gpu_calls.hpp"

#include "judge/test.hpp"

using namespace judge;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double u = unit_roundoff<float>;

struct Sizes {
    std::size_t queries, keys, dk, dv;
};

/// One call.
struct Problem {
    Table Q, K, V;
    bool causal = false;

    bool sees(std::size_t i, std::size_t j) const { return !causal || j + Q.rows <= i + K.rows; }
};

// ---- what is right ---------------------------------------------------------------------------------------

DoubleDouble root(std::size_t d) { return sqrt(DoubleDouble(static_cast<double>(d))); }

/// e^(QK^T / divisor), every row divided by its sum, over the pairs where sees(i, j); 0 elsewhere.
template<class Sees> Exact weights(const Problem& problem, DoubleDouble divisor, Sees sees) {
    Exact P = Exact(problem.Q) * Exact(problem.K).transposed();
    for (std::size_t i = 0; i < P.rows(); ++i) {
        double largest = -infinity;
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (sees(i, j)) largest = std::max(largest, (P(i, j) / divisor).hi);
        DoubleDouble sum = 0;
        for (std::size_t j = 0; j < P.cols(); ++j) {
            P(i, j) = sees(i, j) ? exp(P(i, j) / divisor - largest) : 0;
            sum += P(i, j);
        }
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (sees(i, j)) P(i, j) = P(i, j) / sum;
    }
    return P;
}

Exact weights(const Problem& problem, DoubleDouble divisor) {
    return weights(problem, divisor, [&](std::size_t i, std::size_t j) { return problem.sees(i, j); });
}

/// The bound of the CPU part, where its derivation stands, for an expf that errs by 4u (two units in the last
/// place) instead of 2u. Where an exponential is a term of the sum, and where it is a weight, that costs 2u
/// more each; where it rescales a sum, 2u more for each of n keys. Of 8n + 7 errors become 10n + 11, of which
/// 12n + 14 leaves the same room for a logarithm.
Expected expected(const Problem& problem) {
    const Exact P = weights(problem, root(problem.Q.cols));
    const double d = static_cast<double>(problem.Q.cols);
    const double others = gamma(12 * static_cast<double>(problem.K.rows) + 14, u);
    const Table sizes = product(magnitude(problem.Q), transposed(magnitude(problem.K)));
    Table bound(P.rows(), P.cols());
    for (std::size_t i = 0; i < P.rows(); ++i) {
        double a = 0;
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (problem.sees(i, j)) a = std::max(a, sizes(i, j) / std::sqrt(d));
        const double beta = std::expm1(2 * gamma(d + 10, u) * a + std::log1p(others));
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (problem.sees(i, j))
                bound(i, j) = beta * P(i, j).hi + double(std::numeric_limits<float>::min());
    }
    return within(P * Exact(problem.V), product(bound, magnitude(problem.V)),
                  "(e^(2E) (1 + gamma_{12Lk+14}) - 1) P|V|");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

/// What is in O before the call.
double old(i64 i, i64 j) { return 2 + static_cast<double>((i + 2 * j) % 5); }

/// Equal to a few digits of float, and NaN where the other is.
bool alike(const Table& a, const Table& b) {
    double largest = 0;
    for (const double x : b.elements)
        if (std::isfinite(x)) largest = std::max(largest, std::fabs(x));
    return a.same_shape(b) &&
           std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), [&](double x, double y) {
               return x == y || (x != x && y != y) || std::fabs(x - y) <= 2e-5 * largest;
           });
}

template<class Form> Known known_as(std::string id, int hint, std::string says, Form form) {
    return {std::move(id), hint, std::move(says), [form](const Table& got, const Expected& right) {
                const Table wrong = form();
                return alike(got, wrong) && !alike(right.value.rounded(), wrong);
            }};
}

Table averages(const Problem& problem, const Exact& P) { return (P * Exact(problem.V)).rounded(); }

/// The queries are taken for the keys; for as many of the one as of the other.
Table swapped(const Problem& problem) {
    Problem other = problem;
    if (problem.Q.rows == problem.K.rows) std::swap(other.Q, other.K);
    return averages(other, weights(other, root(other.Q.cols)));
}

Table seeing_up_to_i(const Problem& problem) {
    return averages(problem, weights(problem, root(problem.Q.cols), [&](std::size_t i, std::size_t j) {
                        return !problem.causal || j <= i;
                    }));
}

/// The softmax over all keys, of which the forbidden ones are taken out afterwards.
Table masked_late(const Problem& problem) {
    Exact P = weights(problem, root(problem.Q.cols), [](std::size_t, std::size_t) { return true; });
    for (std::size_t i = 0; i < P.rows(); ++i)
        for (std::size_t j = 0; j < P.cols(); ++j)
            if (!problem.sees(i, j)) P(i, j) = 0;
    return averages(problem, P);
}

Table scores(const Problem& problem) {
    return scaled(1 / std::sqrt(static_cast<double>(problem.Q.cols)),
                  product(problem.Q, transposed(problem.K)));
}

/// exp of the scores as they are, in float.
Table unshifted(const Problem& problem) {
    Table P = scores(problem);
    for (std::size_t i = 0; i < P.rows; ++i) {
        float sum = 0;
        for (std::size_t j = 0; j < P.cols; ++j) {
            P(i, j) = problem.sees(i, j) ? double(std::exp(float(P(i, j)))) : 0;
            sum += float(P(i, j));
        }
        for (std::size_t j = 0; j < P.cols; ++j) P(i, j) = double(float(P(i, j)) / sum);
    }
    return product(P, problem.V);
}

/// The first keys share out the weight among themselves, and the others keep their scores.
Table first_keys_only(const Problem& problem, std::size_t width) {
    const Exact first = weights(problem, root(problem.Q.cols), [&](std::size_t i, std::size_t j) {
        return j < width && problem.sees(i, j);
    });
    Table P = scores(problem);
    for (std::size_t i = 0; i < P.rows; ++i)
        for (std::size_t j = 0; j < std::min(width, P.cols); ++j) P(i, j) = first(i, j).hi;
    return product(P, problem.V);
}

std::vector<Known> known_mistakes(const Problem& problem) {
    std::vector<Known> mistakes{
        known_as("unscaled", 1, "Your scores are QKᵀ as it is: the division by √d_k is missing.",
                 [=] { return averages(problem, weights(problem, 1)); }),
        known_as("sqrt_dv", 1,
                 "You divide the scores by √d_v. It is the length of the keys that makes dot products large: "
                 "√d_k.",
                 [=] { return averages(problem, weights(problem, root(problem.V.cols))); }),
        known_as(
            "swap", 1,
            "Your scores are those of KQᵀ, stored by rows: the softmax runs along the queries. What cuBLAS "
            "has to write into P is Sᵀ = KQᵀ, by columns.",
            [=] { return swapped(problem); }),
        known_as("top_left", 2,
                 "Your query i sees the keys up to i. The last query stands where the last key does: query i "
                 "sees the keys up to i + (Lk − Lq).",
                 [=] { return seeing_up_to_i(problem); }),
        known_as("late_mask", 2,
                 "You take the softmax over all keys, and set weights to 0 afterwards: what is left does not "
                 "add up to 1. A forbidden key must not be in the sum.",
                 [=] { return masked_late(problem); }),
        known_as(
            "no_max", 3,
            "You take exp of the scores as they are, which overflows from 89 on: infinity by infinity is "
            "NaN. Subtract the largest score of the row first.",
            [=] { return unshifted(problem); })};
    for (const std::size_t width : {32U, 64U, 128U, 256U, 512U, 1024U})
        if (width < problem.K.rows)
            mistakes.push_back(known_as(
                "one_pass_block", 2,
                "Only the first " + std::to_string(width) +
                    " scores of a row became weights: each thread takes one. It has to go on, by as many "
                    "entries as threads share the row.",
                [=] { return first_keys_only(problem, width); }));
    return mistakes;
}

const KnownFaults known_faults{{
    {"race", "barrier", 2,
     "The threads of a row share a place in shared memory, and one writes there while another still reads: "
     "between them there must be a barrier, also between reading the maximum and filling its place with the "
     "sum."},
    {"out_of_bounds", "guard", 3, "A warp or a block beyond the last row must not touch memory."},
    {"uninitialised", "scratch_read", 1,
     "P is scratch, and nobody has written there before you: what is read there has to be written first, and "
     "β = 0 keeps a product from reading its result."},
}};

// ---- calls and checks ------------------------------------------------------------------------------------

/// A matrix of floats in a buffer of its own.
struct Operand : Buffer<float> {
    Operand(const std::string& name, const Table& values)
        : Buffer(name, i64(values.rows), i64(values.cols), i64(values.cols)) {
        fill([&](i64 i, i64 j) { return values(std::size_t(i), std::size_t(j)); });
    }
};

struct Operands {
    Operand Q, K, V;
    Buffer<float> O;
    explicit Operands(const Problem& problem)
        : Q("Q", problem.Q), K("K", problem.K), V("V", problem.V),
          O("O", i64(problem.Q.rows), i64(problem.V.cols), i64(problem.V.cols)) {
        O.fill(old);
    }

    /// The status of the call.
    std::string attend(bool causal, int room = 0, bool with_handle = true) {
        return submit(CALL(attention_on_device), with_handle, causal, Q.view(), K.view(), V.view(),
                      K.view().rows + room, O.view());
    }
};

/// @param room  how many numbers lie between Lk and ldp; more than 0 only for a problem that came out right
///              without
bool expect_attention(const Problem& problem, int room = 0) {
    const std::string says =
        "The same problem comes out right with ldp = Lk, and wrong with ldp > Lk: row i of P "
        "begins at P + i * ldp, in the products and in the kernel.";
    std::vector<KnownFault> beyond;
    if (room > 0) beyond = {{"uninitialised", "ld", 1, says}, {"out_of_bounds", "ld", 1, says}};
    const KnownFaults faults(beyond);
    Operands in(problem);
    const std::string status = in.attend(problem.causal, room);
    if (!expect_that(status == "CUBLAS_STATUS_SUCCESS", "Your attention returns " + status + "."))
        return false;
    const Showing inputs{
        {"Q", problem.Q}, {"K", problem.K}, {"V", problem.V}, {"causal", table(problem.causal)}};
    return expect("O", in.O.view(), expected(problem),
                  room > 0 ? std::vector{known_if(true, "ld", 1, says)} : known_mistakes(problem));
}

// ---- data ------------------------------------------------------------------------------------------------

Table normals(Random& random, std::size_t rows, std::size_t cols) {
    Table result(rows, cols);
    for (double& element : result.elements) element = double(float(random.normal()));
    return result;
}

Problem problem_of(Random& random, Sizes sizes, bool causal = false) {
    const auto [queries, keys, dk, dv] = sizes;
    return {normals(random, queries, dk), normals(random, keys, dk), normals(random, keys, dv), causal};
}

/// Scores of query i lie around levels[i].
Problem far_out(Random& random, Sizes sizes, const std::vector<double>& levels) {
    Problem problem = problem_of(random, sizes);
    for (std::size_t j = 0; j < sizes.keys; ++j) problem.K(j, 0) = 64;
    for (std::size_t i = 0; i < sizes.queries; ++i)
        problem.Q(i, 0) = double(float(levels[i % levels.size()] * std::sqrt(double(sizes.dk)) / 64));
    return problem;
}

/// As many queries as keys, on which most mistakes look different: every case begins with it.
bool expect_first(Random& random) { return expect_attention(problem_of(random, {5, 5, 3, 4})); }

/// Calls of a GEMM of cuBLAS, in any of its forms, by the latest call.
i64 products_by_cublas() {
    i64 sum = 0;
    for (const auto& [name, times] : Session::current().on_gpu().calls)
        if (name.find("emm") != std::string::npos) sum += times;
    return sum;
}

} // namespace

TEST_CASE("what a query gets is the average of the values, by the softmax of its scaled scores, in any size",
          "[points:2]") {
    Random random(seed());
    if (!expect_first(random)) return;
    for (const Sizes& sizes : {Sizes{3, 7, 3, 4},
                               {9, 4, 5, 3},
                               {1, 33, 4, 2},
                               {4, 1, 3, 2},
                               {37, 65, 8, 5},
                               {3, 1100, 5, 2},
                               {1, 1, 1, 1},
                               {0, 3, 2, 4},
                               {3, 4, 2, 0}})
        if (!expect_attention(problem_of(random, sizes))) return;
    for (const std::size_t keys : {6U, 70U})
        if (!expect_attention(far_out(random, {6, keys, 7, 3}, {0, 1000, -1000, 100}))) return;
}

TEST_CASE("causal: query i sees the keys up to i + Lk - Lq", "[points:1]") {
    Random random(seed());
    if (!expect_first(random)) return;
    for (const Sizes& sizes : {Sizes{3, 5, 3, 4},
                               {5, 5, 3, 4},
                               {1, 40, 3, 2},
                               {35, 70, 4, 3},
                               {2, 300, 5, 1},
                               {1, 1, 2, 3},
                               {0, 3, 2, 3}})
        if (!expect_attention(problem_of(random, sizes, true))) return;
    // The future would get all the weight.
    Problem tempting = problem_of(random, {4, 6, 3, 4}, true);
    for (std::size_t i = 0; i < 4; ++i) tempting.Q(i, 0) = 1 + std::fabs(tempting.Q(i, 0));
    tempting.K(5, 0) = 900;
    expect_attention(tempting);
}

TEST_CASE("rows of P begin at multiples of ldp", "[points:1]") {
    Random random(seed());
    if (!expect_first(random)) return;
    for (const bool causal : {false, true}) {
        const Problem problem = problem_of(random, {6, 37, 4, 3}, causal);
        for (const int room : {0, 1, 3, 11})
            if (!expect_attention(problem, room)) return;
    }
}

TEST_CASE("threads of a warp load and store neighbouring numbers, 32 of them in five sectors", "[points:1]") {
    Random random(seed());
    if (!expect_first(random)) return;
    const std::vector<Known> uncoalesced{known_if(
        true, "uncoalesced", 2,
        "The threads of a warp fetch numbers that lie far apart. Let them walk along one row of P side by "
        "side, instead of having a row each.")};
    const Problem problem = problem_of(random, {21, 384, 4, 5});
    for (const int room : {0, 3}) {
        if (!expect_attention(problem, room)) return;
        if (!expect_served(Requested::global_loads, 5, uncoalesced)) return;
        if (!expect_served(Requested::global_stores, 5, uncoalesced)) return;
    }
}

TEST_CASE("cuBLAS does both products, and a call that fails does not stay a secret", "[points:1]") {
    Random random(seed());
    if (!expect_first(random)) return;
    const i64 products = products_by_cublas();
    if (!expect_that(
            products >= 2,
            "You call a GEMM of cuBLAS " + grouped(products) + " times; S and O are one product each.",
            {known_if(true, "own_product", 1,
                      "A product of yours is right, and slower than the one that cuBLAS has. Say in its "
                      "language what you want.")}))
        return;
    Operands in(problem_of(random, {5, 5, 3, 4}));
    // Without the scores, P is not written.
    const KnownFaults unwritten{{{"uninitialised", "status_lost", 3,
                                  "The first product has failed, and you go on as if there were scores."}}};
    const std::string status = in.attend(false, 0, false);
    expect_that(status == "CUBLAS_STATUS_NOT_INITIALIZED",
                "Without a handle, every call of cuBLAS returns CUBLAS_STATUS_NOT_INITIALIZED; your "
                "attention returns " +
                    status + ".",
                {known_if(status == "CUBLAS_STATUS_SUCCESS", "status_lost", 3,
                          "You say that all went well without looking at what the calls return.")});
}
