/// @file
/// What an exercise forbids is named when it is called, by whatever way; what is allowed is not.

#include "judge/catch_seam.hpp"

#include "fixture.hpp"
#include "judge/families.hpp"
#include "workplace.hpp"

using namespace gemmlings;
using namespace workplace;

namespace {

/// A submission, what its exercise forbids and hands out, and what must be said; nothing if it is innocent.
struct Attempt {
    std::string body;
    std::vector<std::string> forbids;
    std::string says = "";
    std::vector<std::string> tools = {};
    std::string declarations = "";
};

Verdict verdict_on(const Attempt& attempt, const fs::path& file) {
    auto exercise = fixture().find("probe");
    exercise.forbids = attempt.forbids;
    exercise.tools = attempt.tools;
    return judge_file(fixture(), exercise, file);
}

void check(const std::vector<Attempt>& attempts) {
    const Folder folder;
    std::vector<Verdict> verdicts(attempts.size());
    (void)fixture();
    side_by_side(attempts.size(), [&](std::size_t i) {
        const auto file =
            folder.write("probe" + std::to_string(i) + ".cpp",
                         "#include \"probe.hpp\"\n\nusing namespace arma;\n\n" + attempts[i].declarations +
                             "\n\nvoid probe(const arma::mat& A) {\n" + attempts[i].body + "\n}\n");
        verdicts[i] = verdict_on(attempts[i], file);
    });
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        INFO(attempts[i].body << "\n" << in_words(verdicts[i]) << verdicts[i].compiler_messages);
        const bool innocent = attempts[i].says.empty();
        CHECK(verdicts[i].outcome == (innocent ? Outcome::passed : Outcome::failed));
        if (!innocent) CHECK(in_words(verdicts[i]).find(attempts[i].says) != std::string::npos);
    }
}

const std::string lu = "elimination", chol = "Cholesky factorization", qr = "QR factorization",
                  ls = "least squares", tri = "triangular solve", svd = "singular value decomposition",
                  eig = "eigenvalue decomposition", gemm = "matrix product";

const std::string lopsided = "mat B = A; B(0, 1) = 9; ", vectors = "vec b(A.n_rows, fill::ones), x; ";

} // namespace

TEST_CASE("factorizations that Armadillo calls are named by their family") {
    check({{"det(A);", {"LU"}, lu},
           {"mat L, U; lu(L, U, A);", {"LU"}, lu},
           {lopsided + "inv(B).eval();", {"LU"}, lu},
           {lopsided + vectors + "x = solve(B, b);", {"LU"}, lu},
           {"chol(A).eval();", {"CHOL"}, chol},
           {"inv_sympd(A).eval();", {"CHOL"}, chol},
           {vectors + "x = solve(A, b, solve_opts::likely_sympd);", {"CHOL"}, chol},
           {"mat Q, R; qr(Q, R, A);", {"QR"}, qr},
           {"mat Q, R; qr_econ(Q, R, A.cols(0, 2));", {"QR"}, qr},
           {vectors + "x = solve(A.cols(0, 2), b);", {"LS"}, ls},
           {vectors + "x = solve(trimatl(A), b);", {"TRI"}, tri},
           {"svd(A);", {"SVD"}, svd},
           {lopsided + "pinv(B).eval();", {"SVD"}, svd},
           {"arma::rank(A);", {"SVD"}, svd},
           {"null(A).eval();", {"SVD"}, svd},
           {"orth(A).eval();", {"SVD"}, svd},
           {lopsided + "cond(B);", {"SVD"}, svd},
           {"norm(A, 2);", {"SVD"}, svd},
           {"eig_sym(A);", {"EIG"}, eig},
           {lopsided + "eig_gen(B);", {"EIG"}, eig},
           {lopsided + "mat U, S; schur(U, S, B);", {"EIG"}, eig},
           {"mat B = A * A;", {"GEMM"}, gemm},
           {vectors + "x = A * b;", {"GEMM"}, gemm},
           {"mat B = A.t() * A;", {"GEMM"}, gemm},
           {"chol(A).eval();", {"LAPACK"}, chol}});
}

