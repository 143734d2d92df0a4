#include "gpu/not_offered.hpp"

namespace gpu {

namespace {

/// `name*` stands for all names that begin like this.
struct Missing {
    std::string_view name, sentence;

    bool is(std::string_view other) const {
        return name.ends_with('*') ? other.starts_with(name.substr(0, name.size() - 1)) : other == name;
    }
};

constexpr Missing headers[] = {
    {"cooperative_groups*", "cooperative groups: use __syncthreads(), __syncwarp() and __shfl_sync()"},
    {"thrust/*", "Thrust: write the kernel, or use the standard library on the host"},
    {"cub/*", "CUB: write the reduction or the scan with __shfl_down_sync() and shared memory"},
    {"cuda/*", "libcu++ (cuda::atomic, cuda::barrier, cuda::std): use atomicAdd() and its like, "
               "__threadfence() and __syncthreads()"},
    {"cuda_pipeline*", "asynchronous copies: load into registers, then store to shared memory"},
    {"cuda_fp8*", "numbers of 8 bits: use __half or __nv_bfloat16"},
    {"cuda_fp6*", "numbers of 6 bits: use __half or __nv_bfloat16"},
    {"cuda_fp4*", "numbers of 4 bits: use __half or __nv_bfloat16"},
    {"cuComplex*", "cuComplex: write the two operations that are needed for a float2"},
    {"curand*", "cuRAND: make the random numbers on the host, and copy them"},
    {"cublasXt*", "cuBLASXt: use cublas_v2.h"},
    {"cublas.h", "the first interface of cuBLAS: use cublas_v2.h"},
    {"cufft*", "cuFFT"},
    {"cusparse*", "cuSPARSE"},
    {"cusolver*", "cuSOLVER"},
    {"cudnn*", "cuDNN"},
    {"nccl*", "NCCL"},
    {"cutlass/*", "CUTLASS"},
    {"cute/*", "CUTLASS"},
    {"nvrtc*", "compilation at run time"},
    {"nvToolsExt*", "marks for the profiler: leave them out"},
    {"nvtx3/*", "marks for the profiler: leave them out"},
    {"cuda_gl_interop*", "OpenGL"},
    {"cudaGL*", "OpenGL"},
};

constexpr std::string_view graphs = "CUDA graphs: launch the kernels one after the other";
constexpr std::string_view textures = "textures, surfaces and arrays: read through a pointer";
constexpr std::string_view driver =
    "the driver interface: use the functions of the runtime, which begin with cuda";
constexpr std::string_view copies = "asynchronous copies: load into registers, then store to shared memory";

constexpr std::string_view volumes = "memory in three dimensions: use cudaMalloc() and compute the index";

constexpr Missing names[] = {
    {"cudaGraph*", graphs},
    {"cudaStreamBeginCapture*", graphs},
    {"cudaStreamEndCapture", graphs},
    {"cudaTextureObject_t", textures},
    {"cudaSurfaceObject_t", textures},
    {"cudaArray_t", textures},
    {"cudaArray", textures},
    {"cudaMallocArray", textures},
    {"cudaChannelFormatDesc", textures},
    {"cudaExtent", volumes},
    {"cudaPitchedPtr", volumes},
    {"cudaMalloc3D*", volumes},
    {"cudaMemcpy3D*", volumes},
    {"cudaDeviceEnablePeerAccess", "a second device"},
    {"cudaMemcpyPeer*", "a second device"},
    {"cudaLaunchCooperativeKernel", "barriers of a whole grid: use two launches"},
    {"cudaLaunchKernel*", "launches by a pointer to the kernel: write kernel<<<grid, block>>>(arguments)"},
    {"cudaIpc*", "memory that processes share"},
    {"cublasLtMatmul*", "cublasLtMatmul: use cublasGemmEx()"},
    {"__cluster_dims__", "clusters of blocks"},
    {"__pipeline_*", copies},
    {"__cvta_generic_to_shared", "addresses for PTX"},
    {"cuInit", driver},
    {"CUdevice", driver},
    {"CUcontext", driver},
    {"CUmodule", driver},
    {"CUfunction", driver},
};

std::string sentence(std::string_view what) { return std::string(not_offered_mark) + std::string(what); }

template<std::size_t count> std::string sentence_in(const Missing (&list)[count], std::string_view name) {
    for (const Missing& missing : list)
        if (missing.is(name)) return sentence(missing.sentence);
    return "";
}

} // namespace

std::string not_offered_header(std::string_view header) { return sentence_in(headers, header); }
std::string not_offered_name(std::string_view name) { return sentence_in(names, name); }
std::string not_offered_assembly() { return sentence("inline assembly: it does not know PTX"); }
std::string not_offered_shared() {
    return sentence("this form of __shared__: declare the type first, then one variable or array of it");
}

} // namespace gpu
