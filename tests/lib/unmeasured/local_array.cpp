// @expect stack_copy: keeps more on its stack than the cache holds
#include "doubled.hpp"

void doubled(CView<double> A, View<double> C) {
    double copy[64 * 64];
    for (i64 i = 0; i < A.rows; ++i)
        for (i64 j = 0; j < A.cols; ++j) copy[i * A.cols + j] = A(i, j);
    for (i64 i = 0; i < A.rows; ++i)
        for (i64 j = 0; j < A.cols; ++j) C(i, j) = 2 * copy[i * A.cols + j];
}
