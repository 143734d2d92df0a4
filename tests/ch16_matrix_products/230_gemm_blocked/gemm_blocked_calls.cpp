#include "gemm_blocked_calls.hpp"

#include "judge/calls.hpp"

#include <stdexcept>

EXPOSE(gemm_blocked<float>);
EXPOSE(gemm_blocked<double>);

std::string gemm_blocked_in_corner(i64 m, i64 n, i64 k, CView<double> A, CView<double> B, View<double> C,
                                   Tile tile) {
    A.rows = m, A.cols = k;
    B.rows = k, B.cols = n;
    C.rows = m, C.cols = n;
    try {
        gemm_blocked(A, B, C, tile);
    } catch (const std::out_of_range& outside) {
        return outside.what();
    }
    return {};
}
EXPOSE(gemm_blocked_in_corner);

OpCount counted_gemm_blocked(CView<Counted<double>> A, CView<Counted<double>> B, View<Counted<double>> C,
                             Tile tile) {
    counted::operations = {};
    gemm_blocked(A, B, C, tile);
    return counted::operations;
}
EXPOSE(counted_gemm_blocked);
