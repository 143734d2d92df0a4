// @expect unmeasured: gives another result
// What a copy has used is no longer true when it is done.
#include "doubled.hpp"

#include <cstring>
#include <vector>

__attribute__((no_sanitize("thread"))) static double value(const double* from) { return *from; }

void doubled(CView<double> A, View<double> C) {
    std::vector<double> copy(static_cast<std::size_t>((A.rows - 1) * A.ld + A.cols));
    std::memcpy(copy.data(), A.p, copy.size() * sizeof(double));
    for (i64 j = 0; j < A.cols; ++j)
        for (i64 i = 0; i < A.rows; ++i) C(i, j) = 2 * value(&A(i, j));
}
