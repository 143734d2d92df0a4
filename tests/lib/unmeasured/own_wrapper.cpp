// @expect unmeasured: gives another result
#include "doubled.hpp"

#include <cstddef>
#include <cstring>
#include <vector>

extern "C" __attribute__((no_sanitize("thread"))) void* __wrap_memcpy(void* to, const void* from,
                                                                      std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) static_cast<char*>(to)[i] = static_cast<const char*>(from)[i];
    return to;
}

void doubled(CView<double> A, View<double> C) {
    const auto n = static_cast<std::size_t>(A.cols);
    std::vector<double> row(n);
    for (i64 i = 0; i < A.rows; ++i) {
        std::memcpy(row.data(), &A(i, 0), n * sizeof(double));
        for (i64 j = 0; j < A.cols; ++j) C(i, j) = 2 * row[static_cast<std::size_t>(j)];
    }
}
