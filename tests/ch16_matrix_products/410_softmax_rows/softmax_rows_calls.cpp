#include "softmax_rows_calls.hpp"

#include "judge/calls.hpp"

EXPOSE(softmax_rows<float>);
EXPOSE(softmax_rows<double>);
EXPOSE(logsumexp_each<float>);
EXPOSE(logsumexp_each<double>);
