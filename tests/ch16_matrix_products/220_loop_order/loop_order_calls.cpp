#include "loop_order_calls.hpp"

#include "judge/calls.hpp"

EXPOSE(gemm_ikj<float>);
EXPOSE(gemm_ikj<double>);
EXPOSE(sums_into_row<float>);
EXPOSE(sums_into_row<double>);
EXPOSE(sweep_misses);
