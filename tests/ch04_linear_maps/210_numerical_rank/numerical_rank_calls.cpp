#include "numerical_rank.hpp"

#include "judge/calls.hpp"

EXPOSE(numerical_rank);
EXPOSE(null_basis);
