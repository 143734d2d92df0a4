// @expect unmeasured: cannot be used
// What measures is not to be had by its name, be it a function or the measurement itself.
#include "doubled.hpp"

namespace trace {
void reads(const void*, unsigned long);
} // namespace trace
extern void* measurement __asm__("_ZN5trace12_GLOBAL__N_19measuringE");

#ifndef __has_feature // of clang
#define __has_feature(x) 0
#endif

void doubled(CView<double> A, View<double> C) {
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
    trace::reads(A.p, 8);
    measurement = nullptr;
#endif
    for (i64 i = 0; i < A.rows; ++i)
        for (i64 j = 0; j < A.cols; ++j) C(i, j) = 2 * A(i, j);
}
