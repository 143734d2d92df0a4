#include "loop_order.hpp"

#include "bench/products.hpp"

static const bench::SquareProducts<gemm_ikj<double>> series;
