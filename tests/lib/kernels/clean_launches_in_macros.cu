// @finds nothing
// Launches inside of checks and macros, over several lines, with three and four numbers.
#include "on_device.cuh"
#include <cstdio>
#include <cstdlib>

#define CHECK(call)                                                                                          \
    do {                                                                                                     \
        cudaError_t status_ = (call);                                                                        \
        if (status_ != cudaSuccess) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(status_));                 \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)
#define KERNEL(name, n, ...)                                                                                 \
    do {                                                                                                     \
        const int blocks_ = ((n) + 63) / 64;                                                                 \
        name<<<blocks_, 64>>>(__VA_ARGS__);                                                                  \
        CHECK(cudaGetLastError());                                                                           \
    } while (0)
#define RUN(...)                                                                                             \
    __VA_ARGS__;                                                                                             \
    CHECK(cudaGetLastError())
#define CDIV(a, b) (((a) + (b)-1) / (b))

__global__ void add(float* x, float what, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) x[i] += what;
}
template<int by> __global__ void more(float* x, int n) {
    extern __shared__ float tile[];
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        tile[threadIdx.x] = x[i] + by;
        x[i] = tile[threadIdx.x];
    }
}
inline cudaError_t check(cudaError_t e) { return e; }

extern "C" int test() {
    const int n = 200;
    float* x = numbers<float>(n);
    cudaStream_t stream;
    CHECK(cudaStreamCreate(&stream));
    CHECK((add<<<CDIV(n, 32), 32>>>(x, 1, n), cudaPeekAtLastError()));
    check((add<<<4, 64>>>(x, 1.0f, n), cudaGetLastError()));
    KERNEL(add, n, x, 1, n);
    RUN(add<<<4, 64>>>(x, 1, n));
    RUN(more<2><<<4, 64, 64 * sizeof(float)>>>(x, n));
    more<3><<<dim3(CDIV(n, 64)),  // blocks
              dim3(64),           // threads
              64 * sizeof(float), // bytes
              stream>>>(x, n);
    CHECK(cudaGetLastError());
    if (n > 100)
        add<<<4, 64, 0, stream>>>(x, 1, n);
    else
        add<<<1, 1>>>(x, 100, 1);
    for (int i = 0; i < 2; ++i) add<<<4, 64, 0, 0>>>(x, 1, n);
    CHECK(cudaStreamSynchronize(stream));
    CHECK(cudaDeviceSynchronize());
    const bool bad = on_host(x, n)[199] != 199 + 4 + 2 + 3 + 1 + 2;
    CHECK(cudaFree(x));
    CHECK(cudaStreamDestroy(stream));
    return bad;
}
