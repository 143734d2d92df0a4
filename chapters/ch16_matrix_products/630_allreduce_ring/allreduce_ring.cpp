#include "allreduce_ring.hpp"

void allreduce_ring(Comm& comm, std::span<float> x) {
    // TODO: which chunk does this rank send in step s, and which one does it receive?
}
