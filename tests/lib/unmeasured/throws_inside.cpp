// @expect passed
// The bounded stack has room for an exception that is caught.
#include "doubled.hpp"

#include <stdexcept>
#include <string>

static double twice(double x) {
    try {
        throw std::runtime_error(std::to_string(x));
    } catch (const std::runtime_error& error) {
        return 2 * std::stod(error.what());
    }
}

void doubled(CView<double> A, View<double> C) {
    for (i64 i = 0; i < A.rows; ++i)
        for (i64 j = 0; j < A.cols; ++j) C(i, j) = twice(A(i, j));
}
