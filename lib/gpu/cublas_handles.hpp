#pragma once
/// @file
/// Which handles of cuBLAS there are.

#include "gpu/include/cublas_v2.h"

namespace gpu {

/// Made by cublasCreate and not destroyed.
bool is_handle(cublasHandle_t handle);

} // namespace gpu
