// @finds not_synchronised
// A copy on the default stream does not wait for a stream that was made with cudaStreamNonBlocking.
#include "on_device.cuh"
__global__ void fill(float* x) { x[threadIdx.x] = threadIdx.x; }
extern "C" int test() {
    cudaStream_t stream;
    cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
    float *x = unwritten<float>(32), y[32];
    fill<<<1, 32, 0, stream>>>(x);                      // <-
    cudaMemcpy(y, x, sizeof y, cudaMemcpyDeviceToHost); // <- which fill may still write
    cudaStreamSynchronize(stream);
    cudaFree(x);
    cudaStreamDestroy(stream);
    return 0;
}
