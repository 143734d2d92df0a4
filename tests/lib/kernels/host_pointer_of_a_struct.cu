// @finds host_memory
// A struct that is passed by value holds a pointer of the host.
#include "on_device.cuh"
struct Matrix {
    int rows, columns;
    float* elements;
};
__global__ void scale(Matrix m) {
    const int i = threadIdx.x;
    if (i < m.rows * m.columns) m.elements[i] *= 2; // <- of the host
}
extern "C" int test() {
    std::vector<float> values(32);
    scale<<<1, 32>>>(Matrix{4, 8, values.data()});
    cudaDeviceSynchronize();
    return 0;
}
