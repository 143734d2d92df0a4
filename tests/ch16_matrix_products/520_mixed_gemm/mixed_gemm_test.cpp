#include "mixed_gemm.hpp"

#include "judge/test.hpp"

using namespace judge;
using arma::mat;
using Word = std::uint16_t;
using Words = arma::Mat<Word>;

namespace {

/// One call, and what is in C before it.
struct Product {
    Half half;
    Acc acc;
    Words A, B;
    mat C;
};

/// Which words, and which sums; there are three.
struct Mode {
    Half half;
    Acc acc;
};
constexpr Mode f16_in_f32{Half::F16, Acc::F32}, bf16_in_f32{Half::BF16, Acc::F32},
    f16_in_f16{Half::F16, Acc::F16};

struct Size {
    arma::uword m, n, k;
};

float value(Word word, Half half) {
    return half == Half::F16 ? tools::from_f16(word) : tools::from_bf16(word);
}
Word nearest(double x, Half half) {
    return half == Half::F16 ? tools::to_f16(static_cast<float>(x)) : tools::to_bf16(static_cast<float>(x));
}
float rounded(float x, Half half) { return value(nearest(x, half), half); }

mat values(const Words& words, Half half) {
    mat result(words.n_rows, words.n_cols);
    for (arma::uword i = 0; i < words.n_elem; ++i) result(i) = value(words(i), half);
    return result;
}

// ---- what is right, and what is well known and wrong -----------------------------------------------------

/// How an entry may be computed: what a word is taken for, and what is rounded to 16 bits on the way.
struct Way {
    bool products_rounded = false, sums_rounded = false, result_rounded = false;
    enum { AsSaid, AsTheOther, AsInteger } words = AsSaid;
    bool from_old_C = false;
    bool zeros_of_A_skipped = false, zeros_of_B_skipped = false;
};

Way right_way(const Product& product) { return {.sums_rounded = product.acc == Acc::F16}; }

/// What comes out, and how far another order of the additions may lead from that: both are within gamma_k
/// |A||B| of the exact sum, with |C| to it where the sum begins there. Where sums are rounded to 16 bits, the
/// order is prescribed.
struct Outcome {
    Table C, slack;
};

Outcome outcome(const Product& product, const Way& way) {
    const auto [m, n, k] = Size{product.A.n_rows, product.B.n_cols, product.A.n_cols};
    const Half other = product.half == Half::F16 ? Half::BF16 : Half::F16;
    const auto read = [&](Word word) {
        return way.words == Way::AsInteger ? static_cast<float>(word)
                                           : value(word, way.words == Way::AsSaid ? product.half : other);
    };
    Outcome result{Table(m, n), Table(m, n)};
    for (arma::uword i = 0; i < m; ++i)
        for (arma::uword j = 0; j < n; ++j) {
            float sum = way.from_old_C ? static_cast<float>(product.C(i, j)) : 0;
            double sizes = std::fabs(sum);
            for (arma::uword p = 0; p < k; ++p) {
                const float a = read(product.A(i, p)), b = read(product.B(p, j));
                if ((way.zeros_of_A_skipped && a == 0) || (way.zeros_of_B_skipped && b == 0)) continue;
                const float term = way.products_rounded ? rounded(a * b, product.half) : a * b;
                sum = way.sums_rounded ? rounded(sum + term, product.half) : sum + term;
                sizes += std::fabs(term);
            }
            result.C(i, j) = way.result_rounded ? rounded(sum, product.half) : sum;
            if (!way.sums_rounded && !way.result_rounded)
                result.slack(i, j) = 2 * gamma(static_cast<double>(k) + 1, unit_roundoff<float>) * sizes;
        }
    return result;
}

/// For words whose sums are not rounded in float, or where every rounding is prescribed.
Expected prescribed(const Product& product) {
    Expected right = exactly(outcome(product, right_way(product)).C);
    right.theorem = product.acc == Acc::F32 ? "every product and every sum is a float"
                                            : "each sum is rounded to float and then to FP16, in the order "
                                              "p = 0, 1, 2 and so on";
    return right;
}

/// Products of 16-bit numbers are exact in float, so a sum of k terms suffers k - 1 roundings, or k if it is
/// computed in double and then rounded. In double-double the sum is good to 2^-100 of the terms, far less
/// than the one rounding by which gamma_k exceeds gamma_{k-1}.
Expected rounded_in_float(const Product& product) {
    const Table A = table(values(product.A, product.half)), B = table(values(product.B, product.half));
    return within(Exact(A) * Exact(B), product_bound(A, B, 0, unit_roundoff<float>), "gamma_k |A||B|");
}

/// The same numbers, within what the order of additions may change; NaN is the same as NaN.
bool alike(const Table& a, const Outcome& b) {
    if (!a.same_shape(b.C)) return false;
    for (std::size_t i = 0; i < a.elements.size(); ++i) {
        const double x = a.elements[i], y = b.C.elements[i];
        const bool both_nan = x != x && y != y;
        if (x != y && !both_nan && !(std::fabs(x - y) <= b.slack.elements[i] && std::isfinite(y)))
            return false;
    }
    return true;
}

/// Recognised because C is what comes out this way, where the right one is not.
Known known_way(std::string id, int hint, std::string says, const Product& product, const Table& got,
                Way way) {
    const auto met = [=](const Table&, const Expected&) {
        const Outcome wrong = outcome(product, way);
        return alike(got, wrong) && !alike(outcome(product, right_way(product)).C, wrong);
    };
    return {std::move(id), hint, std::move(says), met};
}

std::vector<Known> known_mistakes(const Product& product, const Table& got) {
    std::vector<Known> mistakes;
    const bool in_f16 = product.acc == Acc::F16, f16 = product.half == Half::F16;
    const auto add = [&](const char* id, int hint, const char* says, Way way) {
        mistakes.push_back(known_way(id, hint, says, product, got, way));
    };
    add("integer_bits", 1,
        f16 ? "You take a word for the integer that has the same bits. The number 1 is the FP16 word 0x3C00, "
              "which as an integer is 15360: convert every word before you multiply."
            : "You take a word for the integer that has the same bits. The number 1 is the BF16 word 0x3F80, "
              "which as an integer is 16256: convert every word before you multiply.",
        {.sums_rounded = in_f16, .words = Way::AsInteger});
    add("format_confused", 1,
        f16 ? "You read FP16 words as if they were BF16. The number 1 is the word 0x3C00 in FP16, which in "
              "BF16 "
              "would be 0.0078125."
            : "You read BF16 words as if they were FP16. The number 1 is the word 0x3F80 in BF16, which in "
              "FP16 "
              "would be 1.875.",
        {.sums_rounded = in_f16, .words = Way::AsTheOther});
    add("accumulates", 1, "Your sums begin with what was in C before. C is to be overwritten: begin at 0.",
        {.sums_rounded = in_f16, .from_old_C = true});
    const char* zeros =
        "You leave out the terms that have a factor 0. But 0 · ∞ and 0 · NaN are NaN, and C has "
        "to show that a number has left its range.";
    add("skips_zeros", 3, zeros, {.sums_rounded = in_f16, .zeros_of_A_skipped = true});
    add("skips_zeros", 3, zeros, {.sums_rounded = in_f16, .zeros_of_B_skipped = true});
    add("skips_zeros", 3, zeros,
        {.sums_rounded = in_f16, .zeros_of_A_skipped = true, .zeros_of_B_skipped = true});
    add("half_product", 2,
        "You round every product to 16 bits before you add it. The product of two words is exact in float: "
        "rounded to FP16, 65 · 65 would be 4224.",
        {.products_rounded = true, .sums_rounded = in_f16});
    if (in_f16) {
        add("acc_ignored", 2,
            "With Acc::F16 your C is the one of Acc::F32. The sum has to be rounded to FP16 after every "
            "term.",
            {});
        add("rounded_at_the_end", 2,
            "With Acc::F16 you add up in float, and round to FP16 once, at the end. The sum has to be "
            "rounded "
            "after every term, so that 4096 ones give 2048.",
            {.result_rounded = true});
        return mistakes;
    }
    add("half_accumulator", 2,
        "With Acc::F32 you round the sum to 16 bits after every term. It has to stay a float all the way: in "
        "FP16, 2048 + 1 is 2048, and in BF16, 256 + 1 is 256.",
        {.sums_rounded = true});
    add("half_accumulator", 2,
        "With Acc::F32 you round every product and every sum to 16 bits. Both have to stay floats: in FP16, "
        "2048 + 1 is 2048, and in BF16, 256 + 1 is 256.",
        {.products_rounded = true, .sums_rounded = true});
    add("half_result", 2,
        "With Acc::F32 you round the finished sum to 16 bits. C holds floats: nothing is to be rounded after "
        "the last addition.",
        {.result_rounded = true});
    return mistakes;
}

// ---- calls and checks ------------------------------------------------------------------------------------

/// How many elements lie between cols and ld.
struct Room {
    int A = 0, B = 0, C = 0;
};

template<class T, class M> void fill(View<T> view, const M& elements) {
    for (i64 i = 0; i < view.rows; ++i)
        for (i64 j = 0; j < view.cols; ++j)
            view(i, j) = static_cast<T>(elements(arma::uword(i), arma::uword(j)));
}

i64 count(arma::uword n) { return static_cast<i64>(n); }

/// The matrices of a product, each in a buffer of its own.
struct Operands {
    Buffer<Word> A, B;
    Buffer<float> C;

