// @finds nothing
// Shared arrays of structs and of several dimensions, and shared variables that are no arrays.
#include "on_device.cuh"

struct Particle {
    float3 position;
    float mass;
};
struct Best {
    int index;
    float value;
};

__global__ void k(float* out) {
    __shared__ Particle particles[32];
    __shared__ float cube[4][4][2], row[32], column[32];
    __shared__ Best best;
    __shared__ int count, total;
    const int t = threadIdx.x;
    particles[t] = {make_float3(t, 2 * t, 3 * t), 1.0f};
    cube[t / 8][t / 2 % 4][t % 2] = t;
    row[t] = t;
    column[t] = 2 * t;
    if (t == 0) {
        count = 0;
        total = 5;
        best.index = -1;
        best.value = -1e30f;
    }
    __syncthreads();
    atomicAdd(&count, 1);
    if (t == 7) {
        best.index = t;
        best.value = particles[6].position.z;
    }
    __syncthreads();
    Particle p = particles[(t + 1) % 32];
    out[t] = p.position.y + p.mass + cube[3][3][1] + row[31 - t] + column[t] + count + total + best.index +
             best.value;
}

extern "C" int test() {
    float* out = unwritten<float>(32);
    k<<<1, 32>>>(out);
    const bool bad = on_host(out, 32)[0] != 2 + 1 + 31 + 31 + 0 + 32 + 5 + 7 + 18;
    cudaFree(out);
    return bad;
}