TEST_CASE("routines that are called by their own names are named by their family") {
    const std::string start = "mat B = A; int n = int(A.n_rows), info = 0; ";
    const auto declared = [](const std::string& function) { return "extern \"C\" " + function + ";"; };
    check({{start + "dpotrf_(\"L\", &n, B.memptr(), &n, &info, 1);", {"CHOL"}, "dpotrf_ (" + chol},
           {start + "dpotf2_(\"L\", &n, B.memptr(), &n, &info, 1);",
            {"LAPACK"},
            "dpotf2_ (" + chol,
            {},
            declared("void dpotf2_(const char*, int*, double*, int*, int*, std::size_t)")},
           {start + "int pivots[8]; dgetrf_(&n, &n, B.memptr(), &n, pivots, &info);",
            {"LAPACK"},
            "dgetrf_ (" + lu},
           {start + "double w[8], work[64]; int size = 64; dsyev_(\"N\", \"L\", &n, B.memptr(), &n, w, work, "
                    "&size, "
                    "&info, 1, 1);",
            {"LAPACK"},
            "dsyev_ (" + eig},
           {start + "double s[8], none[1], work[512]; int one = 1, size = 512, words[64];\n"
                    "dgesdd_(\"N\", &n, &n, B.memptr(), &n, s, none, &one, none, &one, work, &size, words, "
                    "&info, 1);",
            {"LAPACK"},
            "dgesdd_ (" + svd},
           {"cblas_dgemm(101, 111, 111, 1, 1, 1, 1.0, A.memptr(), 1, A.memptr(), 1, 0.0, nullptr, 1);",
            {"GEMM"},
            "cblas_dgemm (" + gemm,
            {},
            declared("void cblas_dgemm(int, int, int, int, int, int, double, const double*, int, const "
                     "double*, int, "
                     "double, double*, int)")},
           {"LAPACKE_dpotrf(101, 'L', 1, nullptr, 1);",
            {"CHOL"},
            "LAPACKE_dpotrf (" + chol,
            {},
            declared("int LAPACKE_dpotrf(int, char, int, double*, int)")}});
}

TEST_CASE("looking for code by its name is never allowed") {
    check({{"dlopen(nullptr, 1);", {}, "dlopen, which loads other code", {}, "#include <dlfcn.h>"},
           {"dlsym(nullptr, \"dgesdd_\");", {}, "dlsym, which loads other code", {}, "#include <dlfcn.h>"}});
}

TEST_CASE(
    "a tool may be called where it is handed out, and the LAPACK inside it is not held against its caller") {
    const std::string none = "which this exercise does not hand out";
    check({{"tools::svd_full(A);", {"LAPACK"}, "", {"svd_full"}},
           {"tools::eigh(A);", {"LAPACK"}, "", {"svd_full", "eigh"}},
           {"mat L; tools::cholesky(A, L);", {"LAPACK"}, "", {"cholesky"}},
           {vectors + "tools::solve_tri(A, b, true, false);", {"LAPACK", "BLAS"}, "", {"solve_tri"}},
           {"mat X; tools::lu_solve(A, A, X);", {"LAPACK"}, "", {"lu_solve"}},
           {"tools::to_f16(1);", {}, "", {"to_f16"}},
           {"tools::svd_full(A);", {}, "tools::svd_full, " + none},
           {"tools::eigh(A);", {"LAPACK"}, "tools::eigh, " + none, {"svd_full"}},
           {"tools::to_f16(1);", {}, "tools::to_f16, " + none},
           {"tools::svd_full(A); chol(A).eval();", {"LAPACK"}, chol, {"svd_full"}}});
}

TEST_CASE("the innocent is not convicted of what Armadillo might have called") {
    check({{"norm(A.cols(0, 0));", {"LAPACK"}},
           {vectors + "norm(b);", {"LAPACK", "BLAS"}},
           {"norm(A, \"fro\"); norm(A, 1);", {"LAPACK"}},
           {"mat B = A * A + A.t() * A;", {"LAPACK"}},
           {vectors + "dot(b, A * b);", {"LAPACK"}},
           {vectors + "x = b / norm(b) + sum(A, 1) + sort(b);", {"LAPACK", "GEMM"}},
           {"mat B = kron(A, A) + 1.0; B.each_row() -= mean(B);", {"LAPACK", "GEMM"}},
           {"mat B = trimatl(A) % symmatu(A);", {"LAPACK", "GEMM"}},
           {"chol(A).eval();", {"LU", "QR", "LS", "TRI", "SVD", "EIG", "GEMM"}},
           {"", {"LAPACK", "BLAS", "CBLAS"}}});
}

