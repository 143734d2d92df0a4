#include "dense_backward.hpp"

#include "judge/calls.hpp"

EXPOSE(dense_backward);
