// @finds nothing
// A function of the host's in its place on a stream: it may use what was copied before it.
#include "on_device.cuh"
struct Sum {
    float* numbers;
    float sum;
};
void CUDART_CB add_up(void* data) {
    Sum* s = static_cast<Sum*>(data);
    for (int i = 0; i < 32; ++i) s->sum += s->numbers[i];
}
extern "C" int test() {
    float *x = numbers<float>(32), *host;
    cudaStream_t stream;
    cudaStreamCreate(&stream);
    cudaMallocHost(&host, 32 * sizeof(float));
    Sum sum{host, 0};
    cudaMemcpyAsync(host, x, 32 * sizeof(float), cudaMemcpyDeviceToHost, stream);
    cudaLaunchHostFunc(stream, add_up, &sum);
    cudaStreamSynchronize(stream);
    cudaFreeHost(host);
    cudaFree(x);
    cudaStreamDestroy(stream);
    return sum.sum != 496;
}
