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

mat nothing(int m, int n) { return mat(arma::uword(m), arma::uword(n), arma::fill::value(arma::datum::nan)); }

/// What a race means here depends on what was found with it: who reads a tile that is not there yet reads
/// memory that nobody has written.
const std::string before_use =
    "A tile is read before it is complete: there must be a barrier between filling and using it.";
const KnownFaults known_faults{{
    {"race", "no_barrier_before_use", 1, before_use, "uninitialised"},
    {"uninitialised", "no_barrier_before_use", 1, before_use, "race"},
    {"race", "no_barrier_before_refill", 1,
     "The tiles are filled again while others still read them: there must be a barrier behind their last "
     "use, too."},
    {"uninitialised", "edge_not_zeroed", 2,
     "An entry of a tile is used that nobody has filled: beyond the edges of A and B the tiles must hold 0."},
}};

bool expect_product(const mat& a, const mat& b, const Expected& right, Room room) {
    Operand A("A", a, room.A), B("B", b, room.B), C("C", nothing(int(a.n_rows), int(b.n_cols)), room.C);
    submit(CALL(product_on_device), A.view(), B.view(), C.view());
    const Showing inputs{{"A", table(a)}, {"B", table(b)}};
    return expect("C", C.view(), right);
}

bool expect_integers(Random& random, Size size, Room room = {}) {
    const mat a = random.integers(size.m, size.k), b = random.integers(size.k, size.n);
    return expect_product(a, b, exactly(mat(a * b)), room);
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
    for (const Room room : {Room{3, 0, 0}, {0, 5, 0}, {0, 0, 2}, {1, 2, 3}})
        if (!expect_integers(random, {20, 19, 21}, room)) return;
}

TEST_CASE("rounding stays within its bound, and empty products are right", "[points:1]") {
    Random random(seed());
    mat a(37, 101), b(101, 29);
    for (mat* M : {&a, &b}) M->transform([&](double) { return double(float(random.normal())); });
    const Expected right =
        within(Exact(table(a)) * Exact(table(b)), product_bound(table(a), table(b), 0, unit_roundoff<float>),
               "gamma_k |A||B|");
    if (!expect_product(a, b, right, {1, 1, 1})) return;
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
                         " numbers from global memory for m = 64, n = 96, k = 128; with "
                         "tiles of 16 × 16 it is 2mnk/16 = " +
                         grouped(naive / 16) + "."))
        return;
    const std::vector<Known> uncoalesced{
        known_if(true, "uncoalesced", 1,
                 "The threads of a warp fetch numbers that lie far apart: threadIdx.x has to run along "
                 "the rows of A and of B.")};
    if (!expect_served(Requested::global_loads, 4, uncoalesced)) return;
    expect_served(Requested::global_stores, 4, uncoalesced);
}

TEST_CASE("no bank of shared memory serves a request twice", "[points:1]") {
    Random random(seed());
    if (!expect_integers(random, {64, 64, 64})) return;
    for (const auto kind : {Requested::shared_loads, Requested::shared_stores})
        if (!expect_served(kind, 1,
                           {known_if(true, "column_of_tile", 2,
                                     "The threads of a warp read down a column of a tile: all of it lies in "
                                     "one or two banks.")}))
            return;
}
