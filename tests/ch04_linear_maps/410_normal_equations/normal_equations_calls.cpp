#include "normal_equations.hpp"

#include "judge/calls.hpp"

EXPOSE(normal_system);
EXPOSE(solve_normal);
