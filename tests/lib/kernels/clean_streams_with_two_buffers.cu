// @finds nothing
// Two buffers take turns on two streams: each is filled again when an event says that its copy is over.
#include "on_device.cuh"
__global__ void square(float* x, int n) {
    if (threadIdx.x < n) x[threadIdx.x] *= x[threadIdx.x];
}
extern "C" int test() {
    const int n = 32, pieces = 6;
    cudaStream_t stream[2];
    cudaEvent_t copied[2];
    float *pinned[2], *device[2];
    for (int i = 0; i < 2; ++i) {
        cudaStreamCreateWithFlags(&stream[i], cudaStreamNonBlocking);
        cudaEventCreateWithFlags(&copied[i], cudaEventDisableTiming);
        cudaMallocHost(&pinned[i], n * sizeof(float));
        cudaMalloc(&device[i], n * sizeof(float));
    }
    float* results;
    cudaMalloc(&results, n * pieces * sizeof(float));
    for (int p = 0; p < pieces; ++p) {
        const int i = p % 2;
        cudaEventSynchronize(copied[i]);
        for (int j = 0; j < n; ++j) pinned[i][j] = p * n + j;
        cudaMemcpyAsync(device[i], pinned[i], n * sizeof(float), cudaMemcpyHostToDevice, stream[i]);
        cudaEventRecord(copied[i], stream[i]);
        square<<<1, 32, 0, stream[i]>>>(device[i], n);
        cudaMemcpyAsync(results + p * n, device[i], n * sizeof(float), cudaMemcpyDeviceToDevice, stream[i]);
    }
    cudaDeviceSynchronize();
    const bool bad = on_host(results, n * pieces)[191] != 191 * 191;
    for (int i = 0; i < 2; ++i) {
        cudaStreamDestroy(stream[i]);
        cudaEventDestroy(copied[i]);
        cudaFreeHost(pinned[i]);
        cudaFree(device[i]);
    }
    cudaFree(results);
    return bad;
}
