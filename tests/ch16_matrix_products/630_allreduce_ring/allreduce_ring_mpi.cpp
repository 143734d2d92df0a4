#include "allreduce_ring.hpp"

#include "mpi/trial.hpp"

ALL_REDUCE(allreduce_ring);
