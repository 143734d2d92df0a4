#pragma once

#include "gemm_blocked.hpp"

#include <string>

/// gemm_blocked on the m × k, k × n and m × n matrices in the upper left corners of A, B and C. Returns what
/// a view said if it was asked for an element outside of it, and an empty string if none was.
std::string gemm_blocked_in_corner(i64 m, i64 n, i64 k, CView<double> A, CView<double> B, View<double> C,
                                   Tile tile);

/// gemm_blocked on numbers that count, and what they counted.
OpCount counted_gemm_blocked(CView<Counted<double>> A, CView<Counted<double>> B, View<Counted<double>> C,
                             Tile tile);
