#pragma once
/// @file
/// Which BLAS and LAPACK routine belongs to which family of methods: the words in which an exercise forbids
/// what it asks the learner to write.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// X(family, routine) for every routine that is recognised, without its precision letter and underscore.
// clang-format off
#define JUDGE_FACTORIZATIONS(X) \
    X(LU, getrf) X(LU, getrf2) X(LU, getf2) X(LU, getrs) X(LU, getri) X(LU, gesv) X(LU, gesvx) X(LU, gecon) \
    X(LU, trtri) X(LU, gbsv) X(LU, gbsvx) X(LU, gbtrf) X(LU, gbtrs) X(LU, gbcon) X(LU, gtsv) X(LU, gtsvx) \
    X(LU, sysv) X(LU, sytrf) X(LU, sytri) \
    X(CHOL, potrf) X(CHOL, potrf2) X(CHOL, potf2) X(CHOL, potrs) X(CHOL, potri) X(CHOL, posv) X(CHOL, posvx) \
    X(CHOL, pocon) X(CHOL, pbtrf) X(CHOL, pbtrs) X(CHOL, pbtf2) X(CHOL, pstrf) \
    X(QR, geqrf) X(QR, geqr2) X(QR, geqrt) X(QR, geqp3) X(QR, orgqr) X(QR, org2r) X(QR, ungqr) X(QR, ormqr) \
    X(QR, orm2r) X(QR, unmqr) X(QR, gelqf) \
    X(LS, gels) X(LS, gelsd) X(LS, gelss) X(LS, gelsy) \
    X(TRI, trtrs) X(TRI, trsm) X(TRI, trsv) \
    X(SVD, gesvd) X(SVD, gesdd) X(SVD, gesvdx) X(SVD, gejsv) X(SVD, gesvj) X(SVD, bdsqr) X(SVD, bdsdc) \
    X(SVD, gebrd) \
    X(EIG, syev) X(EIG, syevd) X(EIG, syevr) X(EIG, syevx) X(EIG, heev) X(EIG, heevd) X(EIG, heevr) \
    X(EIG, geev) X(EIG, geevx) X(EIG, gees) X(EIG, geesx) X(EIG, ggev) X(EIG, gges) X(EIG, gehrd) \
    X(EIG, hseqr) X(EIG, sytrd) X(EIG, steqr) X(EIG, sterf) X(EIG, stedc) X(EIG, stegr) X(EIG, stemr) \
    X(EIG, stein) X(EIG, stebz) X(EIG, stev) X(EIG, stevd) X(EIG, sygv) \
    X(GEMM, gemm) X(GEMM, gemv) X(GEMM, symm) X(GEMM, symv) X(GEMM, syrk) X(GEMM, ger) X(GEMM, hemm) \
    X(GEMM, herk) X(GEMM, gerc) X(GEMM, geru) X(GEMM, trmm) X(GEMM, trmv)
// clang-format on

namespace judge {

/// What a routine does, in words: "singular value decomposition".
std::string_view family_in_words(std::string_view family);

/// Of `symbol` (as the linker writes it: dgesdd_, wrapper2_dgesdd_, cblas_dgemm, LAPACKE_dgesdd,
/// _ZN5tools8svd_fullE…, dlopen): what it is and why it is forbidden, as the end of a sentence that begins
/// "Your code calls ", and perhaps a sentence on what may be called instead; nothing if it is allowed.
/// `forbids` holds families, "LAPACK" (every factorization), "BLAS" or "CBLAS"; `tools` the tools that are
/// allowed.
std::optional<std::string> forbidden(std::string_view symbol, const std::vector<std::string>& forbids,
                                     const std::vector<std::string>& tools);

} // namespace judge
