// @expect unmeasured: gives another result
#include "doubled.hpp"

static double value(const double* from) {
    double x = 0;
#if defined(__x86_64__)
    asm volatile("movsd (%1), %0" : "=x"(x) : "r"(from) : "memory");
#elif defined(__aarch64__)
    asm volatile("ldr %d0, [%1]" : "=w"(x) : "r"(from) : "memory");
#endif
    return x;
}

void doubled(CView<double> A, View<double> C) {
    for (i64 i = 0; i < A.rows; ++i)
        for (i64 j = 0; j < A.cols; ++j) C(i, j) = 2 * value(&A(i, j));
}
