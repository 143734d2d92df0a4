#include "dense_backward_gpu_calls.hpp"

#include "judge/test.hpp"

#include <algorithm>

using namespace judge;
using arma::mat;

namespace {

struct Size {
    arma::uword n, in, out;
};

/// What a call is given, and what it has to overwrite. db has one row.
struct Batch {
    mat X, W, D;
    mat old_dX, old_dW, old_db;
};

struct Grads {
    mat dX, dW, db;
};

// ---- what is right ---------------------------------------------------------------------------------------

Grads right(const Batch& batch) { return {batch.D * batch.W, batch.D.t() * batch.X, arma::sum(batch.D, 0)}; }

struct ExpectedGrads {
    Expected dX, dW, db;
};

ExpectedGrads exact(const Batch& batch) {
    const auto [dX, dW, db] = right(batch);
    return {exactly(dX), exactly(dW), exactly(db)};
}

/// Sums of out and of n products, in any order. The products with ones are exact, but nobody has to know.
ExpectedGrads rounded(const Batch& batch) {
    const Table X = table(batch.X), W = table(batch.W), D = table(batch.D), Dt = transposed(D);
    const Table row(1, X.rows, 1);
    const auto product_within = [](const Table& A, const Table& B, const char* theorem) {
        return within(Exact(A) * Exact(B), product_bound(A, B, 0, unit_roundoff<float>), theorem);
    };
    return {product_within(D, W, "gamma_out |D||W|"), product_within(Dt, X, "gamma_n |D|ᵀ|X|"),
            product_within(row, D, "gamma_n 1ᵀ|D|")};
}

// ---- what is well known and wrong ------------------------------------------------------------------------

/// The memory of a matrix that is stored by rows, read by columns.
mat read_by_columns(const mat& A, arma::uword rows, arma::uword cols) {
    return arma::reshape(mat(A.t()), rows, cols);
}
mat read_by_columns(const mat& A) { return read_by_columns(A, A.n_rows, A.n_cols); }

/// The memory of a matrix that is stored by columns, read by rows; in the same shape.
mat stored_by_columns(const mat& A) { return arma::reshape(A, A.n_cols, A.n_rows).t(); }

struct Mistake {
    const char* id;
    int hint;
    const char* says;
    Grads (*gradients)(const Batch&);
};

const Mistake mistakes[] = {
    {"empty_batch", 2,
     "With n = 0 your db keeps its old numbers; it has to be 0. A GEMV whose matrix has no columns does not "
     "write its result.",
     [](const Batch& batch) {
         const auto [dX, dW, db] = right(batch);
         return Grads{dX, dW, batch.D.n_rows == 0 ? batch.old_db : db};
     }},
    {"accumulated", 3,
     "Your gradients are added to what was in dX, dW or db before: β is 1. With β = 0 the old numbers are "
     "not "
     "read.",
     [](const Batch& batch) {
         const auto [dX, dW, db] = right(batch);
         return Grads{dX + batch.old_dX, dW + batch.old_dW, db + batch.old_db};
     }},
    {"swap", 2,
     "The right products, stored by columns: read by rows, your results are out of order. cuBLAS has to "
     "write "
     "dXᵀ = Wᵀ Dᵀ and dWᵀ = Xᵀ D, so the factors change places.",
     [](const Batch& batch) {
         const auto [dX, dW, db] = right(batch);
         return Grads{stored_by_columns(dX), stored_by_columns(dW), db};
     }},
    {"column_major", 1,
     "You call cuBLAS as if X, W and D were stored by columns. They are stored by rows, so that cuBLAS, "
     "which "
     "reads by columns, sees Xᵀ, Wᵀ and Dᵀ in their memory.",
     [](const Batch& batch) {
         const mat X = read_by_columns(batch.X), W = read_by_columns(batch.W), D = read_by_columns(batch.D);
         return Grads{stored_by_columns(D * W), stored_by_columns(D.t() * X), arma::sum(D, 0)};
     }},
    {"transposed_twice", 2,
     "You ask cuBLAS to transpose W. Its memory, read by columns, is Wᵀ already: that is what dXᵀ = Wᵀ Dᵀ "
     "needs.",
     [](const Batch& batch) {
         const auto [dX, dW, db] = right(batch);
         return Grads{batch.D * read_by_columns(batch.W), dW, db};
     }},
    {"ones_too_short", 1,
     "Your db is the sum of the first rows of D only, as many as the layer has inputs. It sums over the "
     "samples: n ones.",
     [](const Batch& batch) {
         const auto [dX, dW, db] = right(batch);
         const auto rows = std::min(batch.D.n_rows, batch.X.n_cols);
         return Grads{dX, dW, arma::sum(batch.D.head_rows(rows), 0)};
     }},
};

/// The mistakes on this batch, as seen through `part` of their gradients.
std::vector<Known> known_mistakes(const Batch& batch, mat Grads::*part) {
    std::vector<Known> result;
    for (const Mistake& mistake : mistakes)
        result.push_back(
            known(mistake.id, mistake.hint, mistake.says, [=] { return mistake.gradients(batch).*part; }));
    return result;
}

const std::string leading_dimension =
    "What you tell cuBLAS about a matrix does not fit its memory. A matrix that is stored by rows with c "
    "columns has c rows for cuBLAS, and c is its leading dimension, whatever the flags say.";

const KnownFaults known_faults{{{"out_of_bounds", "ld", 1, leading_dimension}}};

// ---- calls and checks ------------------------------------------------------------------------------------

/// A matrix of floats in a buffer of its own.
struct Operand : Buffer<float> {
    Operand(const std::string& name, const mat& values)
        : Buffer(name, i64(values.n_rows), i64(values.n_cols), i64(values.n_cols)) {
        fill([&](i64 i, i64 j) { return values(arma::uword(i), arma::uword(j)); });
    }
};

Batch integers(Random& random, Size size) {
    return {random.integers(size.n, size.in),   random.integers(size.out, size.in),
            random.integers(size.n, size.out),  random.integers(size.n, size.in),
            random.integers(size.out, size.in), random.integers(1, size.out)};
}

bool expect_gradients(const Batch& batch, const ExpectedGrads& expected) {
    Operand X("X", batch.X), W("W", batch.W), D("D", batch.D);
    Operand dX("dX", batch.old_dX), dW("dW", batch.old_dW), db("db", batch.old_db);
    const std::string status = submit(CALL(gradients_on_device), true, X.view(), W.view(), D.view(),
                                      dX.view(), dW.view(), db.view());
    if (!expect_that(status == "CUBLAS_STATUS_SUCCESS", "Your dense_backward returns " + status + ".",
                     {known_if(status == "CUBLAS_STATUS_INVALID_VALUE", "ld", 1, leading_dimension)}))
        return false;
    const Showing inputs{{"X", table(batch.X)}, {"W", table(batch.W)}, {"D", table(batch.D)}};
    return expect("dX", dX.view(), expected.dX, known_mistakes(batch, &Grads::dX)) &&
           expect("dW", dW.view(), expected.dW, known_mistakes(batch, &Grads::dW)) &&
           expect("db", db.view(), expected.db, known_mistakes(batch, &Grads::db));
}

bool expect_integers(Random& random, Size size) {
    const Batch batch = integers(random, size);
    return expect_gradients(batch, exact(batch));
}

/// A first batch, on which each mistake looks different: every case begins with it.
constexpr Size first{7, 3, 5};

/// Calls of cuBLAS by the latest call: of GEMM in any of its forms, or of whatever there is.
i64 calls_of_cublas(bool gemm_only) {
    i64 sum = 0;
    for (const auto& [name, times] : Session::current().on_gpu().calls)
        if (!gemm_only || name.find("emm") != std::string::npos) sum += times;
    return sum;
}

i64 calls_and_launches() { return calls_of_cublas(false) + Session::current().on_gpu().measures.launches; }

} // namespace

