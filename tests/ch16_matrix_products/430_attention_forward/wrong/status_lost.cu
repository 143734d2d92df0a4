// @diagnosis status_lost
#include "attention_forward.cuh"

#include <algorithm>
#include <cmath>

constexpr int warp = 32, block = 128;

/// Scores become weights, a warp for each row. An entry is read and written by one and the same lane.
__global__ void weigh(int Lq, int Lk, bool causal, float* P, int ldp) {
    const int thread = blockIdx.x * blockDim.x + threadIdx.x, row = thread / warp, lane = thread % warp;
    if (row >= Lq) return; // all lanes or none
    const int seen = causal ? row + Lk - Lq + 1 : Lk;
    float* p = P + row * ldp;

    float largest = -INFINITY, sum = 0;
    for (int j = lane; j < seen; j += warp) largest = fmaxf(largest, p[j]);
    for (int d = warp / 2; d > 0; d /= 2) largest = fmaxf(largest, __shfl_xor_sync(0xffffffff, largest, d));
    for (int j = lane; j < seen; j += warp) sum += expf(p[j] - largest);
    for (int d = warp / 2; d > 0; d /= 2) sum += __shfl_xor_sync(0xffffffff, sum, d);
    for (int j = lane; j < Lk; j += warp) p[j] = j < seen ? expf(p[j] - largest) / sum : 0;
}

cublasStatus_t attention(cublasHandle_t handle, int Lq, int Lk, int dk, int dv, bool causal, const float* Q,
                         const float* K, const float* V, float* P, int ldp, float* O) {
    if (Lq == 0) return CUBLAS_STATUS_SUCCESS; // a grid must not be empty
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float scale = 1 / std::sqrt(static_cast<float>(dk)), one = 1, zero = 0;
    // By columns, memory holds Qᵀ, Kᵀ, Vᵀ, Pᵀ and Oᵀ. Sᵀ = K Qᵀ/√dk:
    cublasSgemm(handle, T, N, Lk, Lq, dk, &scale, K, dk, Q, dk, &zero, P, ldp);

    cudaStream_t stream = nullptr; // of the products: the kernel runs between them
    cublasGetStream(handle, &stream);
    constexpr int rows = block / warp;
    weigh<<<(Lq + rows - 1) / rows, block, 0, stream>>>(Lq, Lk, causal, P, ldp);

    // Oᵀ = Vᵀ Pᵀ
    const int ld = std::max(dv, 1); // even of an empty matrix
    cublasSgemm(handle, N, N, dv, Lq, Lk, &one, V, ld, P, ldp, &zero, O, ld);
    return CUBLAS_STATUS_SUCCESS;
}
