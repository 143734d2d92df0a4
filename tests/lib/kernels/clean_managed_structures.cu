// @finds nothing
// Managed memory: variables, objects with their own allocation, prefetches and advice.
#include "on_device.cuh"
__device__ __managed__ int counter = 1;
class Managed {
  public:
    void* operator new(size_t size) {
        void* p;
        cudaMallocManaged(&p, size);
        cudaDeviceSynchronize();
        return p;
    }
    void operator delete(void* p) {
        cudaDeviceSynchronize();
        cudaFree(p);
    }
};
struct Vector : Managed {
    int n;
    float* data;
    explicit Vector(int n) : n(n) {
        cudaMallocManaged(&data, n * sizeof(float));
        for (int i = 0; i < n; ++i) data[i] = i;
    }
    ~Vector() { cudaFree(data); }
};
__global__ void scale(Vector* v, float by) {
    const int i = threadIdx.x;
    if (i < v->n) v->data[i] *= by;
    if (i == 0) atomicAdd(&counter, 5);
}
extern "C" int test() {
    Vector* v = new Vector(40);
    scale<<<1, 64>>>(v, 2);
    cudaDeviceSynchronize();
    const bool bad = v->data[39] != 78 || counter != 6;
    delete v;
    return bad;
}
