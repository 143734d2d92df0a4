#include "allreduce_ring.hpp"

#include "bench/all_reduce.hpp"

static const bench::AllReduceBench bench_of_sum(allreduce_ring);
