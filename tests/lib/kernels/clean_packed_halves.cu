// @finds nothing
// A pack of eight 16-bit numbers that is loaded and stored as an int4, as programs for language models do.
#include "on_device.cuh"
#include <cassert>
#include <cstring>
#include <cuda_bf16.h>
#include <cuda_fp16.h>

template<class Element> struct alignas(16) Pack {
    Pack() = default;
    __device__ explicit Pack(int4 bits) {
        static_assert(sizeof(bits) == sizeof(payload), "size mismatch");
        memcpy(&payload, &bits, sizeof(bits));
    }
    __device__ static Pack constant(Element value) {
        Pack result;
        for (int k = 0; k < size; ++k) result.payload[k] = value;
        return result;
    }
    __device__ static Pack zeros() { return constant(0); }
    __device__ Element& operator[](int index) { return payload[index]; }
    __device__ const Element& operator[](int index) const { return payload[index]; }
    __device__ int4 bits() const {
        int4 bits;
        memcpy(&bits, &payload, sizeof(bits));
        return bits;
    }
    static constexpr int size = sizeof(int4) / sizeof(Element);
    Element payload[size];
};
template<class Element> __device__ Pack<Element> load(const Element* address) {
    return Pack<Element>{*reinterpret_cast<const int4*>(address)};
}
template<class Element> __device__ Pack<Element> load_streaming(const Element* address) {
    return Pack<Element>{__ldcs(reinterpret_cast<const int4*>(address))};
}
template<class Element> __device__ void store(Element* target, Pack<Element> value) {
    *reinterpret_cast<int4*>(target) = value.bits();
}
template<class Element> __global__ void gelu(Element* out, const Element* in) {
    using P = Pack<Element>;
    const int i = (blockIdx.x * blockDim.x + threadIdx.x) * P::size;
    P result, x = load_streaming(in + i), y = load(in + i);
    for (int k = 0; k < P::size; ++k) {
        const float value = (float)x[k] + (float)y[k];
        result[k] = (Element)(0.5f * value);
    }
    store(out + i, result);
    P one = P::constant(1);
    if (i == 0) store(out, one);
}

extern "C" int test() {
    const int n = 256;
    int bad = 0;
    {
        std::vector<__half> h(n);
        for (int i = 0; i < n; ++i) h[i] = __float2half((float)i);
        __half *a = unwritten<__half>(n), *b = unwritten<__half>(n);
        cudaMemcpy(a, h.data(), n * 2, cudaMemcpyHostToDevice);
        gelu<<<1, 32>>>(b, a);
        auto y = on_host(b, n);
        bad += __half2float(y[200]) != 200 || __half2float(y[3]) != 1;
        cudaFree(a);
        cudaFree(b);
    }
    {
        std::vector<__nv_bfloat16> h(n);
        for (int i = 0; i < n; ++i) h[i] = __float2bfloat16((float)(i % 128));
        __nv_bfloat16 *a = unwritten<__nv_bfloat16>(n), *b = unwritten<__nv_bfloat16>(n);
        cudaMemcpy(a, h.data(), n * 2, cudaMemcpyHostToDevice);
        gelu<<<1, 32>>>(b, a);
        auto y = on_host(b, n);
        bad += __bfloat162float(y[100]) != 100;
        cudaFree(a);
        cudaFree(b);
    }
    {
        float *a = numbers<float>(n), *b = unwritten<float>(n);
        gelu<float><<<1, 64>>>(b, a);
        bad += on_host(b, n)[255] != 255;
        cudaFree(a);
        cudaFree(b);
    }
    return bad;
}