TEST_CASE("every routine of every family is known, in every precision and under every name") {
    const std::vector<std::pair<std::string, std::vector<std::string>>> families{
        {"LU", {"getrf", "getrs", "getri", "gesv", "gesvx", "gecon", "trtri"}},
        {"CHOL", {"potrf", "potrs", "potri", "posv", "pocon", "pbtrf", "pbtrs"}},
        {"QR", {"geqrf", "geqr2", "geqp3", "orgqr", "ormqr"}},
        {"LS", {"gels", "gelsd", "gelss", "gelsy"}},
        {"TRI", {"trtrs", "trsm", "trsv"}},
        {"SVD", {"gesvd", "gesdd", "bdsqr"}},
        {"EIG", {"syev", "syevd", "syevr", "geev", "geevx", "gees", "steqr", "stedc", "hseqr"}},
        {"GEMM", {"gemm", "gemv", "symm", "syrk", "ger"}}};
    for (const auto& [family, routines] : families)
        for (const auto& routine : routines)
            for (const std::string precision : {"s", "d", "c", "z"}) {
                const auto name = precision + routine;
                for (const auto& symbol :
                     {name + "_", name, "wrapper2_" + name + "_", "cblas_" + name, "LAPACKE_" + name}) {
                    INFO(symbol);
                    const auto why = judge::forbidden(symbol, {family}, {});
                    REQUIRE(why);
                    CHECK(why->find(std::string(judge::family_in_words(family))) != std::string::npos);
                    CHECK_FALSE(judge::forbidden(symbol, {}, {}));
                }
            }
}

TEST_CASE("LAPACK forbids the factorizations, BLAS and CBLAS the products, and neither the other") {
    using judge::forbidden;
    CHECK((forbidden("dgesdd_", {"LAPACK"}, {}) && forbidden("dtrtrs_", {"LAPACK"}, {})));
    CHECK_FALSE((forbidden("dgemm_", {"LAPACK"}, {}) || forbidden("dtrsm_", {"LAPACK"}, {})));
    CHECK((forbidden("dgemm_", {"BLAS"}, {}) && forbidden("dtrsv_", {"BLAS"}, {})));
    CHECK((forbidden("ddot_", {"BLAS"}, {}) && forbidden("cblas_ddot", {"CBLAS"}, {})));
    CHECK(forbidden("cblas_dgemm", {"CBLAS"}, {}));
    CHECK_FALSE((forbidden("dgesdd_", {"BLAS"}, {}) || forbidden("cblas_ddot", {"BLAS"}, {})));
}

TEST_CASE("who is refused a routine is told which tools the exercise hands out") {
    using judge::forbidden;
    CHECK(forbidden("dgesdd_", {"LAPACK"}, {}) ==
          "dgesdd_ (singular value decomposition), which this exercise forbids.");
    CHECK(
        forbidden("dgesdd_", {"LAPACK"}, {"svd_full"}) ==
        "dgesdd_ (singular value decomposition), which this exercise forbids. It hands out tools::svd_full.");
    CHECK(forbidden("ddot_", {"BLAS"}, {"eigh", "cholesky", "svd_full"}) ==
          "ddot_ (BLAS), which this exercise forbids. "
          "It hands out tools::eigh, tools::cholesky and tools::svd_full.");
    CHECK(forbidden("_ZN5tools8svd_fullERKN4arma3MatIdEE", {}, {"eigh"}) ==
          "tools::svd_full, which this exercise does not hand out. It hands out tools::eigh.");
}

TEST_CASE("other names are nobody's business") {
    using judge::forbidden;
    const std::vector<std::string> everything{"LAPACK", "BLAS", "CBLAS", "GEMM"};
    for (const char* symbol : {"", "_", "d", "_Z5gemm_v", "malloc", "exp", "sgemmx_", "dgemm_nn",
                               "_ZN4arma3MatIdE4initEv", "dlclose_", "xdgesdd_"})
        CHECK_FALSE(forbidden(symbol, everything, {}));
    CHECK(forbidden("_ZN5tools8svd_fullERKN4arma3MatIdEE", {}, {}) ==
          "tools::svd_full, which this exercise does not hand out.");
    CHECK(forbidden("__ZN5tools4eighERKN4arma3MatIdEE", {}, {}));
    CHECK_FALSE(forbidden("_ZN5tools4eighERKN4arma3MatIdEE", {}, {"eigh"}));
    CHECK(forbidden("_ZN5judge7performEv", {}, {}) == "what belongs to the judge (namespace judge).");
    CHECK(forbidden("_ZNK5judge6Reader4doneEv", {}, {}));
}
