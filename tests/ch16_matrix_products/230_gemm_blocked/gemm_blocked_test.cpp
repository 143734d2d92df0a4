#include "gemm_blocked_calls.hpp"

#include "judge/test.hpp"

#include <optional>

using namespace judge;
using arma::mat;
using arma::vec;

namespace {

// ---- operands --------------------------------------------------------------------------------------------

i64 rows(const mat& M) { return static_cast<i64>(M.n_rows); }
i64 cols(const mat& M) { return static_cast<i64>(M.n_cols); }

/// A matrix with `room` elements between its rows.
template<class T> struct Operand : Buffer<T> {
    Operand(const std::string& name, const mat& values, i64 room = 0)
        : Buffer<T>(name, rows(values), cols(values), cols(values) + room) {
        this->fill([&](i64 i, i64 j) { return values(arma::uword(i), arma::uword(j)); });
    }
};

mat values(View<double> view) {
    mat M(arma::uword(view.rows), arma::uword(view.cols));
    for (i64 i = 0; i < view.rows; ++i)
        for (i64 j = 0; j < view.cols; ++j) M(arma::uword(i), arma::uword(j)) = view(i, j);
    return M;
}

mat nothing(i64 m, i64 n) { return mat(arma::uword(m), arma::uword(n), arma::fill::value(arma::datum::nan)); }

struct Size {
    i64 m, n, k;
};

/// One call; C is what is in it before.
struct Product {
    mat A, B, C;
    Tile tile;
    i64 m() const { return rows(A); }
    i64 n() const { return cols(B); }
    i64 k() const { return cols(A); }
};

Product integers(Random& random, Size size, Tile tile) {
    const auto [m, n, k] = size;
    return {random.integers(m, k), random.integers(k, n), random.integers(m, n), tile};
}

/// Normal numbers of type T.
template<class T> Product reals(Random& random, Size size, Tile tile) {
    Product product = integers(random, size, tile);
    for (mat* M : {&product.A, &product.B}) M->transform([&](double) { return double(T(random.normal())); });
    return product;
}

/// M with other numbers below it and on its right, as many as whole tiles would cover, and one more.
mat surrounded(const mat& M, i64 tile_rows, i64 tile_cols) {
    const auto whole = [](i64 size, i64 tile) { return arma::uword((size + tile - 1) / tile * tile + 1); };
    mat larger(whole(rows(M), tile_rows), whole(cols(M), tile_cols), arma::fill::value(5));
    larger.submat(0, 0, arma::size(M)) = M;
    return larger;
}

// ---- what is right ---------------------------------------------------------------------------------------

Expected exact(const Product& product) { return exactly(mat(product.A * product.B)); }

/// A term suffers the rounding of its own product, and those of k - 1 additions at most, however tiles and
/// sums of tiles are put together; to add it to a C that was set to 0 costs none.
Expected rounded(const Product& product, double u) {
    const Table A = table(product.A), B = table(product.B);
    return within(Exact(A) * Exact(B), product_bound(A, B, 0, u), "gamma_k |A||B|");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

/// How often each of `size` indices is taken if tiles of `length` begin at 0, step, 2 step, ….
vec taken(i64 size, i64 step, i64 length) {
    vec times(arma::uword(size), arma::fill::zeros);
    for (i64 first = 0; first < size; first += step)
        for (i64 i = first; i < std::min(first + length, size); ++i) ++times(arma::uword(i));
    return times;
}

/// How often each is taken by whole tiles alone.
vec taken_by_whole_tiles(i64 size, i64 tile) {
    vec times = taken(size, tile, tile);
    times.tail(arma::uword(size % tile)).zeros();
    return times;
}

/// How often each is taken if the last tile reaches back in order to be whole.
vec taken_by_overlapping_tiles(i64 size, i64 tile) {
    vec times = taken(size, tile, tile);
    if (tile < size && size % tile != 0)
        times.subvec(arma::uword(size - tile), arma::uword(size / tile * tile - 1)) += 1;
    return times;
}

/// How often rows, columns and terms are taken: for each of the three, the ways in which that may be.
struct Ways {
    std::vector<vec> rows, cols, terms;
};

/// Recognised because the result is that of any of these ways, whether C is set to 0 as a whole or by tiles.
Known known_ways(std::string id, int hint, std::string says, const Product& product, const Ways& ways) {
    const auto met = [&product, ways](const Table& got, const Expected& right) {
        const auto is = [&](const mat& form) {
            return resembles(got, table(form)) && !resembles(right.value.rounded(), table(form));
        };
        for (const vec& terms : ways.terms) {
            const mat sum = product.A * arma::diagmat(terms) * product.B;
            for (const vec& i : ways.rows)
                for (const vec& j : ways.cols) {
                    const mat times = i * j.t();
                    mat kept = product.C;
                    kept.elem(arma::find(times)) = sum.elem(arma::find(times));
                    if (is(times % sum) || is(kept)) return true;
                }
        }
        return false;
    };
    return {std::move(id), hint, std::move(says), met};
}

std::vector<Known> known_mistakes(const Product& product) {
    const i64 m = product.m(), n = product.n(), k = product.k();
    const Tile tile = product.tile;
    const auto right_or = [&](auto way) {
        const auto two = [&](i64 size, i64 of) { return std::vector{taken(size, of, of), way(size, of)}; };
        return Ways{two(m, tile.m), two(n, tile.n), two(k, tile.k)};
    };
    const auto swapped = [&](i64 size) {
        std::vector<vec> ways{taken(size, 1, 1)};
        for (const i64 step : {tile.m, tile.n, tile.k})
            for (const i64 length : {tile.m, tile.n, tile.k})
                if (step != length) ways.push_back(taken(size, step, length));
        return ways;
    };
    vec last_terms(arma::uword(k), arma::fill::zeros);
    last_terms.tail(arma::uword(k - (k - 1) / tile.k * tile.k)).ones();
    return {
        known_ways(
            "rezeroed", 2,
            "Your C is the product of the last tiles of A and B along k: what came before is lost. Set a "
            "tile of C to 0 once, before the first of them, and add to it from then on.",
            product, {{taken(m, 1, 1)}, {taken(n, 1, 1)}, {last_terms}}),
        known_ways(
            "drops_remainder", 2,
            "Your tiles are whole ones only: what is left at the edge of the matrices, where a whole tile "
            "does not fit any more, has no part in C. The last tile is as large as what is left.",
            product, right_or(taken_by_whole_tiles)),
        known_ways(
            "double_count", 2,
            "Your last tile reaches back in order to be whole, and what it shares with the tile before it "
            "is added twice. The last tile is as large as what is left.",
            product, right_or(taken_by_overlapping_tiles)),
        known_ways("swapped_tiles", 1,
                   "Your tiles are not as long as the steps between them, so entries are left out or come in "
                   "twice. i goes with tile.m, j with tile.n and p with tile.k.",
                   product, {swapped(m), swapped(n), swapped(k)}),
        known("not_cleared", 2, "Your C is AB plus what was in it before. Set it to 0 first.",
              [&] { return mat(product.A * product.B + product.C); }),
    };
}

// ---- calls and checks ------------------------------------------------------------------------------------

Showing inputs(const Product& product) {
    const auto [m, n, k] = product.tile;
    return {{"A", table(product.A)},
            {"B", table(product.B)},
            {"the old C", table(product.C)},
            {"tile (m, n, k)", table(mat{{double(m), double(n), double(k)}})}};
}

/// The matrices of a product, each in a buffer of its own.
template<class T> struct Operands {
    Operand<T> A, B, C;
    explicit Operands(const Product& product, i64 room = 0)
        : A("A", product.A, room), B("B", product.B, 2 * room), C("C", product.C, 3 * room) {}
};

template<class T> using Gemm = Callee<void (*)(CView<T>, CView<T>, View<T>, Tile)>;

template<class T> bool expect_product(Gemm<T> gemm, const Product& product, i64 room, const Expected& right) {
    Operands<T> in(product, room);
    submit(gemm, in.A.view(), in.B.view(), in.C.view(), product.tile);
    const Showing shown = inputs(product);
    return expect("C", in.C.view(), right, known_mistakes(product));
}

/// Whether anything but the m x n corner has changed.
bool changed_around(const mat& before, const mat& after, i64 m, i64 n) {
    mat changed = arma::abs(after - before);
    changed.submat(0, 0, arma::size(arma::uword(m), arma::uword(n))).zeros();
    return arma::accu(changed) != 0;
}

/// What the first rows x cols elements in the memory of M are, without regard to its leading dimension.
mat without_ld(const mat& M, i64 rows, i64 cols) {
    const vec memory = arma::vectorise(M, 1).t();
    return arma::reshape(memory.head(arma::uword(rows * cols)), arma::uword(cols), arma::uword(rows)).t();
}

std::string sticks_out(const std::string& how) {
    return "Your tiles stick out over the edge: " + how + " At the edge a tile is as large as what is left.";
}

/// The matrices are corners of larger ones, so that it shows what happens around them.
bool expect_product_in_corner(const Product& product) {
    const i64 m = product.m(), n = product.n(), k = product.k();
    const Tile tile = product.tile;
    const mat A = surrounded(product.A, tile.m, tile.k), B = surrounded(product.B, tile.k, tile.n),
              C = surrounded(product.C, tile.m, tile.n);
    Operands<double> in({A, B, C, tile});
    const std::string outside =
        submit(CALL(gemm_blocked_in_corner), m, n, k, in.A.view(), in.B.view(), in.C.view(), tile);
    const Showing shown = inputs(product);
    if (!expect_that(outside.empty(), "A view was asked for " + outside + ".",
                     {known_if(true, "overrun", 2, sticks_out("you ask a view for what it does not have."))}))
        return false;

    const std::string ld = "Row i of a view begins at p + i · ld. You ";
    const mat after = values(in.C.view());
    const bool last_row_kept = m > 1 && arma::all(after.row(arma::uword(m - 1)) == C.row(arma::uword(m - 1)));
    if (!expect_that(!changed_around(C, after, m, n), "Your code wrote below C, or on its right.",
                     {known_if(last_row_kept, "ld_is_cols", 2, ld + "write C as if ld were cols."),
                      known_if(true, "overrun", 2, sticks_out("you write to memory that is not C's."))}))
        return false;

    auto mistakes = known_mistakes(product);
    const auto corner = [&](const mat& M) { return mat(M.submat(0, 0, arma::size(product.C))); };
    mistakes.push_back(known("overrun", 2, sticks_out("the sums have terms that are not of A and B."),
                             [&] { return corner(A.head_cols(A.n_cols - 1) * B.head_rows(B.n_rows - 1)); }));
    mistakes.push_back(known("ld_is_cols", 2, ld + "read A and B as if ld were cols.",
                             [&] { return mat(without_ld(A, m, k) * without_ld(B, k, n)); }));
    return expect("C", corner(after), exact(product), mistakes);
}

// ---- traffic ---------------------------------------------------------------------------------------------

/// n x n matrices, tiles of b x b, and a cache of Z words in lines of L.
struct Setting {
    i64 n, b, Z;
    static constexpr i64 word = 8, L = 8;

    trace::Caches cache() const { return {.line = L * word, .capacity = {Z * word}}; }
    /// Rows of tiles, b words, begin and end at the borders of lines: b is a multiple of L, and so is n, and
    /// the arrays begin with a line. So while one product of tiles runs it touches 3b²/L lines, no more than
    /// the Z/L that the cache holds, as 3b² does not exceed Z. LRU drops a line only after Z/L others have
    /// been used since it was used itself; so none of them is dropped while the product runs, and each misses
    /// once at most. There are (n/b)³ products. On top come the lines of C, for setting it to 0, and thrice
    /// those of A and of B, for those who copy them tile after tile into a std::vector: a copy is set to 0,
    /// the matrix is read, and the copy is written.
    i64 enough() const { return 3 * n * n * n / (L * b) + 7 * n * n / L; }
};

bool same_misses(const Measured& a, const Measured& b) {
    for (std::size_t i = 0; i < a.arrays.size(); ++i)
        if (a.arrays[i].traffic.misses != b.arrays[i].traffic.misses) return false;
    return a.own.misses == b.own.misses;
}

/// The traffic of a product, if the product is right and its misses are within their bound.
std::optional<Measured> expect_traffic(Random& random, Setting setting) {
    const i64 n = setting.n, b = setting.b;
    const Product product = integers(random, {n, n, n}, {b, b, b});
    Operands<double> in(product);
    const auto with = [&](Tile tile) {
        return measure(setting.cache(), CALL(gemm_blocked<double>), in.A.view(), in.B.view(), in.C.view(),
                       tile);
    };
    const Measured measured = with(product.tile);
    if (!expect("C", in.C.view(), exact(product), known_mistakes(product))) return {};
    const std::string says = "Your product has the same misses with tiles of another size. Put three loops "
                             "over tiles around those over elements, and take their steps from tile.m, "
                             "tile.n and tile.k.";
    const auto met = [&](const Table&, const Expected&) { return same_misses(measured, with({n, n, n})); };
    if (!expect_misses(measured, 0, setting.enough(),
                       "3n³/(Lb) + 7n²/L, for n = " + std::to_string(n) + " and b = " + std::to_string(b),
                       {{"ignores_tile", 1, says, met}}))
        return {};
    return measured;
}

/// How often a line of an n x n matrix was fetched, on average.
std::string fetched(const trace::ArrayTraffic& traffic, i64 n) {
    return printed(double(traffic.misses[0] * Setting::L) / double(n * n), 3);
}

} // namespace

TEST_CASE("every size meets every tile, and integers come out exactly", "[points:2]") {
    Random random(seed());
    if (!expect_product_in_corner(integers(random, {5, 4, 6}, {2, 3, 4}))) return;
    // With i and j from 0 to 8, each of the three pairs (size, tile) takes all 81 values.
    for (i64 i = 0; i < 9; ++i)
        for (i64 j = 0; j < 9; ++j) {
            const Size size{1 + i, 1 + (i + j) % 9, 1 + (2 * i + j) % 9};
            const Tile tile{1 + j, 1 + (i + 2 * j) % 9, 1 + (i + j) % 9};
            if (!expect_product_in_corner(integers(random, size, tile))) return;
        }
}

TEST_CASE("large and empty matrices come out exactly, whatever the tile", "[points:1]") {
    Random random(seed());
    for (const auto& [size, tile] : {std::pair{Size{5, 4, 6}, Tile{2, 3, 4}},
                                     {{11, 13, 7}, {4, 3, 5}},
                                     {{97, 89, 83}, {16, 32, 8}},
                                     {{97, 97, 97}, {16, 16, 16}},
                                     {{1, 97, 1}, {3, 16, 2}},
                                     {{3, 2, 0}, {2, 2, 2}},
                                     {{0, 3, 2}, {2, 2, 2}},
                                     {{3, 0, 2}, {2, 2, 2}}})
        if (!expect_product_in_corner(integers(random, size, tile))) return;

    constexpr i64 large = 1'000'000'000;
    Product product = integers(random, {5, 4, 6}, {large, large, large});
    for (const Tile tile : {Tile{large, large, large}, {large, 3, 4}, {2, large, 4}, {2, 3, large}}) {
        product.tile = tile;
        for (const i64 room : {0, 1})
            if (!expect_product(CALL(gemm_blocked<float>), product, room, exact(product))) return;
    }
    product.C = nothing(5, 4); // what is not read may be NaN
    expect_product(CALL(gemm_blocked<double>), product, 2, exact(product));
}

TEST_CASE("rounding stays within its bound, in double and in float", "[points:1]") {
    Random random(seed());
    for (const auto& [size, tile] :
         {std::pair{Size{5, 4, 29}, Tile{2, 3, 4}}, {{7, 3, 101}, {4, 4, 16}}, {{3, 8, 6}, {3, 5, 1}}}) {
        const auto in_double = reals<double>(random, size, tile);
        if (!expect_product(CALL(gemm_blocked<double>), in_double, 3,
                            rounded(in_double, unit_roundoff<double>)))
            return;
        const auto in_float = reals<float>(random, size, tile);
        if (!expect_product(CALL(gemm_blocked<float>), in_float, 2, rounded(in_float, unit_roundoff<float>)))
            return;
    }
}

TEST_CASE("every term is multiplied once, at the edges too", "[points:1]") {
    Random random(seed());
    for (const auto& [size, tile] : {std::pair{Size{5, 4, 6}, Tile{2, 3, 4}},
                                     {{8, 9, 6}, {4, 3, 2}},
                                     {{7, 10, 11}, {4, 4, 4}},
                                     {{2, 3, 4}, {8, 8, 8}}}) {
        const Product product = integers(random, size, tile);
        Operands<Counted<double>> in(product, 1);
        const OpCount count =
            submit(CALL(counted_gemm_blocked), in.A.view(), in.B.view(), in.C.view(), product.tile);
        const Showing shown = inputs(product);
        if (!expect("C", in.C.view(), exact(product), known_mistakes(product))) return;
        const auto [m, n, k] = size;
        if (!expect_that(count.mul == m * n * k,
                         "For m = " + std::to_string(m) + ", n = " + std::to_string(n) +
                             ", k = " + std::to_string(k) + " your product multiplied " +
                             std::to_string(count.mul) + " times; it has mnk = " + std::to_string(m * n * k) +
                             " terms. Do tiles overlap, or are they filled up with zeros?"))
            return;
    }
}

TEST_CASE("three tiles of 16 x 16 fit into 8 KiB, so their product fetches each line once", "[points:1]") {
    Random random(seed());
    const auto measured = expect_traffic(random, {.n = 128, .b = 16, .Z = 1024});
    if (!measured) return;
    const auto own = measured->own.misses[0];
    remark("Your product of 128 × 128 matrices by tiles of 16 × 16 misses a cache of 8 KiB " +
           grouped(measured->misses(0)) +
           " times; i, p, j without tiles misses it 266,240 times. On average a line of A is fetched " +
           fetched((*measured)["A"].traffic, 128) + " ×, one of B " + fetched((*measured)["B"].traffic, 128) +
           " ×, and one of C " + fetched((*measured)["C"].traffic, 128) + " ×" +
           (own > 0 ? "; your own memory has " + grouped(own) + " misses" : "") +
           ". Every tile has a part in 128/16 = 8 products of tiles, and one of the three can stay for the "
           "next product: a tile is not \"loaded once\" (erratum E50).");
}

TEST_CASE("a larger cache takes larger tiles, and a smaller one smaller tiles", "[points:1]") {
    Random random(seed());
    const auto measured = expect_traffic(random, {.n = 128, .b = 32, .Z = 4096});
    // In 2 KiB no tile fits that is good enough for the other two caches.
    if (!measured || !expect_traffic(random, {.n = 64, .b = 8, .Z = 256})) return;
    remark(
        "With tiles of 32 × 32 and a cache of 32 KiB your product misses " + grouped(measured->misses(0)) +
        " times. In 8 KiB three of these tiles do not fit: i, j, p over tiles and i, p, j inside would have "
        "280,576 misses, more than i, p, j without tiles.");
}

TEST_CASE("shapes that do not fit together, and tiles without an extent, are refused", "[points:1]") {
    Random random(seed());
    const Product good = integers(random, {5, 4, 6}, {2, 3, 4});
    if (!expect_product(CALL(gemm_blocked<double>), good, 1, exact(good))) return;
    const auto refuses = [&](const std::string& why, const mat& A, const mat& B, const mat& C, Tile tile) {
        Operands<double> in({A, B, C, tile}, 1);
        return expect_throw<std::invalid_argument>(why, CALL(gemm_blocked<double>), in.A.view(), in.B.view(),
                                                   in.C.view(), tile);
    };
    const auto& [A, B, C, tile] = good;
    refuses("if A is 5 x 6 and B is 7 x 4", A, random.integers(7, 4), C, tile);
    refuses("if A is 5 x 6 and B is 4 x 4", A, random.integers(4, 4), C, tile);
    refuses("if AB is 5 x 4 and C is 4 x 5", A, B, random.integers(4, 5), tile);
    refuses("if AB is 5 x 4 and C is 6 x 4", A, B, random.integers(6, 4), tile);
    refuses("if AB is 5 x 4 and C is 5 x 3", A, B, random.integers(5, 3), tile);
    refuses("if tile.m = 0", A, B, C, {0, 3, 4});
    refuses("if tile.n = 0", A, B, C, {2, 0, 4});
    refuses("if tile.k = 0", A, B, C, {2, 3, 0});
    refuses("if tile.n = -3", A, B, C, {2, -3, 4});
}
