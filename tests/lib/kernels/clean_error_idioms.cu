// @finds nothing
// What programs do with errors: a function that throws or prints, names and texts, and errors that are asked
// for.
#include "on_device.cuh"
#include <cstring>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>

#define checkCudaErrors(val) check((val), #val, __FILE__, __LINE__)
template<class T> void check(T result, char const* const func, const char* const file, int const line) {
    if (result) {
        std::ostringstream text;
        text << "CUDA error at " << file << ":" << line << " code=" << static_cast<unsigned int>(result)
             << "(" << cudaGetErrorName(result) << ") \"" << func << "\"";
        throw std::runtime_error(text.str());
    }
}
#define gpuErrchk(ans)                                                                                       \
    { gpuAssert((ans), __FILE__, __LINE__); }
inline void gpuAssert(cudaError_t code, const char* file, int line, bool abort = true) {
    if (code != cudaSuccess) {
        fprintf(stderr, "GPUassert: %s %s %d\n", cudaGetErrorString(code), file, line);
        if (abort) exit(code);
    }
}
__global__ void k(int* x) { x[0] = 1; }

extern "C" int test() {
    int bad = 0;
    int* x = nullptr;
    checkCudaErrors(cudaMalloc((void**)&x, 4));
    gpuErrchk(cudaMemset(x, 0, 4));
    k<<<1, 1>>>(x);
    gpuErrchk(cudaPeekAtLastError());
    gpuErrchk(cudaDeviceSynchronize());
    try {
        checkCudaErrors(cudaMemcpy(x, x, 400, cudaMemcpyDeviceToDevice));
        bad |= 1;
    } catch (const std::runtime_error& e) {
        bad |= std::string(e.what()).find("cudaErrorInvalidValue") == std::string::npos ? 2 : 0;
    }
    bad |= cudaGetLastError() != cudaErrorInvalidValue ? 4 : 0;
    k<<<1, 1025>>>(x);
    bad |= cudaGetLastError() != cudaErrorInvalidConfiguration ? 8 : 0;
    k<<<dim3(1, 70000), 1>>>(x);
    bad |= cudaGetLastError() != cudaErrorInvalidConfiguration ? 16 : 0;
    if (cudaError_t e = cudaFree(x); e != cudaSuccess) std::cerr << cudaGetErrorString(e) << std::endl;
    return bad;
}
