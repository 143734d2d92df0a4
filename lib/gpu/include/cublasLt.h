#pragma once
/// @file
/// Of cuBLASLt, the handle: programs that also use cuBLAS often make one.

#include "cublas_v2.h"

typedef struct cublasLtContext* cublasLtHandle_t;

extern "C" {
cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle);
cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle);
}
