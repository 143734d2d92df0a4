#pragma once
/// @file
/// The same for exercises whose header includes cuBLAS.

#include "gpu/warm.hpp"

#include <cublas_v2.h>
