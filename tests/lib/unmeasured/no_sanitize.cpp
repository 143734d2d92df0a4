// @expect unmeasured: gives another result
#include "doubled.hpp"

__attribute__((no_sanitize("thread"))) void doubled(CView<double> A, View<double> C) {
    for (i64 i = 0; i < A.rows; ++i)
        for (i64 j = 0; j < A.cols; ++j) C(i, j) = 2 * A(i, j);
}
