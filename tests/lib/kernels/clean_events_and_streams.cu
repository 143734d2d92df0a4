// @finds nothing
// Pieces on several streams with events between them: times, waits and queries.
#include "on_device.cuh"

__global__ void add(float* x, float what, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) x[i] += what;
}

extern "C" int test() {
    const int streams = 3, piece = 64;
    cudaStream_t stream[streams];
    for (auto& s : stream) cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking);
    float *host, *device;
    cudaMallocHost((void**)&host, streams * piece * sizeof(float));
    cudaMalloc((void**)&device, streams * piece * sizeof(float));
    for (int i = 0; i < streams * piece; ++i) host[i] = i;
    cudaEvent_t start, stop, done;
    cudaEventCreate(&start);
    cudaEventCreate(&stop);
    cudaEventCreateWithFlags(&done, cudaEventDisableTiming);
    cudaEventRecord(start, stream[0]);
    for (int s = 0; s < streams; ++s) {
        float *h = host + s * piece, *d = device + s * piece;
        cudaMemcpyAsync(d, h, piece * sizeof(float), cudaMemcpyHostToDevice, stream[s]);
        add<<<1, piece, 0, stream[s]>>>(d, 1, piece);
        cudaMemcpyAsync(h, d, piece * sizeof(float), cudaMemcpyDeviceToHost, stream[s]);
    }
    cudaEventRecord(done, stream[1]);
    cudaStreamWaitEvent(stream[0], done, 0);
    add<<<1, piece, 0, stream[0]>>>(device + piece, 1, piece);
    cudaEventRecord(stop, stream[0]);
    cudaEventSynchronize(stop);
    float ms = -1;
    cudaEventElapsedTime(&ms, start, stop);
    int bad = ms < 0;
    for (auto& s : stream) cudaStreamSynchronize(s);
    bad |= cudaEventQuery(stop) != cudaSuccess || cudaStreamQuery(stream[2]) != cudaSuccess;
    bad |= host[0] != 1 || host[191] != 192 || on_host(device, 192)[64] != 66;
    cudaEventDestroy(start);
    cudaEventDestroy(stop);
    cudaEventDestroy(done);
    for (auto& s : stream) cudaStreamDestroy(s);
    cudaFreeHost(host);
    cudaFree(device);
    return bad;
}
