#pragma once
/// @file
/// What is compiled ahead for .cu files: the headers that most of them include, and what nvcc includes by
/// itself.

#include "gpu/include/cuda_runtime.h"

#include "gpu/include/cublas_v2.h"
#include "gpu/include/cuda_fp16.h"
#include "gpu/include/mma.h"
#include <cassert>
#include <cstdio>
#include <vector>
