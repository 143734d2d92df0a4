#include "sgemm_naive_gpu_calls.hpp"

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
    {"out_of_bounds", "guard", 2,
     "Either a thread that has no entry of C does not stop, or an index is wrong."},
    {"race", "guard", 2, "Threads that have no entry of C write into those of others.", "out_of_bounds"},
    {"race", "", 1, "Every entry of C has to belong to one thread alone."},
}};

/// What is in C before the call. No product of integers is equal to a half, so it is seen where it stayed.
mat halves(Random& random, uword m, uword n) { return random.integers(m, n) + 0.5; }

// ---- which entries were computed -------------------------------------------------------------------------

struct Corner {
    uword rows = 0, cols = 0;
};

/// The first rows and columns of C, if they are right and the rest is as it was; empty otherwise.
Corner computed(const Table& got, const mat& right, const mat& old) {
    Corner corner;
    while (corner.rows < old.n_rows && got(corner.rows, 0) != old(corner.rows, 0)) ++corner.rows;
    while (corner.cols < old.n_cols && got(0, corner.cols) != old(0, corner.cols)) ++corner.cols;
    if (corner.rows == 0 || corner.cols == 0) return {};
    mat form = old;
    form.submat(0, 0, corner.rows - 1, corner.cols - 1) =
        right.submat(0, 0, corner.rows - 1, corner.cols - 1);
    return resembles(got, table(form)) ? corner : Corner{};
}

/// A mistake that leaves all of C but such a corner alone.
template<class Fits> Known known_corner(const std::string& id, int hint, const std::string& says,
                                        const mat& right, const mat& old, Fits fits) {
    return {id, hint, says, [=](const Table& got, const Expected&) {
                const Corner corner = computed(got, right, old);
                return corner.rows > 0 && fits(corner);
            }};
}

Known accumulates(const mat& right, const mat& old) {
    return known("accumulates", 2,
                 "Your result is AB plus what was in C before. C is to be overwritten: write the sum with =.",
                 [=] { return mat(right + old); });
}

// ---- calls -----------------------------------------------------------------------------------------------

bool expect_product(const mat& a, const mat& b, const mat& old, const Expected& right, Room room = {},
                    const std::vector<Known>& mistakes = {}) {
    Operand A("A", a, room.A), B("B", b, room.B), C("C", old, room.C);
    submit(CALL(product_on_device), A.view(), B.view(), C.view());
    const Showing inputs{{"A", table(a)}, {"B", table(b)}};
    return expect("C", C.view(), right, mistakes);
}

/// A product with more rows than columns, and multiples of most blocks in both extents: what is wrong here is
/// not wrong at the edge of a block. Other sizes come after it.
bool expect_whole_blocks(Random& random, int k = 8) {
    constexpr uword m = 96, n = 64, most_threads = 1024;
    const mat a = random.integers(m, uword(k)), b = random.integers(uword(k), n), old = halves(random, m, n);
    const mat right = a * b;
    const auto one_block = [=](Corner c) { return c.rows * c.cols <= most_threads; };
    const auto square = [=](Corner c) { return c.rows == n && c.cols == n; };
    return expect_product(
        a, b, old, exactly(right), {},
        {accumulates(right, old),
         known_corner(
             "one_block", 2,
             "Only as many entries were computed as a block has threads: the grid needs more blocks.", right,
             old, one_block),
         known_corner(
             "dims_swapped", 2,
             "C has 96 rows and 64 columns, and of it the first 64 rows alone were computed. The row "
             "has to be compared with m and the column with n, and the grid has to be as large.",
             right, old, square)});
}

bool expect_integers(Random& random, Size size) {
    const mat a = random.integers(uword(size.m), uword(size.k)),
              b = random.integers(uword(size.k), uword(size.n)), old = halves(random, a.n_rows, b.n_cols);
    const mat right = a * b;
    return expect_product(
        a, b, old, exactly(right), {},
        {accumulates(right, old),
         known_corner(
             "rounded_down", 2,
             "The last rows or columns of C are as they were: the number of blocks has to be rounded up.",
             right, old, [](Corner) { return true; })});
}

/// Nothing has to be done, and a launch of no blocks is an error.
bool expect_no_error(Random& random, Size size) {
    const mat a = random.integers(uword(size.m), uword(size.k)),
              b = random.integers(uword(size.k), uword(size.n));
    Operand A("A", a, 0), B("B", b, 0), C("C", mat(a.n_rows, b.n_cols), 0);
    const auto thrown = thrown_by(CALL(product_on_device), A.view(), B.view(), C.view());
    return expect_that(
        thrown.empty(),
        "With m = " + std::to_string(size.m) + " and n = " + std::to_string(size.n) + " there is an error.",
        {known_if(true, "empty_grid", 3,
                  "C has no entries. A launch needs one block at least, so none must be made.")});
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
    if (!expect_whole_blocks(random) || !expect_integers(random, {35, 38, 21})) return;
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
    if (!expect_whole_blocks(random) || !expect_integers(random, {37, 39, 2})) return;
    mat a(37, 101), b(101, 39);
    for (mat* M : {&a, &b}) M->transform([&](double) { return double(float(random.normal())); });
    const Expected right =
        within(Exact(table(a)) * Exact(table(b)), product_bound(table(a), table(b), 0, unit_roundoff<float>),
               "gamma_k |A||B|");
    // 0 times the old C would be NaN as well.
    if (!expect_product(a, b, mat(37, 39, arma::fill::value(arma::datum::nan)), right)) return;
    if (!expect_integers(random, {35, 36, 0})) return;
    for (const Size size : {Size{0, 5, 3}, {4, 0, 3}, {0, 0, 0}})
        if (!expect_no_error(random, size)) return;
}

TEST_CASE("one launch loads 2mnk numbers and stores mn, with warps that are not idle", "[points:1]") {
    Random random(seed());
    constexpr i64 m = 96, n = 64, k = 32; // as in expect_whole_blocks
    if (!expect_whole_blocks(random, k)) return;
    const auto launches = Session::current().on_gpu().measures.launches;
    if (!expect_that(
            launches == 1, "There are " + grouped(launches) + " launches for one product.",
            {known_if(launches > 1, "host_loop", 3,
                      "A launch takes as long as thousands of operations, and the launches of a stream "
                      "wait for each other. One with a grid of two extents does it all.")}))
        return;
    const auto &loads = requests(Requested::global_loads), &stores = requests(Requested::global_stores);
    const std::string asked = "For m = 96, n = 64, k = 32 your kernel ";
    const std::vector<Known> sum_in_c{
        known_if(stores.bytes / 4 > m * n, "sum_in_c", 2,
                 "Entries of C are written again and again: add up in a variable of the thread.")};
    if (!expect_that(loads.bytes / 4 <= 2 * m * n * k,
                     asked + "loads " + grouped(loads.bytes / 4) +
                         " numbers from global memory; 2mnk = " + grouped(2 * m * n * k) + " are enough.",
                     sum_in_c) ||
        !expect_that(stores.bytes / 4 <= m * n,
                     asked + "stores " + grouped(stores.bytes / 4) +
                         " numbers to global memory; mn = " + grouped(m * n) + " are enough.",
                     sum_in_c))
        return;
    expect_that(
        2 * loads.accesses >= 32 * loads.requests,
        "On average " + printed(double(loads.accesses) / double(loads.requests), 3) +
            " of the 32 threads of a warp load something.",
        {known_if(true, "idle_lanes", 1,
                  "A warp that is not full takes as long as a full one: give a block a multiple of 32 "
                  "threads.")});
}
