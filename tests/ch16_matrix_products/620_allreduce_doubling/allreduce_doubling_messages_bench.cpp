#include "allreduce_doubling.hpp"

#include "bench/all_reduce.hpp"

static const bench::AllReduceBench bench_of_sum(allreduce_doubling);
