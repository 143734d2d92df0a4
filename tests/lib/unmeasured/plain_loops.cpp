// @expect passed
#include "doubled.hpp"

void doubled(CView<double> A, View<double> C) {
    for (i64 i = 0; i < A.rows; ++i)
        for (i64 j = 0; j < A.cols; ++j) C(i, j) = 2 * A(i, j);
}
