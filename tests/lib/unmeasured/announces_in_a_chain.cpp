// @expect unmeasured: gives another result
// Every announced word overlaps with the one before.
#include "doubled.hpp"

extern "C" void __tsan_unaligned_read8(void*);

__attribute__((no_sanitize("thread"))) static double value(const double* from) { return *from; }

void doubled(CView<double> A, View<double> C) {
    auto* bytes = reinterpret_cast<char*>(const_cast<double*>(A.p));
    const auto size = static_cast<i64>(sizeof(double)) * (A.rows - 1) * A.ld;
    for (i64 at = 0; at < size; at += 7) __tsan_unaligned_read8(bytes + at);
    for (i64 i = 0; i < A.rows; ++i)
        for (i64 j = 0; j < A.cols; ++j) C(i, j) = 2 * value(&A(i, j));
}
