// @finds not_synchronised
// The host fills a buffer again while an asynchronous copy may still read it.
#include "on_device.cuh"
extern "C" int test() {
    float *x = unwritten<float>(64), *host;
    cudaStream_t stream;
    cudaStreamCreate(&stream);
    cudaMallocHost(&host, 32 * sizeof(float));
    for (int half = 0; half < 2; ++half) {
        for (int i = 0; i < 32; ++i) host[i] = i; // <- which cudaMemcpyAsync may still read
        cudaMemcpyAsync(x + 32 * half, host, 32 * sizeof(float), cudaMemcpyDefault, stream); // <-
    }
    cudaStreamSynchronize(stream);
    cudaFreeHost(host);
    cudaFree(x);
    cudaStreamDestroy(stream);
    return 0;
}
