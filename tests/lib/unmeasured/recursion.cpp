// @expect stack_copy: keeps more on its stack than the cache holds
// Every call keeps one row.
#include "doubled.hpp"

static void from_row(i64 i, CView<double> A, View<double> C) {
    if (i == A.rows) return;
    double row[64];
    for (i64 j = 0; j < A.cols; ++j) row[j] = A(i, j);
    from_row(i + 1, A, C);
    for (i64 j = 0; j < A.cols; ++j) C(i, j) = 2 * row[j];
}

void doubled(CView<double> A, View<double> C) { from_row(0, A, C); }
