#include "sgemm_coalesced_gpu_calls.hpp"

#include "judge/test.hpp"

using namespace judge;
using arma::mat;
using arma::uword;

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
        fill([&](i64 i, i64 j) { return values(uword(i), uword(j)); });
    }
};

const KnownFaults known_faults{{
    {"out_of_bounds", "guard", 3,
     "Either a thread that has no entry of C does not stop, or an index is wrong."},
    {"race", "guard", 3, "Threads that have no entry of C write into those of others.", "out_of_bounds"},
    {"race", "", 3, "Two threads use the same memory, and one of them writes."},
}};

/// What is in C before the call. No product of integers is equal to a half, so it is seen where it stayed.
mat halves(Random& random, uword m, uword n) { return random.integers(m, n) + 0.5; }

bool expect_product(const mat& a, const mat& b, const mat& old, const Expected& right, Room room = {},
                    const std::vector<Known>& mistakes = {}) {
    Operand A("A", a, room.A), B("B", b, room.B), C("C", old, room.C);
    submit(CALL(product_on_device), A.view(), B.view(), C.view());
    const Showing inputs{{"A", table(a)}, {"B", table(b)}};
    return expect("C", C.view(), right, mistakes);
}

constexpr uword rows = 96, cols = 64, inner = 32; // of the next product, and of what is measured

/// A product with more rows than columns, and multiples of most blocks in both extents: what is wrong here is
/// not wrong at the edge of a block. Other sizes come after it.
bool expect_whole_blocks(Random& random) {
    const mat a = random.integers(rows, inner), b = random.integers(inner, cols),
              old = halves(random, rows, cols);
    const mat right = a * b;
    return expect_product(
        a, b, old, exactly(right), {},
        {known("grid_unswapped", 2,
               "C has 96 rows and 64 columns, and of it the first 64 rows alone were computed: where the "
               "kernel takes x for the column, the grid has to cover the n columns by its extent x.",
               [&] {
                   mat form = old;
                   form.head_rows(cols) = right.head_rows(cols);
                   return form;
               })});
}

bool expect_integers(Random& random, Size size) {
    const mat a = random.integers(uword(size.m), uword(size.k)),
              b = random.integers(uword(size.k), uword(size.n)), old = halves(random, a.n_rows, b.n_cols);
    return expect_product(a, b, old, exactly(mat(a * b)));
}

// ---- what the warps ask for: see the statement for r rows and c columns ----------------------------------

constexpr i64 m = rows, n = cols, k = inner;

/// Whether the requests are no more than they have to be.
bool expect_few_requests() {
    const auto &loads = requests(Requested::global_loads), &stores = requests(Requested::global_stores);
    return expect_that(stores.bytes / 4 <= m * n,
                       "For m = 96, n = 64 your kernel stores " + grouped(stores.bytes / 4) +
                           " numbers to global memory; mn = " + grouped(m * n) + " are enough.",
                       {known_if(true, "sum_in_c", 2,
                                 "Entries of C are written again and again: add up in a variable of the "
                                 "thread.")}) &&
           expect_that(2 * loads.accesses >= 32 * loads.requests,
                       "On average " + printed(double(loads.accesses) / double(loads.requests), 3) +
                           " of the 32 threads of a warp load something.",
                       {known_if(true, "idle_lanes", 3,
                                 "A warp that is not full makes small requests, and too many of them: give a "
                                 "block a multiple of 32 threads.")});
}

/// The store of a warp that owns c < 8 columns moves 32/c sectors, each for c floats: 32 for one column.
std::vector<Known> shapes_of_warps() {
    const double stored = requests(Requested::global_stores).mean_served();
    return {known_if(stored <= 4, "half_fix", 2,
                     "The store is as it should be; the loads are not. Let the thread that stores an entry "
                     "compute it."),
            known_if(stored > 16, "block_of_one_column", 2,
                     "The 32 threads of a warp lie in one column of C. Either your block is one column wide, "
                     "or threadIdx.x counts the rows in it."),
            known_if(true, "uncoalesced", 2,
                     "The threads of a warp lie in too many rows of C: neighbours, whose threadIdx.x differ "
                     "by 1, have to own neighbouring columns, and at least 8 of them side by side.")};
}

/// Expects at most `limit` sectors in all. If there are more, looks for the reason: too many requests, or
/// large ones, of more than `each` sectors.
void expect_sectors(Requested kind, i64 limit, double each) {
    if (requests(kind).served <= limit) return;
    if (!expect_few_requests() || !expect_served(kind, each, shapes_of_warps())) return;
    expect_that(false, "For m = 96, n = 64, k = 32 your kernel moves " + grouped(requests(kind).served) +
                           " sectors; " + grouped(limit) + " are enough.");
}

} // namespace

TEST_CASE("products of integers come out exactly, whatever the sizes", "[points:1]") {
    Random random(seed());
    if (!expect_whole_blocks(random)) return;
    for (const Size size : {Size{40, 36, 35}, {7, 9, 5}, {1, 1, 1}, {33, 1, 20}, {1, 50, 17}, {67, 130, 3}})
        if (!expect_integers(random, size)) return;
}

TEST_CASE("rows begin at multiples of the leading dimension", "[points:1]") {
    Random random(seed());
    if (!expect_whole_blocks(random) || !expect_integers(random, {33, 37, 21})) return;
    const mat a = random.integers(33, 21), b = random.integers(21, 37), old = halves(random, 33, 37);
    const std::vector<Known> ld{
        known_if(true, "ld", 2,
                 "Other matrices came out right with ld = cols, and this is wrong with ld > cols: row i "
                 "of A begins at A + i * lda, and it is the same with B and C.")};
    for (const Room room : {Room{3, 0, 0}, {0, 5, 0}, {0, 0, 2}, {1, 2, 3}})
        if (!expect_product(a, b, old, exactly(mat(a * b)), room, ld)) return;
}

TEST_CASE("rounding stays within its bound, and empty products are right", "[points:1]") {
    Random random(seed());
    if (!expect_whole_blocks(random)) return;
    mat a(37, 101), b(101, 39);
    for (mat* M : {&a, &b}) M->transform([&](double) { return double(float(random.normal())); });
    const Expected right =
        within(Exact(table(a)) * Exact(table(b)), product_bound(table(a), table(b), 0, unit_roundoff<float>),
               "gamma_k |A||B|");
    // 0 times the old C would be NaN as well.
    if (!expect_product(a, b, mat(37, 39, arma::fill::value(arma::datum::nan)), right)) return;
    for (const Size size : {Size{35, 36, 0}, {0, 5, 3}, {4, 0, 3}, {0, 0, 0}})
        if (!expect_integers(random, size)) return;
}

TEST_CASE("loads move five sectors for two requests of a warp at most", "[points:2]") {
    Random random(seed());
    if (expect_whole_blocks(random)) expect_sectors(Requested::global_loads, 5 * m * n * k / 32, 2.5);
}

TEST_CASE("stores move each sector of C once", "[points:1]") {
    Random random(seed());
    if (expect_whole_blocks(random)) expect_sectors(Requested::global_stores, m * n / 8, 4);
}
