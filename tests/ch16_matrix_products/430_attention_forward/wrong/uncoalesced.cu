// @diagnosis uncoalesced
#include "attention_forward.cuh"

#include <algorithm>
#include <cmath>

constexpr int block = 128;

/// Scores become weights, a thread for each row.
__global__ void weigh(int Lq, int Lk, bool causal, float* P, int ldp) {
    const int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= Lq) return;
    const int seen = causal ? row + Lk - Lq + 1 : Lk;
    float* p = P + row * ldp;
    float largest = -INFINITY, sum = 0;
    for (int j = 0; j < seen; ++j) largest = fmaxf(largest, p[j]);
    for (int j = 0; j < seen; ++j) sum += expf(p[j] - largest);
    for (int j = 0; j < Lk; ++j) p[j] = j < seen ? expf(p[j] - largest) / sum : 0;
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
    weigh<<<(Lq + block - 1) / block, block, 0, stream>>>(Lq, Lk, causal, P, ldp);

    // Oᵀ = Vᵀ Pᵀ
    const int ld = std::max(dv, 1); // even of an empty matrix
    return cublasSgemm(handle, N, N, dv, Lq, Lk, &one, V, ld, P, ldp, &zero, O, ld);
}
