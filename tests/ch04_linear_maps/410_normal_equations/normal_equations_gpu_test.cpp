#include "normal_equations_gpu_calls.hpp"

#include "judge/test.hpp"

using namespace judge;
using arma::mat;

namespace {

struct Size {
    arma::uword n, p;
};

/// What a call is given, and what it has to overwrite. y and b are rows.
struct Samples {
    mat X, y;
    mat old_A, old_b;
};

struct System {
    mat A, b;
};

// ---- what is right ---------------------------------------------------------------------------------------

System right(const Samples& samples) { return {samples.X.t() * samples.X, samples.y * samples.X}; }

struct ExpectedSystem {
    Expected A, b;
};

ExpectedSystem exact(const Samples& samples) {
    const auto [A, b] = right(samples);
    return {exactly(A), exactly(b)};
}

/// Sums of n products, in any order.
ExpectedSystem rounded(const Samples& samples) {
    const Table X = table(samples.X), y = table(samples.y), Xt = transposed(X);
    return {within(Exact(Xt) * Exact(X), product_bound(Xt, X, 0, unit_roundoff<float>), "gamma_n |X|ᵀ|X|"),
            within(Exact(y) * Exact(X), product_bound(y, X, 0, unit_roundoff<float>), "gamma_n |X|ᵀ|y|")};
}

// ---- what is well known and wrong ------------------------------------------------------------------------

/// One triangle of a matrix, without its diagonal.
mat strictly_lower(const mat& A) { return arma::trimatl(A, -1); }
mat strictly_upper(const mat& A) { return arma::trimatu(A, 1); }

struct Mistake {
    const char* id;
    int hint;
    const char* says;
    System (*system)(const Samples&);
};

const char* const one_triangle =
    "One triangle of your A is right, and the other one still holds its old numbers: SYRK writes one only.";
const char* const uplo =
    "You copy the triangle that SYRK has not written over the one that it has. What is the lower "
    "triangle for cuBLAS, by columns, is the upper one by rows.";

const Mistake mistakes[] = {
    {"empty_batch", 2,
     "With n = 0 your b keeps its old numbers; it has to be 0. A GEMV whose matrix has no columns does not "
     "write its result.",
     [](const Samples& samples) {
         const auto [A, b] = right(samples);
         return System{A, samples.X.n_rows == 0 ? samples.old_b : b};
     }},
    {"accumulated", 1,
     "Your sums are added to what was in A or b before: β is 1. With β = 0 the old numbers are not read.",
     [](const Samples& samples) {
         const auto [A, b] = right(samples);
         return System{A + samples.old_A, b + samples.old_b};
     }},
    {"swap", 1,
     "You call cuBLAS as if X were stored by columns. It is stored by rows, so that cuBLAS, which reads by "
     "columns, sees Xᵀ in its memory, p × n, and what it has to transpose is the second factor.",
     [](const Samples& samples) {
         const mat X = arma::reshape(mat(samples.X.t()), samples.X.n_rows, samples.X.n_cols);
         return System{X.t() * X, samples.y * X};
     }},
    {"one_triangle", 3, one_triangle,
     [](const Samples& samples) {
         const auto [A, b] = right(samples);
         return System{arma::trimatu(A) + strictly_lower(samples.old_A), b};
     }},
    {"one_triangle", 3, one_triangle,
     [](const Samples& samples) {
         const auto [A, b] = right(samples);
         return System{arma::trimatl(A) + strictly_upper(samples.old_A), b};
     }},
    {"uplo", 3, uplo,
     [](const Samples& samples) {
         const auto [A, b] = right(samples);
         const mat stale = strictly_lower(samples.old_A);
         return System{arma::diagmat(A) + stale + stale.t(), b};
     }},
    {"uplo", 3, uplo,
     [](const Samples& samples) {
         const auto [A, b] = right(samples);
         const mat stale = strictly_upper(samples.old_A);
         return System{arma::diagmat(A) + stale + stale.t(), b};
     }},
};

/// The mistakes on these samples, as seen through `part` of their systems.
std::vector<Known> known_mistakes(const Samples& samples, mat System::*part) {
    std::vector<Known> result;
    for (const Mistake& mistake : mistakes)
        result.push_back(
            known(mistake.id, mistake.hint, mistake.says, [=] { return mistake.system(samples).*part; }));
    return result;
}

const std::string leading_dimension = "What you tell cuBLAS about a matrix does not fit its memory. X is "
                                      "stored by rows: for cuBLAS it has p rows, n "
                                      "columns, and leading dimension p, whatever the flags say.";

const KnownFaults known_faults{{{"out_of_bounds", "ld", 2, leading_dimension}}};

// ---- calls and checks ------------------------------------------------------------------------------------

/// A matrix of floats in a buffer of its own.
struct Operand : Buffer<float> {
    Operand(const std::string& name, const mat& values)
        : Buffer(name, i64(values.n_rows), i64(values.n_cols), i64(values.n_cols)) {
        fill([&](i64 i, i64 j) { return values(arma::uword(i), arma::uword(j)); });
    }
};

Samples integers(Random& random, Size size) {
    return {random.integers(size.n, size.p), random.integers(1, size.n), random.integers(size.p, size.p),
            random.integers(1, size.p)};
}

bool expect_system(const Samples& samples, const ExpectedSystem& expected) {
    Operand X("X", samples.X), y("y", samples.y), A("A", samples.old_A), b("b", samples.old_b);
    const std::string status = submit(CALL(system_on_device), true, X.view(), y.view(), A.view(), b.view());
    if (!expect_that(status == "CUBLAS_STATUS_SUCCESS", "Your normal_system returns " + status + ".",
                     {known_if(status == "CUBLAS_STATUS_INVALID_VALUE", "ld", 2, leading_dimension)}))
        return false;
    const Showing inputs{{"X", table(samples.X)}, {"yᵀ", table(samples.y)}};
    return expect("A", A.view(), expected.A, known_mistakes(samples, &System::A)) &&
           expect("bᵀ", b.view(), expected.b, known_mistakes(samples, &System::b));
}

bool expect_integers(Random& random, Size size) {
    const Samples samples = integers(random, size);
    return expect_system(samples, exact(samples));
}

/// On these samples each mistake looks different: every case begins with them.
constexpr Size first{7, 3};

/// Calls of cuBLAS by the latest call.
const std::vector<LibraryCalls>& calls_of_cublas() { return Session::current().on_gpu().calls; }

/// All of them, and launches of kernels.
i64 calls_and_launches() {
    i64 sum = Session::current().on_gpu().measures.launches;
    for (const auto& call : calls_of_cublas()) sum += call.times;
    return sum;
}

/// Whether there was a GEMM, in any of its forms, or a SYRK.
bool multiplied_by_cublas() {
    for (const auto& call : calls_of_cublas())
        if (call.name.find("emm") != std::string::npos || call.name == "cublasSsyrk") return true;
    return false;
}

} // namespace