TEST_CASE("integers come out exactly, for batches and layers of every shape", "[points:2]") {
    Random random(seed());
    for (const Size size : {first,
                            {4, 6, 2},
                            {3, 5, 8},
                            {4, 4, 4},
                            {40, 36, 33},
                            {1, 4, 3},
                            {6, 1, 4},
                            {5, 4, 1},
                            {1, 1, 1},
                            {64, 32, 96}})
        if (!expect_integers(random, size)) return;
}

TEST_CASE("reals come out to rounding, over results that held NaN", "[points:1]") {
    Random random(seed());
    if (!expect_integers(random, first)) return;
    for (const Size size : {Size{9, 4, 6}, {57, 7, 13}, {3, 70, 31}}) {
        Batch batch{random.normals(size.n, size.in),  random.normals(size.out, size.in),
                    random.normals(size.n, size.out), mat(size.n, size.in),
                    mat(size.out, size.in),           mat(1, size.out)};
        for (mat* M : {&batch.X, &batch.W, &batch.D}) M->transform([](double x) { return double(float(x)); });
        for (mat* M : {&batch.old_dX, &batch.old_dW, &batch.old_db}) M->fill(arma::datum::nan);
        if (!expect_gradients(batch, rounded(batch))) return;
    }
}

TEST_CASE("an empty batch has gradients, too: dW and db are zero", "[points:1]") {
    Random random(seed());
    for (const Size size : {first, {0, 3, 5}, {0, 4, 1}})
        if (!expect_integers(random, size)) return;
}

TEST_CASE("cuBLAS does both products, in as many calls for a hundred samples as for seven", "[points:1]") {
    Random random(seed());
    if (!expect_integers(random, first)) return;
    const i64 products = calls_of_cublas(true), calls = calls_and_launches();
    if (!expect_integers(random, {100, first.in, first.out})) return;
    const i64 later = calls_and_launches();
    if (!expect_that(later <= calls,
                     "You call functions of cuBLAS, or launch kernels, " + grouped(calls) +
                         " times for 7 samples and " + grouped(later) + " times for 100.",
                     {known_if(true, "sample_by_sample", 2,
                               "You go through the batch sample by sample. The products D W and DᵀX take all "
                               "samples at once, and a GPU needs much work in one call.")}))
        return;
    expect_that(products >= 2,
                "You call a GEMM of cuBLAS " + grouped(products) + " times; dX and dW are one product each.",
                {known_if(true, "own_kernel", 2,
                          "A product of yours is right, and slower than the one that cuBLAS has. Say in its "
                          "language what you want.")});
}

TEST_CASE("a call of cuBLAS that fails does not stay a secret", "[points:1]") {
    Random random(seed());
    if (!expect_integers(random, first)) return;
    const Batch batch = integers(random, first);
    Operand X("X", batch.X), W("W", batch.W), D("D", batch.D);
    Operand dX("dX", batch.old_dX), dW("dW", batch.old_dW), db("db", batch.old_db);
    const std::string status = submit(CALL(gradients_on_device), false, X.view(), W.view(), D.view(),
                                      dX.view(), dW.view(), db.view());
    expect_that(status == "CUBLAS_STATUS_NOT_INITIALIZED",
                "Without a handle, every call of cuBLAS returns CUBLAS_STATUS_NOT_INITIALIZED; your "
                "dense_backward returns " +
                    status + ".",
                {known_if(status == "CUBLAS_STATUS_SUCCESS", "status_lost", 3,
                          "You say that all went well without looking at what the calls return.")});
}
