#include "allreduce_doubling.hpp"

#include "mpi/trial.hpp"

TRIAL(all_reduce, allreduce_doubling);
