#include "sgemm_shared_gpu_calls.hpp"

#include "judge/test.hpp"

using namespace judge;
using arma::mat;

namespace {

struct Size {
    int m, n, k;
};

/// How many elements lie between cols and ld.
struct Room {
    int A = 0, B = 0, C = 0;
};

/// A matrix of floats in a buffer of its own.
struct Operand : Buffer<float> {
    Operand(const std::string& name, const mat& values, int room)
        : Buffer(name, i64(values.n_rows), i64(values.n_cols), i64(values.n_cols) + room) {
        fill([&](i64 i, i64 j) { return values(arma::uword(i), arma::uword(j)); });
    }
};

mat nothing(arma::uword m, arma::uword n) { return mat(m, n, arma::fill::value(arma::datum::nan)); }

// ---- what a fault means here: it depends on what was found with it
// ---------------------------------------------

const std::string before_use =
    "A tile is read before it is complete: there must be a barrier between filling and using it.";
const std::string across = "The threads of a warp fetch numbers that lie far apart: threadIdx.x has to run "
                           "along the rows of A and of B.";

const KnownFaults known_faults{{
    {"race", "guard", 3, "Entries beyond the edge of C are written: the guard lets too many threads through.",
     "out_of_bounds"},
    {"race", "no_barrier_before_use", 1, before_use, "uninitialised"},
    {"uninitialised", "no_barrier_before_use", 1, before_use, "race"},
    {"race", "no_barrier_before_refill", 1,
     "The tiles are filled again while others still read them: there must be a barrier behind their last "
     "use, too."},
    {"uninitialised", "early_return", 2,
     "A thread that has no entry of C returned, and the entries of the tiles that it should have fetched are "
     "missing.",
     "note"},
    {"uninitialised", "edge_not_zeroed", 2,
     "An entry of a tile is used that nobody has filled: beyond the edges of A and B the tiles must hold 0."},
}};

bool expect_product(const mat& a, const mat& b, const Expected& right, Room room,
                    const std::vector<Known>& mistakes = {}) {
    Operand A("A", a, room.A), B("B", b, room.B), C("C", nothing(a.n_rows, b.n_cols), room.C);
    submit(CALL(product_on_device), A.view(), B.view(), C.view());
    const Showing inputs{{"A", table(a)}, {"B", table(b)}};
    return expect("C", C.view(), right, mistakes);
}

bool expect_integers(Random& random, Size size) {
    const mat a = random.integers(size.m, size.k), b = random.integers(size.k, size.n);
    return expect_product(a, b, exactly(mat(a * b)), {});
}

} // namespace

TEST_CASE("products of integers come out exactly, whatever the sizes", "[points:3]") {
    Random random(seed());
    for (const Size size :
         {Size{7, 9, 5}, {40, 36, 35}, {16, 16, 16}, {1, 1, 1}, {33, 1, 20}, {1, 50, 17}, {32, 64, 48}})
        if (!expect_integers(random, size)) return;
}

TEST_CASE("rows begin at multiples of the leading dimension", "[points:1]") {
    Random random(seed());
    const mat a = random.integers(20, 21), b = random.integers(21, 19);
    const Expected right = exactly(mat(a * b));
    if (!expect_product(a, b, right, {})) return;
    const std::vector<Known> ld{
        known_if(true, "ld", 3,
                 "The same matrices come out right with ld = cols, and wrong with ld > cols: row i "
                 "of A begins at A + i * lda.")};
    for (const Room room : {Room{3, 0, 0}, {0, 5, 0}, {0, 0, 2}, {1, 2, 3}})
        if (!expect_product(a, b, right, room, ld)) return;
}

TEST_CASE("rounding stays within its bound, and empty products are right", "[points:1]") {
    Random random(seed());
    mat a(37, 101), b(101, 29);
    for (mat* M : {&a, &b}) M->transform([&](double) { return double(float(random.normal())); });
    const Expected right =
        within(Exact(table(a)) * Exact(table(b)), product_bound(table(a), table(b), 0, unit_roundoff<float>),
               "gamma_k |A||B|");
    if (!expect_product(a, b, right, {})) return;
    if (!expect_product(mat(5, 0), mat(0, 6), exactly(mat(5, 6, arma::fill::zeros)), {})) return;
    for (const Size size : {Size{0, 5, 3}, {4, 0, 3}})
        if (!expect_integers(random, size)) return;
}

TEST_CASE("an entry that a block needs comes from global memory once, with its neighbours", "[points:2]") {
    Random random(seed());
    constexpr Size size{64, 96, 128};
    if (!expect_integers(random, size)) return;
    const auto numbers = requests(Requested::global_loads).bytes / 4;
    constexpr i64 naive = 2 * size.m * size.n * size.k;
    if (!expect_that(numbers <= naive / 16,
                     "Your kernel loads " + grouped(numbers) +
                         " numbers from global memory for m = 64, n = 96, k = 128; with tiles of "
                         "16 × 16 it is 2mnk/16 = " +
                         grouped(naive / 16) + "."))
        return;
    const std::vector<Known> uncoalesced{known_if(true, "uncoalesced", 1, across)};
    if (!expect_served(Requested::global_loads, 4, uncoalesced)) return;
    expect_served(Requested::global_stores, 4, uncoalesced);
}

TEST_CASE("no bank of shared memory serves a request twice", "[points:1]") {
    Random random(seed());
    if (!expect_integers(random, {64, 64, 64})) return;
    const bool uncoalesced = requests(Requested::global_loads).mean_served() > 4;
    for (const auto kind : {Requested::shared_loads, Requested::shared_stores})
        if (!expect_served(
                kind, 1,
                {known_if(uncoalesced, "uncoalesced", 1, across),
                 known_if(
                     true, "column_of_tile", 2,
                     "The threads of a warp go down a column of a tile, which lies in one bank or two.")}))
            return;
}
