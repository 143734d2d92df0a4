// @finds not_synchronised
// The host reads a buffer while an asynchronous copy may still write it.
#include "on_device.cuh"
extern "C" int test() {
    float *x = numbers<float>(64), *host;
    cudaStream_t stream;
    cudaStreamCreate(&stream);
    cudaMallocHost(&host, 64 * sizeof(float));
    cudaMemcpyAsync(host, x, 64 * sizeof(float), cudaMemcpyDefault, stream); // <-
    float sum = 0;
    for (int i = 0; i < 64; ++i) sum += host[i]; // <- which cudaMemcpyAsync may still write
    cudaStreamSynchronize(stream);
    for (int i = 0; i < 64; ++i) sum += host[i];
    cudaFreeHost(host);
    cudaFree(x);
    cudaStreamDestroy(stream);
    return sum < 0;
}
