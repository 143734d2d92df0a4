#include "sgemm_shared.cuh"

#include "bench/device_products.hpp"

static const bench::DeviceProductKernel<sgemm_shared> kernel;
