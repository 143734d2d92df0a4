#include "sgemm_coalesced.cuh"

void sgemm_coalesced(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                     cudaStream_t stream) {
    // TODO: one thread for each entry of C; which one, so that the threads of a warp read neighbours?
}
