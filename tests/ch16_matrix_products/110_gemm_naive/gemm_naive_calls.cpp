#include "gemm_naive_calls.hpp"

#include "judge/calls.hpp"

EXPOSE(gemm<float>);
EXPOSE(gemm<double>);

OpCount counted_gemm(bool ta, bool tb, Counted<double> alpha, CView<Counted<double>> A,
                     CView<Counted<double>> B, Counted<double> beta, View<Counted<double>> C) {
    counted::operations = {};
    gemm(ta, tb, alpha, A, B, beta, C);
    return counted::operations;
}
EXPOSE(counted_gemm);
