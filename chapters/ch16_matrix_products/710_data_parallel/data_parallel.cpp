#include "data_parallel.hpp"

void dp_init(Comm& comm, std::span<double> w) {
    // TODO: rank 0 knows what the others need.
}

void dp_step(Comm& comm, const AllReduce& sum, std::span<double> w, const Shard& shard, double eta) {
    // TODO: which numbers must be added up over all ranks, so that each of them can make the step?
}
