#include "roofline.hpp"

#include "judge/calls.hpp"

EXPOSE(gemm_flops);
EXPOSE(gemm_bytes);
EXPOSE(gemv_flops);
EXPOSE(gemv_bytes);
EXPOSE(axpy_flops);
EXPOSE(axpy_bytes);
EXPOSE(conv_flops);
EXPOSE(batched_bytes);
EXPOSE(attainable);
EXPOSE(ridge);