    explicit Operands(const Product& product, Room room = {})
        : A("A", count(product.A.n_rows), count(product.A.n_cols), count(product.A.n_cols) + room.A),
          B("B", count(product.B.n_rows), count(product.B.n_cols), count(product.B.n_cols) + room.B),
          C("C", count(product.C.n_rows), count(product.C.n_cols), count(product.C.n_cols) + room.C) {
        fill(A.view(), product.A);
        fill(B.view(), product.B);
        fill(C.view(), product.C);
    }
};

/// C after the call.
Table result(const Product& product, Room room = {}) {
    Operands in(product, room);
    submit(CALL(gemm_half), in.A.view(), in.B.view(), in.C.view(), product.half, product.acc);
    return table(in.C.view());
}

std::string name_of_C(const Product& product) {
    return product.acc == Acc::F16 ? "With Acc::F16, C" : "With Acc::F32, C";
}

Showing shown(const Product& product) {
    const std::string words = product.half == Half::F16 ? " (from FP16 words)" : " (from BF16 words)";
    return {{"A" + words, table(values(product.A, product.half))},
            {"B" + words, table(values(product.B, product.half))},
            {"the old C", table(product.C)}};
}

bool expect_C(const Product& product, const Table& got, const Expected& right,
              const std::vector<Known>& mistakes) {
    const Showing inputs = shown(product);
    return expect(name_of_C(product), got, right, mistakes);
}

bool expect_prescribed(const Product& product) {
    const Table got = result(product);
    return expect_C(product, got, prescribed(product), known_mistakes(product, got));
}

bool expect_rounded_in_float(const Product& product) {
    const Table got = result(product);
    return expect_C(product, got, rounded_in_float(product), known_mistakes(product, got));
}

/// NaN without its sign, which depends on the processor.
Table plain(Table C) {
    for (double& element : C.elements)
        if (element != element) element = arma::datum::nan;
    return C;
}

/// Where NaN has to come out, NaN is right.
bool expect_with_nan(const Product& product) {
    const Table got = plain(result(product)), right = plain(outcome(product, right_way(product)).C);
    const auto same = [](double x, double y) { return x == y || (x != x && y != y); };
    std::size_t at = 0;
    while (at < got.elements.size() && same(got.elements[at], right.elements[at])) ++at;
    if (at == got.elements.size()) return true;
    const Showing inputs = shown(product);
    const Showing outputs{{"C, got", got}, {"C, expected", right}};
    return expect_that(false,
                       name_of_C(product) + "(" + std::to_string(at / got.cols) + "," +
                           std::to_string(at % got.cols) + ") = " + printed(got.elements[at]) +
                           ", expected " + printed(right.elements[at]) + ".",
                       known_mistakes(product, got));
}

/// The product of these numbers, rounded to words.
Product product_of(Random& random, Mode mode, const mat& A, const mat& B) {
    const auto words = [&](const mat& numbers) {
        Words result(numbers.n_rows, numbers.n_cols);
        for (arma::uword i = 0; i < numbers.n_elem; ++i) result(i) = nearest(numbers(i), mode.half);
        return result;
    };
    return {mode.half, mode.acc, words(A), words(B), random.integers(A.n_rows, B.n_cols)};
}

Product integers(Random& random, Mode mode, Size size, int most) {
    return product_of(random, mode, random.integers(size.m, size.k, most),
                      random.integers(size.k, size.n, most));
}

Product normals(Random& random, Mode mode, Size size, double scale_of_A, double scale_of_B) {
    return product_of(random, mode, scale_of_A * random.normals(size.m, size.k),
                      scale_of_B * random.normals(size.k, size.n));
}

/// Entry (0, 0) is 65 · 65 + 1 · 1 + 1 · 1, in which each rounding to FP16 has a result of its own: 4227,
/// or 4224, 4226, 4228. Entry (1, 1) is -4224 + 4225; (2, 2) and (2, 3) leave the range of FP16, and the
/// first of them comes back to 0.
Product worked_example(Random& random, Mode mode) {
    return product_of(random, mode, {{65, 1, 1}, {-66, 65, 0}, {300, 300, 0}},
                      {{65, 64, 300, 300}, {1, 65, -300, 0}, {1, 0, 0, 0}});
}

/// 4096 ones, and 2049 of them.
Product ones(Random& random, Mode mode) {
    mat A(2, 4096, arma::fill::ones);
    A.row(1).tail(4096 - 2049).zeros();
    return product_of(random, mode, A, mat(4096, 1, arma::fill::ones));
}

/// Numbers with k = 1, where no sum is rounded: 1 + 2^-8 is 1 in BF16, and 1e30 is infinite in FP16.
Product one_term(Random& random, Mode mode) {
    return product_of(random, mode, arma::vec{1 + 0x1p-8, 300, 1e30, -0.125}, arma::rowvec{1, -2});
}

} // namespace

