#pragma once

#include "gemm_naive.hpp"

/// gemm on numbers that count, and what they counted.
OpCount counted_gemm(bool ta, bool tb, Counted<double> alpha, CView<Counted<double>> A,
                     CView<Counted<double>> B, Counted<double> beta, View<Counted<double>> C);
