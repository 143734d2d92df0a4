// @finds nothing
#include <cuda_runtime.h>

__global__ void counts(int* out) {
    const int t = threadIdx.x;
    const int count = __syncthreads_count(t % 3 == 0), all = __syncthreads_and(t < 48), any = __syncthreads_or(t == 40);
    const int none = __syncthreads_or(0);
    if (t == 47) out[0] = count, out[1] = all, out[2] = any, out[3] = none;
}

extern "C" int test() {
    int *d_out, out[4];
    cudaMalloc(&d_out, sizeof out);
    counts<<<1, 48>>>(d_out);
    cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost);
    cudaFree(d_out);
    return out[0] != 16 || !out[1] || !out[2] || out[3];
}
