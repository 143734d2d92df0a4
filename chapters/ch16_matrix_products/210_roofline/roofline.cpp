#include "roofline.hpp"

// TODO: start with gemm_flops and gemm_bytes. What can go wrong with the arguments, and with large results?

i64 gemm_flops(i64 m, i64 n, i64 k) { return 0; }

i64 gemm_bytes(i64 m, i64 n, i64 k, i64 word) { return 0; }

i64 gemv_flops(i64 m, i64 n) { return 0; }

i64 gemv_bytes(i64 m, i64 n, i64 word) { return 0; }

i64 axpy_flops(i64 n) { return 0; }

i64 axpy_bytes(i64 n, i64 word) { return 0; }

i64 conv_flops(i64 N, i64 Ho, i64 Wo, i64 O, i64 kh, i64 kw, i64 C) { return 0; }

i64 batched_bytes(i64 count, i64 m, i64 n, i64 k, i64 word, bool shared_b) { return 0; }

double attainable(double peak, double bw, double I) { return 0; }

double ridge(double peak, double bw) { return 0; }