TEST_CASE("small whole numbers come out exactly, for all words, sums and sizes", "[points:1]") {
    Random random(seed());
    // Up to 5 · 5 · 10: every product and every sum is a word of either format.
    for (const Mode mode : {f16_in_f32, bf16_in_f32, f16_in_f16})
        for (const Size size : {Size{3, 3, 3},
                                {2, 3, 5},
                                {5, 4, 10},
                                {1, 1, 1},
                                {1, 4, 7},
                                {3, 1, 2},
                                {2, 3, 1},
                                {3, 2, 0},
                                {0, 3, 2},
                                {3, 0, 2}})
            if (!expect_prescribed(integers(random, mode, size, 5))) return;
}

TEST_CASE("rows begin at multiples of ld, and matrices may be slices of one buffer", "[points:1]") {
    Random random(seed());
    for (const Mode mode : {f16_in_f32, bf16_in_f32, f16_in_f16}) {
        const Product product = integers(random, mode, {4, 3, 5}, 5);
        if (!expect_prescribed(product)) return;
        const std::vector<Known> ld{known_if(
            true, "ld_is_cols", 1,
            "The same matrices come out right with ld = cols, and wrong with ld > cols: row i of a view "
            "begins at p + i · ld.")};
        for (const Room room : {Room{2, 0, 0}, {0, 3, 0}, {0, 0, 5}, {3, 1, 2}})
            if (!expect_C(product, result(product, room), prescribed(product), ld)) return;

        // A and B side by side, C in a buffer of its own, and poison on all sides.
        Buffer<Word> words("the buffer of A and B", 7, 10, 10);
        Buffer<float> floats("the buffer of C", 6, 5, 5);
        const View<Word> A = words.part(2, 1, 4, 5), B = words.part(1, 6, 5, 3);
        const View<float> C = floats.part(1, 1, 4, 3);
        fill(A, product.A);
        fill(B, product.B);
        fill(C, product.C);
        submit(CALL(gemm_half), A, B, C, mode.half, mode.acc);
        if (!expect_C(product, table(C), prescribed(product), ld)) return;
    }
}

