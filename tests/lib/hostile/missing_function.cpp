// @expect does not define is_linear(
// defines something else only

#include "is_linear.hpp"

LinReport linear() { return {}; }
