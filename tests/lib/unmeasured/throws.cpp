// @expect unmeasured: gives another result
#include "doubled.hpp"

#ifndef __has_feature // of clang
#define __has_feature(x) 0
#endif

void doubled(CView<double> A, View<double> C) {
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
    throw 1;
#endif
    for (i64 i = 0; i < A.rows; ++i)
        for (i64 j = 0; j < A.cols; ++j) C(i, j) = 2 * A(i, j);
}
