// @finds nothing
// Launches in every form in which they are written.
#include <cuda_runtime.h>

#define CHECK(call) \
    if ((call) != cudaSuccess) return __LINE__
#define LAUNCH(kernel, blocks, ...) kernel<<<blocks, 32>>>(__VA_ARGS__)
#define FILL_TWO(where) fill<<<1, 2>>>(where, 2, \
                                       2)

namespace inner {
template<class T, int ADD> __global__ void add(T* x, T value) { x[threadIdx.x] += value + ADD; }
} // namespace inner

__global__ void fill(int* x, int value, int n) {
    if (threadIdx.x < n) x[threadIdx.x] = value;
}
__global__ void maybe(int* x, const float* unused, int n) {
    if (!unused && threadIdx.x == 0) x[0] = n;
}
template<class T> __global__ void set(T* x, T value) { x[threadIdx.x] = value; }
__global__ void nothing() {}

static int evaluations = 0;
int counted(int n) {
    ++evaluations;
    return n;
}

extern "C" int test() {
    int *x, y[32];
    evaluations = 0;
    CHECK(cudaMalloc(&x, sizeof y));
    fill<<<1, 32>>>(x, counted(5), 32);
    inner::add<int, 3><<<dim3(1), dim3(32), 0, 0>>>(x, 1);
    ::inner::add<int, -1>
        <<<1, // one block
           32>>>(x,
                 /* a value */ 4);
    CHECK((maybe<<<1, 1>>>(x, 0, 70), cudaPeekAtLastError()));
    maybe<<<1, 1>>>(x, NULL, 71);
    maybe<<<{1, 1}, {1, 1}>>>(x, nullptr, 72);
    CHECK(cudaMemcpy(y, x, sizeof y, cudaMemcpyDeviceToHost));
    if (y[0] != 72 || y[1] != 12 || evaluations != 1) return __LINE__;
    set<<<1, 32>>>(x, 0);
    void (*chosen[])(int*, int, int) = {fill, fill};
    chosen[1]<<<1, 8>>>(x, 9, 8);
    (*chosen[0])<<<1, 4>>>(x, 8, 4);
    (fill)<<<1, 3>>>(x, 7, 3);
    FILL_TWO(x);
    LAUNCH(nothing, 2);
    LAUNCH(fill, 1, x + 9, 1, 1);
    const char* text = "k<<<1, 2>>>(x)"; // k<<<1, 2>>>(x)
    CHECK(cudaMemcpy(y, x, sizeof y, cudaMemcpyDeviceToHost));
    if (y[0] != 2 || y[2] != 7 || y[3] != 8 || y[7] != 9 || y[8] != 0 || y[9] != 1 || text[0] != 'k') return __LINE__;
    return cudaFree(x);
}
