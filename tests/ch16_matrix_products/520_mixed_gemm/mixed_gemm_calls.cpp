#include "mixed_gemm.hpp"

#include "judge/calls.hpp"

EXPOSE(gemm_half);
