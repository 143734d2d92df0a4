// @finds nothing
// A product with tiles in shared memory and in registers, loads of float4, and a transposed tile.
#include "on_device.cuh"

template<const int BM, const int BN, const int BK, const int TM, const int TN>
__global__ void __launch_bounds__((BM * BN) / (TM * TN), 1)
    sgemm(int M, int N, int K, float alpha, float* A, float* B, float beta, float* C) {
    const uint rows = blockIdx.y, columns = blockIdx.x;
    const int thread_column = threadIdx.x % (BN / TN), thread_row = threadIdx.x / (BN / TN);
    __shared__ float As[BM * BK];
    __shared__ float Bs[BK * BN];
    A += rows * BM * K;
    B += columns * BN;
    C += rows * BM * N + columns * BN;
    const uint row_a = threadIdx.x / (BK / 4), column_a = threadIdx.x % (BK / 4),
               row_b = threadIdx.x / (BN / 4), column_b = threadIdx.x % (BN / 4);
    float results[TM * TN] = {0.0}, m[TM] = {0.0}, n[TN] = {0.0};
    for (uint step = 0; step < K; step += BK) {
        float4 t = reinterpret_cast<float4*>(&A[row_a * K + column_a * 4])[0];
        As[(column_a * 4 + 0) * BM + row_a] = t.x;
        As[(column_a * 4 + 1) * BM + row_a] = t.y;
        As[(column_a * 4 + 2) * BM + row_a] = t.z;
        As[(column_a * 4 + 3) * BM + row_a] = t.w;
        reinterpret_cast<float4*>(&Bs[row_b * BN + column_b * 4])[0] =
            reinterpret_cast<float4*>(&B[row_b * N + column_b * 4])[0];
        __syncthreads();
        A += BK;
        B += BK * N;
        for (uint dot = 0; dot < BK; ++dot) {
            for (uint i = 0; i < TM; ++i) m[i] = As[dot * BM + thread_row * TM + i];
            for (uint i = 0; i < TN; ++i) n[i] = Bs[dot * BN + thread_column * TN + i];
            for (uint i = 0; i < TM; ++i)
                for (uint j = 0; j < TN; ++j) results[i * TN + j] += m[i] * n[j];
        }
        __syncthreads();
    }
    for (uint i = 0; i < TM; i += 1)
        for (uint j = 0; j < TN; j += 4) {
            float4 t = reinterpret_cast<float4*>(&C[(thread_row * TM + i) * N + thread_column * TN + j])[0];
            t.x = alpha * results[i * TN + j] + beta * t.x;
            t.y = alpha * results[i * TN + j + 1] + beta * t.y;
            t.z = alpha * results[i * TN + j + 2] + beta * t.z;
            t.w = alpha * results[i * TN + j + 3] + beta * t.w;
            reinterpret_cast<float4*>(&C[(thread_row * TM + i) * N + thread_column * TN + j])[0] = t;
        }
}
extern "C" int test() {
    const int n = 32;
    float *A = numbers<float>(n * n), *B = numbers<float>(n * n), *C = zeros<float>(n * n);
    sgemm<32, 32, 8, 4, 4><<<dim3(1, 1), 64>>>(n, n, n, 1, A, B, 0, C);
    const auto c = on_host(C, n * n);
    float expected = 0;
    for (int k = 0; k < n; ++k) expected += (float)(3 * n + k) * (float)(k * n + 5);
    cudaFree(A);
    cudaFree(B);
    cudaFree(C);
    return c[3 * n + 5] != expected;
}
