// Matrix products with the loops in three orders, and the misses that theory promises.

#include "matrix/view.hpp"

extern "C" {

void ikj(CView<double> A, CView<double> B, View<double> C) {
    for (i64 i = 0; i < C.rows; ++i) {
        for (i64 j = 0; j < C.cols; ++j) C(i, j) = 0;
        for (i64 p = 0; p < A.cols; ++p) {
            const double a = A(i, p);
            for (i64 j = 0; j < C.cols; ++j) C(i, j) += a * B(p, j);
        }
    }
}

void ijk(CView<double> A, CView<double> B, View<double> C) {
    for (i64 i = 0; i < C.rows; ++i)
        for (i64 j = 0; j < C.cols; ++j) {
            double sum = 0;
            for (i64 p = 0; p < A.cols; ++p) sum += A(i, p) * B(p, j);
            C(i, j) = sum;
        }
}

void jki(CView<double> A, CView<double> B, View<double> C) {
    for (i64 j = 0; j < C.cols; ++j) {
        for (i64 i = 0; i < C.rows; ++i) C(i, j) = 0;
        for (i64 p = 0; p < A.cols; ++p)
            for (i64 i = 0; i < C.rows; ++i) C(i, j) += A(i, p) * B(p, j);
    }
}

} // extern "C"
