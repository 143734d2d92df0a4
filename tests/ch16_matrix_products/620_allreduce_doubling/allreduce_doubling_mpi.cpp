#include "allreduce_doubling.hpp"

#include "mpi/trial.hpp"

ALL_REDUCE(allreduce_doubling);
