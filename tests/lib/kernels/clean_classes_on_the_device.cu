// @finds nothing
// @nvcc -std=c++20 --expt-relaxed-constexpr
// Classes with members for host and device, operators, a namespace, an enumeration, and views by value.
#include "on_device.cuh"
#include <cstdint>
#include <utility>

namespace linear {
template<class T> class Matrix {
  public:
    __host__ __device__ Matrix(T* data, int rows, int columns) : data(data), rows_(rows), columns_(columns) {}
    __host__ __device__ T& operator()(int i, int j) { return data[i * columns_ + j]; }
    __host__ __device__ const T& operator()(int i, int j) const { return data[i * columns_ + j]; }
    __host__ __device__ int rows() const { return rows_; }
    __host__ __device__ int columns() const { return columns_; }

  private:
    T* data;
    int rows_, columns_;
};
enum class Act { none, relu };
struct Complex {
    float re, im;
    __host__ __device__ Complex operator*(const Complex& o) const {
        return {re * o.re - im * o.im, re * o.im + im * o.re};
    }
    __host__ __device__ friend Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
};
template<Act act> __device__ float apply(float x) { return act == Act::relu ? fmaxf(x, 0.0f) : x; }
template<Act act> __global__ void multiply(const Matrix<float> A, const Matrix<float> B, Matrix<float> C) {
    const int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= C.rows() || j >= C.columns()) return;
    float sum = 0;
    for (int k = 0; k < A.columns(); ++k) sum += A(i, k) * B(k, j);
    C(i, j) = apply<act>(sum);
}
__global__ void complex(Complex* z) {
    const int i = threadIdx.x;
    z[i] = z[i] * z[i] + Complex{1, 0};
    float a = z[i].re, b = z[i].im;
    std::swap(a, b);
    if (fmaxf(a, b) > 3e38f) z[i] = {0, 0};
    std::int64_t wide = i;
    if (wide > 40) z[i].re = 0;
}
} // namespace linear

extern "C" int test() {
    using namespace linear;
    float *a = numbers<float>(6), *b = numbers<float>(12), *c = unwritten<float>(8);
    multiply<Act::relu>
        <<<dim3(1, 1), dim3(8, 8)>>>(Matrix<float>(a, 2, 3), Matrix<float>(b, 3, 4), Matrix<float>(c, 2, 4));
    const auto y = on_host(c, 8);
    Complex* z = (Complex*)numbers<float>(8);
    linear::complex<<<1, 4>>>(z);
    const auto w = on_host(z, 4);
    cudaFree(a);
    cudaFree(b);
    cudaFree(c);
    cudaFree(z);
    return !(y[0] == 20 && y[7] == 92 && w[1].re == 4 - 9 + 1 && w[1].im == 12);
}
