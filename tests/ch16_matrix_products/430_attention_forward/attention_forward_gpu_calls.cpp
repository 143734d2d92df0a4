#include "attention_forward_gpu_calls.hpp"

#include "attention_forward.cuh"

#include "judge/calls.hpp"
#include "judge/device.hpp"

namespace {

/// Device memory that nobody has written.
class Scratch {
  public:
    Scratch(const char* name, i64 count) {
        if (count == 0) return;
        judge::check(cudaMalloc(&memory, static_cast<std::size_t>(count) * sizeof(float)), "cudaMalloc");
#ifdef GEMMLINGS_SIMULATED_GPU
        gpu::name_allocation(memory, name);
#else
        static_cast<void>(name);
#endif
    }
    ~Scratch() { cudaFree(memory); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    operator float*() const { return memory; }

  private:
    float* memory = nullptr;
};

} // namespace

std::string attention_on_device(bool with_handle, bool causal, CView<float> Q, CView<float> K, CView<float> V,
                                i64 ldp, View<float> O) {
    const judge::OnDevice q("Q", Q), k("K", K), v("V", V), o("O", O);
    const Scratch P("P", Q.rows * ldp);
    cublasHandle_t handle = nullptr;
    if (with_handle && cublasCreate(&handle) != CUBLAS_STATUS_SUCCESS)
        throw std::runtime_error("There is no handle of cuBLAS to be had.");
    const auto size = [](i64 extent) { return static_cast<int>(extent); };
    const auto status = attention(handle, size(Q.rows), size(K.rows), size(Q.cols), size(V.cols), causal, q,
                                  k, v, P, size(ldp), o);
    o.fetch(O);
    if (handle) cublasDestroy(handle);
    return cublasGetStatusName(status);
}
EXPOSE(attention_on_device);
