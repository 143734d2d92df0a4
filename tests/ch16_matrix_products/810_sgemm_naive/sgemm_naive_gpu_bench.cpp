#include "sgemm_naive.cuh"

#include "bench/device_products.hpp"

static const bench::DeviceProductKernel<sgemm_naive> kernel;
