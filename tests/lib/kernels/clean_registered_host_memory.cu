// @finds nothing
// Memory of the host that is registered, mapped, and used by a kernel.
#include "on_device.cuh"
__global__ void k(int* x) { x[threadIdx.x] *= 2; }
extern "C" int test() {
    std::vector<int> host(64, 3);
    int* device = nullptr;
    cudaSetDeviceFlags(cudaDeviceMapHost);
    int bad = cudaHostRegister(host.data(), 64 * sizeof(int), cudaHostRegisterMapped) != cudaSuccess;
    cudaHostGetDevicePointer((void**)&device, host.data(), 0);
    k<<<1, 64>>>(device);
    cudaDeviceSynchronize();
    bad |= host[63] != 6 || cudaHostUnregister(host.data()) != cudaSuccess ||
           cudaHostUnregister(host.data()) == cudaSuccess;
    cudaGetLastError();
    int* mapped;
    cudaHostAlloc((void**)&mapped, 64 * sizeof(int), cudaHostAllocMapped);
    for (int i = 0; i < 64; ++i) mapped[i] = i;
    cudaHostGetDevicePointer((void**)&device, mapped, 0);
    k<<<1, 64>>>(device);
    cudaDeviceSynchronize();
    bad |= mapped[63] != 126;
    cudaFreeHost(mapped);
    return bad;
}
