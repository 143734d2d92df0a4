// @finds nothing
// Streams in order, events with times, pinned and managed memory, rows with a pitch.
#include <cuda_runtime.h>

__global__ void twice(float* x, size_t pitch, int columns) {
    float* row = (float*)((char*)x + blockIdx.x * pitch);
    if (threadIdx.x < columns) row[threadIdx.x] *= 2;
}
__global__ void square(int* x) { x[threadIdx.x] *= x[threadIdx.x]; }

extern "C" int test() {
    cudaStream_t stream;
    cudaEvent_t start, stop;
    cudaStreamCreate(&stream);
    cudaEventCreate(&start);
    cudaEventCreate(&stop);
    float *host, *device;
    size_t pitch;
    cudaMallocHost(&host, 3 * 5 * sizeof(float));
    for (int i = 0; i < 15; ++i) host[i] = i;
    cudaMallocPitch(&device, &pitch, 5 * sizeof(float), 3);
    cudaEventRecord(start, stream);
    cudaMemcpy2DAsync(device, pitch, host, 5 * sizeof(float), 5 * sizeof(float), 3, cudaMemcpyHostToDevice, stream);
    twice<<<3, 32, 0, stream>>>(device, pitch, 5);
    cudaMemcpy2DAsync(host, 5 * sizeof(float), device, pitch, 5 * sizeof(float), 3, cudaMemcpyDeviceToHost, stream);
    cudaEventRecord(stop, stream);
    if (cudaEventSynchronize(stop) != cudaSuccess || cudaStreamSynchronize(stream) != cudaSuccess) return 1;
    float milliseconds = -1;
    cudaEventElapsedTime(&milliseconds, start, stop);
    if (milliseconds < 0 || host[14] != 28 || host[7] != 14 || pitch % 32 != 0) return 2;
    int* both;
    cudaMallocManaged(&both, 4 * sizeof(int));
    for (int i = 0; i < 4; ++i) both[i] = i;
    square<<<1, 4>>>(both);
    cudaDeviceSynchronize();
    const int last = both[3];
    cudaFree(both);
    cudaFree(device);
    cudaFreeHost(host);
    cudaEventDestroy(start);
    cudaEventDestroy(stop);
    cudaStreamDestroy(stream);
    return last != 9 || cudaStreamDestroy(stream) != cudaErrorInvalidResourceHandle;
}
