// @finds nothing
// Atomic operations, those that are built with atomicCAS as well.
#include "on_device.cuh"
#include <cfloat>

__device__ float atomicMaxFloat(float* address, float value) {
    int* bits = (int*)address;
    int old = *(volatile int*)bits, assumed;
    do {
        assumed = old;
        old = atomicCAS(bits, assumed, __float_as_int(fmaxf(value, __int_as_float(assumed))));
    } while (assumed != old);
    return __int_as_float(old);
}
__device__ double add_by_cas(double* address, double value) {
    unsigned long long* bits = (unsigned long long*)address;
    unsigned long long old = atomicAdd(bits, 0ull), assumed;
    do {
        assumed = old;
        old = atomicCAS(bits, assumed, __double_as_longlong(value + __longlong_as_double(assumed)));
    } while (assumed != old);
    return __longlong_as_double(old);
}

struct Results {
    int i;
    unsigned u;
    unsigned long long ull;
    float f;
    double d;
    int least, most;
    unsigned umost;
    unsigned bits, flipped;
    float best;
    double cas;
    int swapped;
    unsigned wheel;
    long long signed_most;
};

__global__ void k(Results* r) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    atomicAdd(&r->i, i);
    atomicAdd(&r->u, 1u);
    atomicAdd(&r->ull, 1ull << 33);
    atomicAdd(&r->f, 0.5f);
    atomicAdd(&r->d, 0.25);
    atomicMin(&r->least, -i);
    atomicMax(&r->most, i);
    atomicMax(&r->umost, (unsigned)i);
    atomicOr(&r->bits, 1u << i % 32);
    atomicXor(&r->flipped, 1u << i % 32);
    atomicAnd(&r->bits, 0xffffffffu);
    atomicMaxFloat(&r->best, (float)i);
    add_by_cas(&r->cas, 1.5);
    atomicExch(&r->swapped, 5);
    atomicInc(&r->wheel, 9);
    atomicMax(&r->signed_most, (long long)i - 1000);
    atomicSub(&r->i, 1);
}

extern "C" int test() {
    Results host = {};
    host.best = -FLT_MAX;
    host.signed_most = -5000;
    Results* r;
    cudaMalloc(&r, sizeof host);
    cudaMemcpy(r, &host, sizeof host, cudaMemcpyHostToDevice);
    k<<<4, 64>>>(r);
    cudaMemcpy(&host, r, sizeof host, cudaMemcpyDeviceToHost);
    cudaFree(r);
    if (host.i != 255 * 128 - 256 || host.u != 256 || host.ull != 256ull << 33 || host.f != 128 ||
        host.d != 64)
        return 1;
    if (host.least != -255 || host.most != 255 || host.umost != 255 || host.bits != 0xffffffffu ||
        host.flipped != 0)
        return 2;
    return !(host.best == 255 && host.cas == 384 && host.swapped == 5 && host.wheel == 6 &&
             host.signed_most == -745);
}
