#include "sgemm_coalesced.cuh"

#include "bench/device_products.hpp"

static const bench::DeviceProductKernel<sgemm_coalesced> kernel;
