#pragma once
/// @file
/// What is compiled ahead for .cu files: what nvcc includes by itself, and the standard headers that they
/// mostly include. No other header of NVIDIA's: a file that does not include it may use its names.

#include "gpu/include/cuda_runtime.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>
