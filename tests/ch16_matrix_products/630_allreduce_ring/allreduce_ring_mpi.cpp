#include "allreduce_ring.hpp"

#include "mpi/trial.hpp"

TRIAL(all_reduce, allreduce_ring);