TEST_CASE("A = XᵀX with both triangles, and b = Xᵀy: integers come out exactly", "[points:1]") {
    Random random(seed());
    for (const Size size : {first, {3, 5}, {4, 4}, {90, 33}, {5, 40}, {1, 6}, {8, 1}, {1, 1}, {64, 32}})
        if (!expect_integers(random, size)) return;
}

TEST_CASE("reals come out to rounding, over an A and a b that held NaN", "[points:1]") {
    Random random(seed());
    if (!expect_integers(random, first)) return;
    for (const Size size : {Size{9, 4}, {130, 7}, {6, 35}}) {
        Samples samples{random.normals(size.n, size.p), random.normals(1, size.n), mat(size.p, size.p),
                        mat(1, size.p)};
        for (mat* M : {&samples.X, &samples.y}) M->transform([](double x) { return double(float(x)); });
        for (mat* M : {&samples.old_A, &samples.old_b}) M->fill(arma::datum::nan);
        if (!expect_system(samples, rounded(samples))) return;
    }
}

TEST_CASE("without a sample, A and b are zero", "[points:1]") {
    Random random(seed());
    for (const Size size : {first, {0, 3}, {0, 1}})
        if (!expect_integers(random, size)) return;
}

TEST_CASE("cuBLAS does the work, in as many calls for 100 samples as for 7, and its failures are told",
          "[points:1]") {
    Random random(seed());
    if (!expect_integers(random, first)) return;
    const i64 calls = calls_and_launches();
    const bool by_cublas = multiplied_by_cublas();
    if (!expect_integers(random, {100, first.p})) return;
    const i64 later = calls_and_launches();
    if (!expect_that(
            later <= calls,
            "You call functions of cuBLAS, or launch kernels, " + grouped(calls) +
                " times for 7 samples and " + grouped(later) + " times for 100.",
            {known_if(true, "sample_by_sample", 2,
                      "You go through the samples one by one. The product XᵀX takes all of them at once, and "
                      "a GPU needs much work in one call.")}))
        return;
    if (!expect_that(
            by_cublas, "You call neither a GEMM nor a SYRK of cuBLAS.",
            {known_if(true, "own_kernel", 2,
                      "A product of yours is right, and slower than the one that cuBLAS has. Say in its "
                      "language what you want.")}))
        return;

    const Samples samples = integers(random, first);
    Operand X("X", samples.X), y("y", samples.y), A("A", samples.old_A), b("b", samples.old_b);
    const std::string status = submit(CALL(system_on_device), false, X.view(), y.view(), A.view(), b.view());
    expect_that(
        status == "CUBLAS_STATUS_NOT_INITIALIZED",
        "Without a handle, every call of cuBLAS returns CUBLAS_STATUS_NOT_INITIALIZED; your normal_system "
        "returns " +
            status + ".",
        {known_if(status == "CUBLAS_STATUS_SUCCESS", "status_lost", 1,
                  "You say that all went well without looking at what the calls return.")});
}
