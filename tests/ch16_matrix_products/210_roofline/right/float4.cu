#include "roofline.cuh"

#include <cstdint>

constexpr int warp = 32, block = 256;

/// Whether a load of four floats is allowed there.
bool aligned(const float* p) { return reinterpret_cast<std::uintptr_t>(p) % sizeof(float4) == 0; }

/// Four neighbours for each thread, as long as there are four; the last ones are left to the first threads.
__global__ void add_multiple(int n, int quads, float a, const float* x, float* y) {
    const int thread = blockIdx.x * blockDim.x + threadIdx.x;
    if (thread < quads) {
        const float4 p = reinterpret_cast<const float4*>(x)[thread];
        float4 q = reinterpret_cast<float4*>(y)[thread];
        q.x += a * p.x;
        q.y += a * p.y;
        q.z += a * p.z;
        q.w += a * p.w;
        reinterpret_cast<float4*>(y)[thread] = q;
    }
    for (int i = 4 * quads + thread; i < n; i += gridDim.x * blockDim.x) y[i] += a * x[i];
}

__global__ void multiply(int m, int n, int quads, const float* A, int lda, const float* x, float* y) {
    const int thread = blockIdx.x * blockDim.x + threadIdx.x, row = thread / warp, lane = thread % warp;
    if (row >= m) return;
    float sum = 0;
    for (int j = lane; j < quads; j += warp) {
        const float4 p = reinterpret_cast<const float4*>(A + row * lda)[j],
                     q = reinterpret_cast<const float4*>(x)[j];
        sum += (p.x * q.x + p.y * q.y) + (p.z * q.z + p.w * q.w);
    }
    for (int j = 4 * quads + lane; j < n; j += warp) sum += A[row * lda + j] * x[j];
    for (int distance = warp / 2; distance > 0; distance /= 2)
        sum += __shfl_down_sync(0xffffffff, sum, distance);
    if (lane == 0) y[row] = sum;
}

void saxpy(int n, float a, const float* x, float* y, cudaStream_t stream) {
    if (n == 0) return;
    const int quads = aligned(x) && aligned(y) ? n / 4 : 0, threads = quads > 0 ? quads : n;
    add_multiple<<<(threads + block - 1) / block, block, 0, stream>>>(n, quads, a, x, y);
}

void sgemv(int m, int n, const float* A, int lda, const float* x, float* y, cudaStream_t stream) {
    if (m == 0) return;
    constexpr int rows = block / warp;
    const int quads = aligned(A) && aligned(x) && lda % 4 == 0 ? n / 4 : 0;
    multiply<<<(m + rows - 1) / rows, block, 0, stream>>>(m, n, quads, A, lda, x, y);
}
