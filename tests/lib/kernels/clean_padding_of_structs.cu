// @finds nothing
// The copy of a struct copies its padding, which nobody has written.
#include "on_device.cuh"

struct Pair {
    char key;
    int value;
};

struct Wide {
    char first;
    double second;
    short third;
};

__global__ void k(Pair* pairs, Pair* copies, Wide* wide, Wide* others, int* sum) {
    const int t = threadIdx.x;
    pairs[t].key = 'a';
    pairs[t].value = t;
    copies[t] = pairs[t];
    wide[t].first = 1;
    wide[t].second = 2;
    wide[t].third = 3;
    others[t] = wide[t];
    atomicAdd(sum, copies[t].value + int(others[t].second));
}

extern "C" int test() {
    Pair *pairs = unwritten<Pair>(32), *copies = unwritten<Pair>(32);
    Wide *wide = unwritten<Wide>(32), *others = unwritten<Wide>(32);
    int* sum = zeros<int>(1);
    k<<<1, 32>>>(pairs, copies, wide, others, sum);
    cudaDeviceSynchronize();
    const bool right = on_host(sum, 1)[0] == 31 * 16 + 64;
    cudaFree(pairs);
    cudaFree(copies);
    cudaFree(wide);
    cudaFree(others);
    cudaFree(sum);
    return !right;
}
