#include "collectives.hpp"

#include "mpi/trial.hpp"

TRIAL(broadcast, broadcast);
TRIAL(reduce_scatter, reduce_scatter);
TRIAL(all_gather, all_gather);
