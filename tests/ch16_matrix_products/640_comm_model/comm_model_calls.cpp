#include "comm_model.hpp"

#include "judge/calls.hpp"

EXPOSE(t_ring);
EXPOSE(t_doubling);
EXPOSE(dp_step_time);
EXPOSE(crossover_bytes);
