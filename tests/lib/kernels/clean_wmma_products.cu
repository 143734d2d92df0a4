// @finds nothing
// Tensor cores: halves with sums in float and in half, by rows and by columns, through shared memory.
#include "on_device.cuh"
#include <cuda_fp16.h>
#include <mma.h>
using namespace nvcuda;

constexpr int M = 16, N = 16, K = 16;

template<class BLayout>
__global__ void product(const half* a, const half* b, float* c, half* d, int m, int n, int k) {
    __shared__ __align__(32) half tile[4][M * K];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, row = blockIdx.y * M,
              column = (blockIdx.x * 2 + warp) * N;
    wmma::fragment<wmma::matrix_a, M, N, K, half, wmma::row_major> fa;
    wmma::fragment<wmma::matrix_b, M, N, K, half, BLayout> fb;
    wmma::fragment<wmma::accumulator, M, N, K, float> sum;
    wmma::fragment<wmma::accumulator, M, N, K, half> halves;
    wmma::fill_fragment(sum, 0.0f);
    wmma::fill_fragment(halves, __float2half(0.0f));
    for (int i = 0; i < k; i += K) {
        for (int e = lane; e < M * K; e += 32) tile[warp][e] = a[(row + e / K) * k + i + e % K];
        __syncwarp();
        wmma::load_matrix_sync(fa, tile[warp], K);
        if constexpr (std::is_same<BLayout, wmma::row_major>::value)
            wmma::load_matrix_sync(fb, b + i * n + column, n);
        else
            wmma::load_matrix_sync(fb, b + column * k + i, k);
        wmma::mma_sync(sum, fa, fb, sum);
        wmma::mma_sync(halves, fa, fb, halves);
        __syncwarp();
    }
    for (int e = 0; e < sum.num_elements; ++e) sum.x[e] = 2.0f * sum.x[e];
    wmma::store_matrix_sync(c + row * n + column, sum, n, wmma::mem_row_major);
    wmma::store_matrix_sync(d + row * n + column, halves, n, wmma::mem_row_major);
}

extern "C" int test() {
    const int m = 32, n = 32, k = 48;
    std::vector<half> A(m * k), B(k * n);
    for (int i = 0; i < m * k; ++i) A[i] = __float2half((float)(i % 5) - 2);
    for (int i = 0; i < k * n; ++i) B[i] = __int2half_rn(i % 3);
    half *a = unwritten<half>(m * k), *b = unwritten<half>(k * n), *d = unwritten<half>(m * n);
    float* c = unwritten<float>(m * n);
    cudaMemcpy(a, A.data(), m * k * 2, cudaMemcpyHostToDevice);
    cudaMemcpy(b, B.data(), n * k * 2, cudaMemcpyHostToDevice);
    int bad = 0;
    for (int columns = 0; columns < 2; ++columns) {
        if (columns)
            product<wmma::col_major><<<dim3(1, 2), 64>>>(a, b, c, d, m, n, k);
        else
            product<wmma::row_major><<<dim3(1, 2), 64>>>(a, b, c, d, m, n, k);
        const auto y = on_host(c, m * n);
        const auto z = on_host(d, m * n);
        for (int i = 0; i < m; ++i)
            for (int j = 0; j < n; ++j) {
                float s = 0;
                for (int l = 0; l < k; ++l)
                    s += __half2float(A[i * k + l]) * __half2float(columns ? B[j * k + l] : B[l * n + j]);
                bad += y[i * n + j] != 2 * s || __half2float(z[i * n + j]) != s;
            }
    }
    cudaFree(a);
    cudaFree(b);
    cudaFree(c);
    cudaFree(d);
    return bad;
}
