// @expect column_walk: You walk down columns.
#include "doubled.hpp"

void doubled(CView<double> A, View<double> C) {
    for (i64 repeat = 0; repeat < 2; ++repeat)
        for (i64 j = 0; j < A.cols; ++j)
            for (i64 i = 0; i < A.rows; ++i) C(i, j) = 2 * A(i, j);
}
