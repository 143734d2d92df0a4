// @expect passed
// std::string is compiled with what uses it.
#include "doubled.hpp"

#include <cstring>
#include <string>

void doubled(CView<double> A, View<double> C) {
    const auto size = static_cast<std::size_t>(A.cols) * sizeof(double);
    for (i64 i = 0; i < A.rows; ++i) {
        const std::string row(reinterpret_cast<const char*>(&A(i, 0)), size);
        std::memcpy(&C(i, 0), row.data(), size);
        for (i64 j = 0; j < A.cols; ++j) C(i, j) *= 2;
    }
}
