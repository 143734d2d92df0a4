#include "bench/library.hpp"

extern "C" {
void dgemm_(const char* ta, const char* tb, const int* m, const int* n, const int* k, const double* alpha,
            const double* A, const int* lda, const double* B, const int* ldb, const double* beta, double* C,
            const int* ldc);
void sgemm_(const char* ta, const char* tb, const int* m, const int* n, const int* k, const float* alpha,
            const float* A, const int* lda, const float* B, const int* ldb, const float* beta, float* C,
            const int* ldc);
char* openblas_get_corename();
}

namespace bench {

namespace {

template<class T, class Gemm>
void transposed_product(Gemm gemm, CView<T> A, CView<T> B, View<T> C, T alpha, bool ta, bool tb) {
    const auto number = [](i64 value) { return static_cast<int>(value); };
    const int m = number(C.cols), n = number(C.rows), k = number(ta ? A.rows : A.cols);
    const int lda = number(A.ld), ldb = number(B.ld), ldc = number(C.ld);
    const T beta = 0;
    gemm(tb ? "T" : "N", ta ? "T" : "N", &m, &n, &k, &alpha, B.p, &ldb, A.p, &lda, &beta, C.p, &ldc);
}

} // namespace

void multiply(CView<double> A, CView<double> B, View<double> C, double alpha, bool ta, bool tb) {
    transposed_product(dgemm_, A, B, C, alpha, ta, tb);
}

void multiply(CView<float> A, CView<float> B, View<float> C, float alpha, bool ta, bool tb) {
    transposed_product(sgemm_, A, B, C, alpha, ta, tb);
}

std::string kernel() { return openblas_get_corename(); }

} // namespace bench