TEST_CASE("with Acc::F32, nothing is rounded to 16 bits: no product, no sum, no result", "[points:1]") {
    Random random(seed());
    for (const Mode mode : {f16_in_f32, bf16_in_f32}) {
        if (!expect_prescribed(worked_example(random, mode))) return;
        // Below 2^24 whole numbers are floats, so any order of the sum is exact.
        if (!expect_prescribed(integers(random, mode, {4, 3, 23}, 256))) return;
        if (!expect_prescribed(ones(random, mode))) return;
        if (!expect_prescribed(one_term(random, mode))) return;
    }
}

TEST_CASE("with Acc::F32, rounding stays within the bound of float", "[points:1]") {
    Random random(seed());
    // In these products the exponents of BF16 reach from far below the range of FP16 to far beyond it.
    for (const Size size : {Size{4, 5, 16}, {5, 3, 37}, {3, 4, 64}})
        for (const auto& [scale_of_A, scale_of_B] : {std::pair{1.0, 1.0}, {1e-15, 1e-14}, {1e-3, 1e18}}) {
            if (!expect_rounded_in_float(normals(random, f16_in_f32, size, 1, 100))) return;
            if (!expect_rounded_in_float(normals(random, bf16_in_f32, size, scale_of_A, scale_of_B))) return;
        }
}

