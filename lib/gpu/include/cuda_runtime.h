#pragma once
/// @file
/// What nvcc includes by itself, for CUDA on the CPU.

#include "gpu/qualifiers.hpp"

#include "gpu/atomics.hpp"
#include "gpu/builtins.hpp"
#include "gpu/device_math.hpp"
#include "gpu/launch.hpp"
#include "gpu/runtime_api.hpp"
#include "gpu/vector_types.hpp"
#include "gpu/warp.hpp"

// As nvcc does.
#include <climits>
#include <cstring>
#include <ctime>

#define GEMMLINGS_SIMULATED_GPU 1
