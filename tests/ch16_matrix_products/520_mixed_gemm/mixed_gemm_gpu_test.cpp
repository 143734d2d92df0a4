#include "mixed_gemm_gpu_calls.hpp"

#include "matrix/half.hpp"

#include "judge/test.hpp"

#include <cstring>

using namespace judge;
using arma::mat;
using Word = std::uint16_t;
using Words = arma::Mat<Word>;

namespace {

struct Size {
    arma::uword m, n, k;
};

/// One call, and what is in C before it.
struct Product {
    bool bf16;
    Words A, B;
    mat C;
};

float value(Word word, bool bf16) { return bf16 ? tools::from_bf16(word) : tools::from_f16(word); }
Word nearest(double x, bool bf16) {
    return bf16 ? tools::to_bf16(static_cast<float>(x)) : tools::to_f16(static_cast<float>(x));
}

mat values(const Words& words, bool bf16) {
    mat result(words.n_rows, words.n_cols);
    for (arma::uword i = 0; i < words.n_elem; ++i) result(i) = value(words(i), bf16);
    return result;
}
mat factor_A(const Product& product) { return values(product.A, product.bf16); }
mat factor_B(const Product& product) { return values(product.B, product.bf16); }

// ---- what is right ---------------------------------------------------------------------------------------

/// Where every product and every sum of products is a float.
mat right(const Product& product) { return factor_A(product) * factor_B(product); }

/// All products are exact. With additions that round, k - 1 of them are good for gamma_{k-1} |A||B|. A tensor
/// core adds q >= 4 products and a sum at once: it shifts all of them to the exponent of the largest, where
/// it cuts off what is below the last of 24 bits, and normalises the result by cutting off again. None of
/// these q + 1 errors exceeds 2u times the largest, which is at most |A||B|. For all of k, that is less than
/// (k + k/q) 2u |A||B| <= 2.5ku |A||B|, and 4k leaves room for the sums having grown by earlier errors.
Expected rounded_in_float(const Product& product) {
    const Table A = table(factor_A(product)), B = table(factor_B(product));
    return within(Exact(A) * Exact(B),
                  product_bound(A, B, 3 * static_cast<double>(A.cols), unit_roundoff<float>),
                  "gamma_4k |A||B|");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

/// The memory of a matrix that is stored by columns, read by rows; and the other way round.
mat stored_by_columns(const mat& A) { return arma::reshape(A, A.n_cols, A.n_rows).t(); }
mat read_by_columns(const mat& A) { return arma::reshape(mat(A.t()), A.n_rows, A.n_cols); }

/// The sum is rounded to 16 bits after every term: once if fused, or after the product as well.
mat in_16_bits(const Product& product, bool fused) {
    const mat A = factor_A(product), B = factor_B(product);
    const auto rounded = [&](double x) { return double(value(nearest(x, product.bf16), product.bf16)); };
    mat C(A.n_rows, B.n_cols, arma::fill::zeros);
    for (arma::uword i = 0; i < C.n_rows; ++i)
        for (arma::uword j = 0; j < C.n_cols; ++j)
            for (arma::uword p = 0; p < A.n_cols; ++p) {
                const double term = A(i, p) * B(p, j);
                C(i, j) = rounded(C(i, j) + (fused ? term : rounded(term)));
            }
    return C;
}

/// Words of 16 bits, written where floats should be: two in the place of each.
mat words_for_floats(const Product& product) {
    const mat C = right(product);
    std::vector<float> memory;
    std::vector<Word> words;
    for (arma::uword i = 0; i < C.n_rows; ++i)
        for (arma::uword j = 0; j < C.n_cols; ++j) {
            memory.push_back(static_cast<float>(product.C(i, j)));
            words.push_back(nearest(C(i, j), product.bf16));
        }
    std::memcpy(memory.data(), words.data(), words.size() * sizeof(Word));
    mat result(C.n_rows, C.n_cols);
    for (std::size_t at = 0; at < memory.size(); ++at)
        result(at / C.n_cols, at % C.n_cols) = double(memory[at]);
    return result;
}

struct Mistake {
    const char* id;
    int hint;
    const char* says;
    mat (*result)(const Product&);
};

const char* const half_accumulator =
    "Your sums are rounded to 16 bits after every term. They have to be kept in float: in FP16, 2048 + 1 is "
    "2048, and in BF16, 256 + 1 is 256.";

const Mistake mistakes[] = {
    {"swap", 1,
     "You call cuBLAS as if the matrices were stored by columns, and of square ones you get BA. It sees Aᵀ "
     "and Bᵀ in your memory and has to write Cᵀ = BᵀAᵀ: the factors change places.",
     [](const Product& product) {
         return stored_by_columns(read_by_columns(factor_A(product)) * read_by_columns(factor_B(product)));
     }},
    {"stored_by_columns", 2,
     "The right product, stored by columns: read by rows, your C is out of order. cuBLAS has to write Cᵀ = "
     "BᵀAᵀ.",
     [](const Product& product) { return stored_by_columns(right(product)); }},
    {"type_confused", 1,
     "You call the words FP16 where they are BF16, or the other way round. The number 1 is 0x3C00 in FP16, "
     "and 0x3F80 in BF16.",
     [](const Product& product) {
         return mat(values(product.A, !product.bf16) * values(product.B, !product.bf16));
     }},
    {"accumulated", 2,
     "Your product is added to what was in C before: β is 1. With β = 0 the old numbers are not read.",
     [](const Product& product) { return mat(right(product) + product.C); }},
    {"half_result", 2,
     "You let cuBLAS write C as words of 16 bits, two into the place of each float. C holds floats: its type "
     "is CUDA_R_32F, whatever the words of A and B are.",
     words_for_floats},
    {"half_accumulator", 2, half_accumulator,
     [](const Product& product) { return in_16_bits(product, true); }},
    {"half_accumulator", 2, half_accumulator,
     [](const Product& product) { return in_16_bits(product, false); }},
};

std::vector<Known> known_mistakes(const Product& product) {
    std::vector<Known> result;
    for (const Mistake& mistake : mistakes)
        result.push_back(
            known(mistake.id, mistake.hint, mistake.says, [=] { return mistake.result(product); }));
    return result;
}

const KnownFaults known_faults{
    {{"out_of_bounds", "ld_in_bytes", 1,
      "By what you tell it, a matrix reaches beyond its memory. Leading dimensions are counted in elements, "
      "not in bytes, and the elements of A and B have 16 bits."}}};

// ---- calls and checks ------------------------------------------------------------------------------------

/// How many elements lie between cols and ld.
struct Room {
    int A = 0, B = 0, C = 0;
};

/// A matrix in a buffer of its own.
template<class T> struct Operand : Buffer<T> {
    template<class M> Operand(const std::string& name, const M& values, int room)
        : Buffer<T>(name, i64(values.n_rows), i64(values.n_cols), i64(values.n_cols) + room) {
        this->fill([&](i64 i, i64 j) { return static_cast<T>(values(arma::uword(i), arma::uword(j))); });
    }
};

struct Operands {
    Operand<Word> A, B;
    Operand<float> C;
    explicit Operands(const Product& product, Room room = {})
        : A("A", product.A, room.A), B("B", product.B, room.B), C("C", product.C, room.C) {}

    /// The status of the call.
    std::string multiply(bool bf16, bool with_handle = true) {
        return submit(CALL(product_on_device), with_handle, bf16, A.view(), B.view(), C.view());
    }
};

/// Whether a call of cuBLAS was refused because the types of its matrices do not go together.
bool types_refused(const std::string& status) {
    return status == "CUBLAS_STATUS_NOT_SUPPORTED" &&
           times_called("cublasGemmEx") + times_called("cublasGemmStridedBatchedEx") > 0;
}

bool expect_C(const Product& product, const Expected& expected, const std::vector<Known>& known,
              Room room = {}) {
    Operands in(product, room);
    const std::string status = in.multiply(product.bf16);
    if (!expect_that(
            status == "CUBLAS_STATUS_SUCCESS", "Your gemm_half returns " + status + ".",
            {known_if(types_refused(status), "compute_16f", 2,
                      "cuBLAS does not have these types together. Sums in FP16 are not to be had with "
                      "a C of floats, and not needed: keep them in CUBLAS_COMPUTE_32F.")}))
        return false;
    const std::string words = product.bf16 ? " (from BF16 words)" : " (from FP16 words)";
    const Showing inputs{{"A" + words, table(factor_A(product))}, {"B" + words, table(factor_B(product))}};
    return expect("C", in.C.view(), expected, known);
}

bool expect_exactly(const Product& product) {
    Expected expected = exactly(right(product));
    expected.theorem = "every product and every sum is a float";
    return expect_C(product, expected, known_mistakes(product));
}

/// The product of these numbers, rounded to words.
Product product_of(Random& random, bool bf16, const mat& A, const mat& B) {
    const auto words = [&](const mat& numbers) {
        Words result(numbers.n_rows, numbers.n_cols);
        for (arma::uword i = 0; i < numbers.n_elem; ++i) result(i) = nearest(numbers(i), bf16);
        return result;
    };
    return {bf16, words(A), words(B), random.integers(A.n_rows, B.n_cols)};
}

Product integers(Random& random, bool bf16, Size size, int most = 5) {
    return product_of(random, bf16, random.integers(size.m, size.k, most),
                      random.integers(size.k, size.n, most));
}

/// Entry (0, 0) is 65 · 65 + 1 + 1 = 4227, and 4224 if the sum is kept in FP16; (2, 2) is 300 · 300 - 300 ·
/// 300, and NaN if the sum has left the range of FP16 on the way; (2, 3) is 90000.
Product worked_example(Random& random, bool bf16) {
    return product_of(random, bf16, {{65, 1, 1}, {-66, 65, 0}, {300, 300, 0}},
                      {{65, 64, 300, 300}, {1, 65, -300, 0}, {1, 0, 0, 0}});
}

/// Square matrices, on which each mistake looks different, and sums that need more than 16 bits: every case
/// begins with them.
bool expect_first(Random& random) {
    for (const bool bf16 : {false, true})
        if (!expect_exactly(integers(random, bf16, {5, 5, 5})) ||
            !expect_exactly(worked_example(random, bf16)))
            return false;
    return true;
}

/// Calls of a GEMM of cuBLAS, in any of its forms, by the latest call.
i64 products_by_cublas() {
    i64 sum = 0;
    for (const auto& [name, times] : Session::current().on_gpu().calls)
        if (name.find("emm") != std::string::npos) sum += times;
    return sum;
}

} // namespace

TEST_CASE("small whole numbers come out exactly, from words of either format, whatever the sizes",
          "[points:2]") {
    Random random(seed());
    if (!expect_first(random)) return;
    for (const bool bf16 : {false, true})
        for (const Size size : {Size{7, 9, 6},
                                {9, 4, 7},
                                {40, 36, 35},
                                {1, 5, 3},
                                {6, 1, 4},
                                {3, 8, 1},
                                {1, 1, 1},
                                {64, 32, 48}})
            if (!expect_exactly(integers(random, bf16, size))) return;
}

TEST_CASE("rows begin at multiples of the leading dimension", "[points:1]") {
    Random random(seed());
    if (!expect_first(random)) return;
    const std::vector<Known> ld{known_if(
        true, "ld", 1,
        "The same matrices come out right with ld = cols, and wrong with ld > cols: row i of A begins at "
        "A + i * lda, and lda is what cuBLAS has to be told.")};
    for (const bool bf16 : {false, true}) {
        const Product product = integers(random, bf16, {4, 7, 6});
        if (!expect_exactly(product)) return;
        for (const Room room : {Room{3, 0, 0}, {0, 5, 0}, {0, 0, 2}, {1, 2, 3}})
            if (!expect_C(product, exactly(right(product)), ld, room)) return;
    }
}

TEST_CASE("products and sums are not rounded to 16 bits: 4096 ones are 4096", "[points:2]") {
    Random random(seed());
    if (!expect_first(random)) return;
    for (const bool bf16 : {false, true}) {
        mat ones(2, 4096, arma::fill::ones);
        ones.row(1).tail(4096 - 2049).zeros();
        if (!expect_exactly(product_of(random, bf16, ones, mat(4096, 1, arma::fill::ones)))) return;
        // Up to 256 · 256 · 23 < 2^24: any order of the sum is exact.
        if (!expect_exactly(integers(random, bf16, {4, 3, 23}, 256))) return;
        // 1 + 2^-8 is 1 in BF16, and 1e30 is infinite in FP16.
        if (!expect_exactly(product_of(random, bf16, arma::vec{1 + 0x1p-8, 300, bf16 ? 1e30 : 6e4},
                                       arma::rowvec{1, -2, 300})))
            return;
    }
}

TEST_CASE("reals come out to rounding, over a C that held NaN", "[points:1]") {
    Random random(seed());
    if (!expect_first(random)) return;
    // The exponents of BF16 reach from far below the range of FP16 to far beyond it.
    for (const Size size : {Size{4, 5, 16}, {33, 3, 37}, {3, 20, 64}})
        for (const double scale : {1.0, 1e-14, 1e16})
            for (const bool bf16 : {false, true}) {
                Product product =
                    product_of(random, bf16, (bf16 ? scale : 1) * random.normals(size.m, size.k),
                               (bf16 ? scale : 100) * random.normals(size.k, size.n));
                product.C.fill(arma::datum::nan);
                if (!expect_C(product, rounded_in_float(product), known_mistakes(product))) return;
            }
}

TEST_CASE("where there is nothing to add up, C becomes 0", "[points:1]") {
    Random random(seed());
    if (!expect_first(random)) return;
    for (const bool bf16 : {false, true})
        for (const Size size : {Size{4, 3, 0}, {1, 6, 0}, {0, 3, 4}, {3, 0, 4}, {0, 0, 0}})
            if (!expect_exactly(integers(random, bf16, size))) return;
}

TEST_CASE("cuBLAS does the product, and a call that fails does not stay a secret", "[points:1]") {
    Random random(seed());
    if (!expect_first(random)) return;
    if (!expect_that(
            products_by_cublas() > 0, "You call no GEMM of cuBLAS.",
            {known_if(true, "own_kernel", 3,
                      "A product of yours is right, and slower than the one that cuBLAS has: that one "
                      "works with tensor cores. Say in its language what you want.")}))
        return;
    Operands in(integers(random, false, {5, 5, 5}));
    const std::string status = in.multiply(false, false);
    expect_that(
        status == "CUBLAS_STATUS_NOT_INITIALIZED",
        "Without a handle, every call of cuBLAS returns CUBLAS_STATUS_NOT_INITIALIZED; your gemm_half "
        "returns " +
            status + ".",
        {known_if(status == "CUBLAS_STATUS_SUCCESS", "status_lost", 3,
                  "You say that all went well without looking at what the call returns.")});
}
