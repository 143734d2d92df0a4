#include "attention_forward.cuh"

#include <algorithm>
#include <cmath>

constexpr int block = 256;

/// Scores become weights, a block for each row, with trees in shared memory.
__global__ void weigh(int Lq, int Lk, bool causal, float* P, int ldp) {
    __shared__ float partial[block];
    const int t = threadIdx.x, row = blockIdx.x;
    const int seen = causal ? row + Lk - Lq + 1 : Lk;
    float* p = P + row * ldp;

    float largest = -INFINITY;
    for (int j = t; j < seen; j += block) largest = fmaxf(largest, p[j]);
    partial[t] = largest;
    for (int half = block / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) partial[t] = fmaxf(partial[t], partial[t + half]);
    }
    __syncthreads();
    largest = partial[0];
    __syncthreads(); // all have read it

    float sum = 0;
    for (int j = t; j < seen; j += block) sum += expf(p[j] - largest);
    partial[t] = sum;
    for (int half = block / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) partial[t] += partial[t + half];
    }
    __syncthreads();
    for (int j = t; j < Lk; j += block) p[j] = j < seen ? expf(p[j] - largest) / partial[0] : 0;
}

cublasStatus_t attention(cublasHandle_t handle, int Lq, int Lk, int dk, int dv, bool causal, const float* Q,
                         const float* K, const float* V, float* P, int ldp, float* O) {
    if (Lq == 0) return CUBLAS_STATUS_SUCCESS; // a grid must not be empty
    const auto N = CUBLAS_OP_N, T = CUBLAS_OP_T;
    const float scale = 1 / std::sqrt(static_cast<float>(dk)), one = 1, zero = 0;
    // By columns, memory holds Qᵀ, Kᵀ, Vᵀ, Pᵀ and Oᵀ. Sᵀ = K Qᵀ/√dk:
    auto status = cublasSgemm(handle, T, N, Lk, Lq, dk, &scale, K, dk, Q, dk, &zero, P, ldp);
    if (status != CUBLAS_STATUS_SUCCESS) return status;

    cudaStream_t stream = nullptr; // of the products: the kernel runs between them
    status = cublasGetStream(handle, &stream);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    weigh<<<Lq, block, 0, stream>>>(Lq, Lk, causal, P, ldp);

    // Oᵀ = Vᵀ Pᵀ
    const int ld = std::max(dv, 1); // even of an empty matrix
    return cublasSgemm(handle, N, N, dv, Lq, Lk, &one, V, ld, P, ldp, &zero, O, ld);
}
