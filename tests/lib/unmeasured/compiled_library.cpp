// @expect unmeasured: gives another result
// Streams were compiled long ago.
#include "doubled.hpp"

#include <sstream>

void doubled(CView<double> A, View<double> C) {
    std::stringstream stream;
    const auto size = static_cast<std::streamsize>(sizeof(double)) * A.cols;
    for (i64 i = 0; i < A.rows; ++i) {
        stream.write(reinterpret_cast<const char*>(&A(i, 0)), size);
        for (i64 j = 0; j < A.cols; ++j) {
            double x = 0;
            stream.read(reinterpret_cast<char*>(&x), sizeof x);
            C(i, j) = 2 * x;
        }
    }
}
