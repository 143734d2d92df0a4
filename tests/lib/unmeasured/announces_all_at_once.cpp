// @expect unmeasured: gives another result
// Every line is announced once, and then used as often as one likes.
#include "doubled.hpp"

extern "C" {
void __tsan_read_range(void*, unsigned long);
void __tsan_write_range(void*, unsigned long);
}

__attribute__((no_sanitize("thread"))) void doubled(CView<double> A, View<double> C) {
    const auto bytes = static_cast<unsigned long>(A.rows * A.ld) * sizeof(double);
    __tsan_read_range(const_cast<double*>(A.p), bytes);
    __tsan_write_range(C.p, static_cast<unsigned long>(C.rows * C.ld) * sizeof(double));
    for (i64 j = 0; j < A.cols; ++j)
        for (i64 i = 0; i < A.rows; ++i) C(i, j) = 2 * A(i, j);
}