TEST_CASE("with Acc::F16, the sum is rounded after every term, and not otherwise", "[points:2]") {
    Random random(seed());
    if (!expect_prescribed(worked_example(random, f16_in_f16))) return;
    // Whole numbers; numbers of every size; and sums that are subnormal in FP16.
    if (!expect_prescribed(integers(random, f16_in_f16, {4, 3, 23}, 64))) return;
    for (const Size size : {Size{3, 4, 7}, {4, 5, 29}, {5, 3, 64}})
        for (const double scale : {1.0, 20.0, 0x1p-9, 0x1p-12})
            if (!expect_prescribed(normals(random, f16_in_f16, size, scale, scale))) return;
    if (!expect_prescribed(ones(random, f16_in_f16)) || !expect_prescribed(one_term(random, f16_in_f16)))
        return;

    // 1 + 2^-10 + 2^-11 - 2^-31 lies just below the middle of two FP16 numbers. As a float it is the middle,
    // and goes up, to the even one.
    if (!expect_prescribed(product_of(random, f16_in_f16, {{1 + 0x1p-10, 0x1p-11 + 0x1p-21}},
                                      {{1, -1}, {1 - 0x1p-10, 0x1p-10 - 1}})))
        return;

    Product growing = normals(random, f16_in_f16, {1, 1, 4096}, 1, 1);
    for (Words* words : {&growing.A, &growing.B}) words->transform([](Word word) { return word & 0x7fff; });
    if (!expect_prescribed(growing)) return;
    const double exact = arma::dot(values(growing.A, Half::F16), values(growing.B, Half::F16).t());
    const auto error = [&] { return printed(std::fabs(result(growing)(0, 0) / exact - 1), 2); };
    const std::string in_f16 = error();
    growing.acc = Acc::F32;
    remark("The same 4096 positive products: with Acc::F16 your sum has a relative error of " + in_f16 +
           ", with Acc::F32 of " + error() + ".");
}

TEST_CASE("infinity and NaN show in C, also where they meet a 0", "[points:1]") {
    Random random(seed());
    const double inf = arma::datum::inf, nan = arma::datum::nan;
    // The rows of A, and the columns of B: infinity and 0 on one side or the other; infinities that agree,
    // and that do not; NaN; and nothing of the kind.
    const mat A{{3, inf, 0}, {-2, 0, 1}, {0, 1, -4}, {-inf, 2, inf}, {1, -nan, 2}, {-1, 5, 2}},
        B{{2, 1, 0, -3}, {1, inf, 2, 4}, {3, 2, -5, nan}};
    for (const Mode mode : {f16_in_f32, bf16_in_f32, f16_in_f16}) {
        Product product = product_of(random, mode, A, B);
        if (!expect_with_nan(product)) return;
        // NaN with a payload in the last bit alone
        product.A(4, 1) = static_cast<Word>(nearest(inf, mode.half) + 1);
        if (!expect_with_nan(product)) return;
    }
}

TEST_CASE("shapes that do not fit are refused, and so are BF16 words with Acc::F16", "[points:1]") {
    Random random(seed());
    for (const Mode mode : {f16_in_f32, bf16_in_f32, f16_in_f16})
        if (!expect_prescribed(integers(random, mode, {2, 4, 3}, 5))) return;
    const auto expect_refused = [](const std::string& why, const Product& bad) {
        Operands in(bad);
        expect_throw<std::invalid_argument>(why, CALL(gemm_half), in.A.view(), in.B.view(), in.C.view(),
                                            bad.half, bad.acc);
    };
    for (const Mode mode : {f16_in_f32, bf16_in_f32, f16_in_f16}) {
        const Product good = integers(random, mode, {2, 4, 3}, 5);
        const auto changed = [&](auto change) {
            Product bad = good;
            change(bad);
            return bad;
        };
        expect_refused("if A is 2 x 4 and B is 3 x 4", changed([](Product& bad) { bad.A.ones(2, 4); }));
        expect_refused("if A is 2 x 3 and B is 4 x 3", changed([](Product& bad) { bad.B.ones(4, 3); }));
        expect_refused("if A is 2 x 3, B is 3 x 4 and C is 4 x 2",
                       changed([](Product& bad) { bad.C.ones(4, 2); }));
        expect_refused("if A is 2 x 3, B is 3 x 4 and C is 2 x 5",
                       changed([](Product& bad) { bad.C.ones(2, 5); }));
        expect_refused("if A is 2 x 3, B is 3 x 4 and C is 1 x 4",
                       changed([](Product& bad) { bad.C.ones(1, 4); }));
    }
    expect_refused("for BF16 words with Acc::F16", integers(random, {Half::BF16, Acc::F16}, {2, 4, 3}, 5));
}
